import { Failure } from '../failure/failure.ts';
import type { JsonObject } from '../json/json.ts';
import { jsonLength } from '../json/size.ts';

/** The items of several pages. */
interface GatheredItems {
  readonly items: JsonObject[];
  /**
   * Adds the items of a page.
   * @param more whether another page follows
   * @throws Failure (execution) when the items are already more than may be kept in memory
   */
  add(page: readonly JsonObject[], more: boolean): void;
}

/**
 * Gathers items page by page. If the first page is the only one, its size is not measured.
 * @param maxSize how large the items may be while pages follow, in characters of JSON
 */
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

/** Measures the items that a job keeps while it reads others. */
interface ItemsMemory {
  /**
   * Adds the size of these items.
   * @throws Failure (execution) when they are more than may be kept, together with those before
   */
  keep(items: readonly JsonObject[]): void;
}

const ADVICE =
  'Set a limit, maxItems or maxBytes, to read them in parts, or a filterExpression or projectionExpression, to keep less.';

/**
 * Begins with nothing kept.
 * @param maxSize how large the items may be, in characters of JSON
 * @param advice the end of the message: what a task can set to keep less
 */
export function itemsMemory(maxSize: number, advice = ADVICE): ItemsMemory {
  let size = 0;
  return {
    keep(items) {
      size += jsonLength(items as JsonObject[]);
      if (size <= maxSize) return;
      const said = `The items are too large to be read at once: ${size} characters of JSON so far, at most ${maxSize}.`;
      throw new Failure('execution', `${said} ${advice}`);
    },
  };
}
