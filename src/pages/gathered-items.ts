import { Failure } from '../failure/failure.ts';
import type { Json, JsonObject } from '../json/json.ts';

/** The items of several pages. */
interface GatheredItems {
  readonly items: JsonObject[];
  /**
   * Adds a page.
   * @param more whether another is to be read
   * @throws Failure (execution) when there are more items already than may be kept in memory
   */
  add(page: readonly JsonObject[], more: boolean): void;
}

/** Gathers items page by page, until they are more than so many characters of JSON. What is complete with its first page is not measured. */
export function gatherItems(maxSize: number): GatheredItems {
  const items: JsonObject[] = [];
  const memory = itemsMemory(maxSize);
  return {
    items,
    add(page, more) {
      for (const item of page) items.push(item);
      if (more) memory.keep(page);
    },
  };
}

/** What the items of a job take up while others are read. */
interface ItemsMemory {
  /** @throws Failure (execution) when these items are more than may be kept, with those kept before */
  keep(items: readonly JsonObject[]): void;
}

const ADVICE =
  'Set a limit, maxItems or maxBytes, to read them in parts, or a filterExpression or projectionExpression, to keep less.';

/** A memory for items of so many characters of JSON; `advice` says what a task can set that needs more. */
export function itemsMemory(maxSize: number, advice = ADVICE): ItemsMemory {
  let size = 0;
  return {
    keep(items) {
      size += sizeOf(items as JsonObject[]);
      if (size <= maxSize) return;
      const said = `The items are too large to be read at once: ${size} characters of JSON so far, at most ${maxSize}.`;
      throw new Failure('execution', `${said} ${advice}`);
    },
  };
}

/** The characters of a value as JSON, escapes aside: a tenth of the work of writing it, which would be a fifth of that of reading a page. */
function sizeOf(value: Json): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  let size = 1;
  if (Array.isArray(value)) {
    for (const element of value) size += sizeOf(element) + 1;
  } else {
    for (const name in value) size += name.length + 4 + sizeOf((value as JsonObject)[name] as Json);
  }
  return size === 1 ? 2 : size;
}
