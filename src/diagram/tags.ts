/** Where an attribute stands in a file; `value` is as it is written, between the quotes. */
interface TagAttribute {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** An element of an XML file as it is written, with its places in the text. */
export interface Tag {
  /** Its name without a prefix, and the namespace of that. */
  readonly name: string;
  readonly prefix: string;
  readonly namespace: string | undefined;
  readonly attributes: readonly TagAttribute[];
  readonly children: Tag[];
  readonly start: number;
  /** Where its start tag ends; the same as `end` if it is empty. */
  readonly startTagEnd: number;
  /** Where its end tag begins; the same as `end` if it is empty. */
  endTagStart: number;
  end: number;
  readonly isEmpty: boolean;
  /** The namespaces that count in it, by their prefixes. */
  readonly namespaces: ReadonlyMap<string, string>;
}

/** A comment, a section of text or an instruction; or a tag with its name, its attributes, and whether it is empty. */
const MARKUP =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>/g;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * Reads where the elements of an XML file stand. The text is XML, as `readDiagram` takes it.
 * @throws Error when it is none
 */
export function readTags(text: string): Tag {
  let root: Tag | undefined;
  const open: Tag[] = [];
  for (const match of text.matchAll(MARKUP)) {
    const [whole, closing, name, attributes = '', empty] = match;
    if (name === undefined) continue;
    const start = match.index;
    const end = start + whole.length;
    if (closing === '/') {
      const ended = open.pop();
      if (ended === undefined) throw new Error(`An element ends at ${start} that did not begin`);
      ended.endTagStart = start;
      ended.end = end;
      continue;
    }
    const around = open.at(-1);
    const tag = tagOf(name, readAttributes(attributes, start + 1 + name.length), around, {
      start,
      end,
      isEmpty: empty === '/',
    });
    around?.children.push(tag);
    root ??= tag;
    if (!tag.isEmpty) open.push(tag);
  }
  if (root === undefined || open.length > 0) throw new Error('The elements of the file do not end');
  return root;
}

function readAttributes(text: string, offset: number): TagAttribute[] {
  return [...text.matchAll(ATTRIBUTE)].map((match) => {
    const [whole, name = '', quoted, other = ''] = match;
    const start = offset + match.index;
    return { name, start, end: start + whole.length, value: quoted ?? other };
  });
}

function tagOf(
  written: string,
  attributes: readonly TagAttribute[],
  around: Tag | undefined,
  { start, end, isEmpty }: { readonly start: number; readonly end: number; readonly isEmpty: boolean },
): Tag {
  const declared = attributes.flatMap(({ name, value }): [string, string][] => {
    const [, prefix] = /^xmlns(?::(.+))?$/.exec(name) ?? [undefined, undefined];
    return name.startsWith('xmlns') ? [[prefix ?? '', value]] : [];
  });
  const namespaces =
    declared.length === 0 && around !== undefined
      ? around.namespaces
      : new Map([...(around?.namespaces ?? []), ...declared]);
  const [prefix, name] = written.includes(':') ? (written.split(':', 2) as [string, string]) : ['', written];
  const namespace = namespaces.get(prefix);
  return {
    name,
    prefix,
    namespace,
    attributes,
    children: [],
    start,
    startTagEnd: end,
    endTagStart: end,
    end,
    isEmpty,
    namespaces,
  };
}

/** All elements in an element, with itself. */
export function tagsIn(tag: Tag): Tag[] {
  return [tag, ...tag.children.flatMap(tagsIn)];
}
