import type { Tag } from '../diagram/tags.ts';
import type { Edit } from './edits.ts';

export const ZEEBE = 'http://camunda.org/schema/zeebe/1.0';

/** Whether an element is one of Zeebe with this name. */
export const isZeebe =
  (wanted: string) =>
  ({ name, namespace }: Tag) =>
    namespace === ZEEBE && name === wanted;

/** An attribute as it is written; empty if there is none. */
export function valueIn({ attributes }: Tag, wanted: string): string {
  return attributes.find(({ name }) => name === wanted)?.value ?? '';
}

interface Entries {
  readonly list: string;
  readonly entry: string;
  /** The attribute by which entries are told apart. */
  readonly key: string;
  readonly isReplaced: (entry: Tag) => boolean;
  readonly entries: readonly Readonly<Record<string, string>>[];
}

/**
 * Puts entries in the place of others of a list, each on a line of its own if they were. Makes the list if there is none. If entries
 * that stay are among the others, each keeps its place: an input may read those before it.
 */
export function listEdits(
  file: string,
  extension: Tag,
  prefix: string,
  { list, entry, key, isReplaced, entries }: Entries,
): Edit[] {
  const write = (attributes: Readonly<Record<string, string>>) =>
    `<${prefix}:${entry} ${Object.entries(attributes)
      .map(([name, value]) => `${name}="${escaped(value)}"`)
      .join(' ')} />`;
  const written = entries.map(write);
  const holder = extension.children.find(isZeebe(list));
  const all = holder?.children.filter(isZeebe(entry)) ?? [];
  const replaced = all.filter(isReplaced);
  const [first, ...others] = replaced;
  if (written.length === 0) return replaced.map((each) => gone(file, each));
  if (first !== undefined) {
    if (all.indexOf(replaced.at(-1) as Tag) - all.indexOf(first) > others.length)
      return inTheirPlaces(file, replaced, entries, { key, write });
    const block = written.join(breakBefore(file, first.start));
    return [{ start: first.start, end: first.end, text: block }, ...others.map((each) => gone(file, each))];
  }
  const line = breakBefore(file, (holder ?? extension.children.at(-1) ?? extension).start);
  const inner = line === '' ? '' : `${line}  `;
  const block = written.map((each) => inner + each).join('');
  if (holder !== undefined && !holder.isEmpty)
    return [{ start: holder.startTagEnd, end: holder.startTagEnd, text: block }];
  const whole = `<${prefix}:${list}>${block}${line}</${prefix}:${list}>`;
  if (holder !== undefined) return [{ start: holder.start, end: holder.end, text: whole }];
  return [added(file, extension, whole)];
}

/** Puts each entry in the place of the one with its key, the last of them: that counts. Those that are new come first. */
function inTheirPlaces(
  file: string,
  replaced: readonly Tag[],
  entries: Entries['entries'],
  { key, write }: { readonly key: string; readonly write: (entry: Entries['entries'][0]) => string },
): Edit[] {
  const places = new Map(replaced.map((each) => [unescaped(valueIn(each, key)).trim(), each]));
  const placeOf = (entry: Entries['entries'][0]) => places.get(entry[key] ?? '');
  const added = entries.filter((entry) => placeOf(entry) === undefined);
  return replaced.map((each, index) => {
    const here = [...(index === 0 ? added : []), ...entries.filter((entry) => placeOf(entry) === each)];
    if (here.length === 0) return gone(file, each);
    return { start: each.start, end: each.end, text: here.map(write).join(breakBefore(file, each.start)) };
  });
}

/** Takes an element out, with its line. */
function gone(file: string, { start, end }: Tag): Edit {
  return { start: start - breakBefore(file, start).length, end, text: '' };
}

/** Adds an element to the extensions of a task, behind those that it has. */
export function added(file: string, extension: Tag, text: string): Edit {
  const last = extension.children.at(-1);
  const at = last?.end ?? extension.startTagEnd;
  return { start: at, end: at, text: breakBefore(file, (last ?? extension).start) + text };
}

/** The end of line and the blanks before a tag; empty if something else is before it. */
function breakBefore(file: string, start: number): string {
  return /(?:\r?\n)[ \t]*$/.exec(file.slice(Math.max(start - 200, 0), start))?.[0] ?? '';
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** A text as it stands in an attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"\n\r\t]/g, (character) => ESCAPES[character] as string);
}

/** A text as it is meant that stands in an attribute. */
export function unescaped(text: string): string {
  return text
    .replace(/&#34;|&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
