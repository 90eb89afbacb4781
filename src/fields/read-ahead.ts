import { inSlices } from '../async/slices.ts';
import { hasMoreValues } from '../json/size.ts';

/** Lists with fewer values are read together with the fields around them. */
const MANY_VALUES = 2_000;

/** A list that is read ahead. */
interface AheadList {
  /** Reads the next element. Gives false when the rest does not matter. */
  readonly readNext: (index: number) => boolean;
  /** What has been read, once all of it has. */
  readonly read: unknown;
}

/** What was found in an input while its fields were read, and is read before they are read again. */
interface Ahead {
  readonly lists: Map<readonly unknown[], AheadList>;
  /** The JSON texts of fields, so that their lists are the same when they are read again. */
  readonly texts: Map<string, unknown>;
  isRead: boolean;
}

/** Of the input that is being read now. Nothing waits while it is. */
let current: Ahead | undefined;

/**
 * Reads the fields of an input that may be large, without holding the process for long: lists of thousands of elements are left
 * out at first, read in slices, and put in when the fields are read once more.
 * @param read reads the fields, by schemas with lists of `readList`
 * @throws what `read` throws
 */
export async function readingAhead<T>(read: () => T): Promise<T> {
  const ahead: Ahead = { lists: new Map(), texts: new Map(), isRead: false };
  const first = within(ahead, read);
  if (ahead.lists.size === 0) return first;
  for (const [list, { readNext }] of ahead.lists) await inSlices(list.keys(), readNext);
  ahead.isRead = true;
  return within(ahead, read);
}

function within<T>(ahead: Ahead, read: () => T): T {
  current = ahead;
  try {
    return read();
  } finally {
    current = undefined;
  }
}

/**
 * Reads a list: at once, or ahead when it is long and `readingAhead` reads the fields around it.
 * @param begin makes the reading of a list: `readNext` as above, and what it has read
 */
export function readList<T>(
  list: readonly unknown[],
  begin: () => { readonly readNext: (index: number) => boolean; readonly read: T },
): T {
  const ahead = current?.lists.get(list);
  if (ahead !== undefined) return ahead.read as T;
  const { readNext, read } = begin();
  if (current !== undefined && !current.isRead && hasMoreValues(list, MANY_VALUES))
    current.lists.set(list, { readNext, read });
  else for (let index = 0; index < list.length && readNext(index); index++);
  return read;
}

/** Gives what `parse` makes of the JSON text of a field, and the same value when the fields are read once more. */
export function readText<T>(text: string, parse: (text: string) => T): T {
  if (current === undefined) return parse(text);
  const value = current.texts.has(text) ? (current.texts.get(text) as T) : parse(text);
  current.texts.set(text, value);
  return value;
}
