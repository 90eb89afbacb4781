import { Failure } from '../errors.ts';
import { type JsonObject, stringifyJson } from '../json.ts';

/** The items of several pages. */
export interface GatheredItems {
  readonly items: JsonObject[];
  /**
   * Adds a page.
   * @param more whether another is to be read
   * @throws Failure (execution) when there are more items already than may be kept in memory
   */
  add(page: JsonObject[], more: boolean): void;
}

/** Gathers items page by page, until they are more than so many bytes of JSON. What is complete with its first page is not measured. */
export function gatherItems(maxBytes: number): GatheredItems {
  const items: JsonObject[] = [];
  let bytes = 0;
  return {
    items,
    add(page, more) {
      for (const item of page) items.push(item);
      if (!more) return;
      bytes += Buffer.byteLength(stringifyJson(page));
      if (bytes > maxBytes) throw tooMany(bytes, maxBytes);
    },
  };
}

function tooMany(bytes: number, maxBytes: number): Failure {
  return new Failure(
    'execution',
    `The items are too large to be read at once: ${bytes} bytes of JSON so far, at most ${maxBytes}. ` +
      'Set a limit, to read page by page, or a filterExpression or projectionExpression, to keep less.',
  );
}
