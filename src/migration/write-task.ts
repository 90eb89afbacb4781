import { type Tag, tagsIn } from '../diagram/tags.ts';
import type { Edit } from './edits.ts';
import type { Filled, Template } from './form.ts';

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const ZEEBE = 'http://camunda.org/schema/zeebe/1.0';

/** What is to be written into a task. */
export interface TaskText {
  readonly id: string;
  readonly template: Template;
  readonly filled: readonly Filled[];
  /** Inputs that stay, by the variables that they become. */
  readonly ownInputs: readonly string[];
}

/** The headers that a task keeps, because no template has them. */
export const TEMPLATE_HEADERS = [
  'elementTemplateId',
  'elementTemplateVersion',
  'resultVariable',
  'resultExpression',
  'errorExpression',
  'retryBackoff',
  'jobTimeout',
];

/**
 * Says what is to be changed in the text of a diagram, so that a task has another template and what is filled in there. Whatever else is
 * in the task stays.
 * @param file the text of the whole diagram, whose elements `root` has
 * @returns undefined if the task cannot be found, or no attribute of Zeebe can be written in it
 */
export function editsOfTask(file: string, root: Tag, task: TaskText): Edit[] | undefined {
  const found = tagsIn(root).filter(
    ({ namespace, attributes }) =>
      namespace === BPMN && attributes.some(({ name, value }) => name === 'id' && value === task.id),
  );
  const [tag] = found;
  const prefix = tag && [...tag.namespaces].find(([name, namespace]) => namespace === ZEEBE && name !== '')?.[0];
  const extension = tag?.children.find(({ name, namespace }) => namespace === BPMN && name === 'extensionElements');
  if (tag === undefined || prefix === undefined || extension === undefined || found.length > 1) return undefined;
  const { id, version, icon } = task.template;
  const of = (kind: Filled['kind']) => task.filled.filter((each) => each.kind === kind);
  const definition = new Map(of('taskDefinition').map(({ name, value }) => [name, value]));
  return [
    ...attributeEdits(
      tag,
      new Map([
        [`${prefix}:modelerTemplate`, id],
        [`${prefix}:modelerTemplateVersion`, `${version}`],
        [`${prefix}:modelerTemplateIcon`, icon.contents],
      ]),
    ),
    ...extension.children.filter(isZeebe('taskDefinition')).flatMap((each) => attributeEdits(each, definition)),
    ...of('jobPriorityDefinition').flatMap(({ name, value }) =>
      extension.children.some(isZeebe('jobPriorityDefinition'))
        ? []
        : [added(file, extension, `<${prefix}:jobPriorityDefinition ${name}="${escaped(value)}" />`)],
    ),
    ...listEdits(file, extension, prefix, {
      list: 'ioMapping',
      entry: 'input',
      isReplaced: (each) => !task.ownInputs.includes(unescaped(valueIn(each, 'target')).trim()),
      entries: of('input').map(({ name, value }) => ({ source: value, target: name })),
    }),
    ...listEdits(file, extension, prefix, {
      list: 'taskHeaders',
      entry: 'header',
      isReplaced: (each) => TEMPLATE_HEADERS.includes(valueIn(each, 'key')),
      entries: of('taskHeader').map(({ name, value }) => ({ key: name, value })),
    }),
    ...listEdits(file, extension, prefix, {
      list: 'properties',
      entry: 'property',
      isReplaced: (each) => of('property').some(({ name }) => name === valueIn(each, 'name')),
      entries: of('property').map(({ name, value }) => ({ name, value })),
    }),
  ];
}

const isZeebe =
  (wanted: string) =>
  ({ name, namespace }: Tag) =>
    namespace === ZEEBE && name === wanted;

function valueIn({ attributes }: Tag, wanted: string): string {
  return attributes.find(({ name }) => name === wanted)?.value ?? '';
}

/** Sets attributes of an element: in their places, or behind the last of those that it has, or its name. */
function attributeEdits(tag: Tag, wanted: ReadonlyMap<string, string>): Edit[] {
  let behind = tag.start + 1 + (tag.prefix === '' ? 0 : tag.prefix.length + 1) + tag.name.length;
  return [...wanted].map(([name, value]) => {
    const there = tag.attributes.find((attribute) => attribute.name === name);
    behind = there?.end ?? behind;
    const text = `${name}="${escaped(value)}"`;
    return there === undefined
      ? { start: behind, end: behind, text: ` ${text}` }
      : { start: there.start, end: there.end, text };
  });
}

interface Entries {
  readonly list: string;
  readonly entry: string;
  readonly isReplaced: (entry: Tag) => boolean;
  readonly entries: readonly Readonly<Record<string, string>>[];
}

/** Puts entries in the place of others of a list, each on a line of its own if they were. Makes the list if there is none. */
function listEdits(
  file: string,
  extension: Tag,
  prefix: string,
  { list, entry, isReplaced, entries }: Entries,
): Edit[] {
  const written = entries.map(
    (attributes) =>
      `<${prefix}:${entry} ${Object.entries(attributes)
        .map(([name, value]) => `${name}="${escaped(value)}"`)
        .join(' ')} />`,
  );
  const holder = extension.children.find(isZeebe(list));
  const [first, ...others] = holder?.children.filter(isZeebe(entry)).filter(isReplaced) ?? [];
  const gone = ({ start, end }: Tag): Edit => ({ start: start - breakBefore(file, start).length, end, text: '' });
  if (written.length === 0) return [first, ...others].flatMap((each) => (each === undefined ? [] : [gone(each)]));
  if (first !== undefined) {
    const block = written.join(breakBefore(file, first.start));
    return [{ start: first.start, end: first.end, text: block }, ...others.map(gone)];
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

/** Adds an element to the extensions of a task, behind those that it has. */
function added(file: string, extension: Tag, text: string): Edit {
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
function escaped(text: string): string {
  return text.replace(/[&<>"\n\r\t]/g, (character) => ESCAPES[character] as string);
}

function unescaped(text: string): string {
  return text
    .replace(/&#34;|&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
