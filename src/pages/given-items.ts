import type { Attributes } from '../attributes/attributes.ts';
import { Failure } from '../failure/failure.ts';
import { type JsonObject, stringifyJson } from '../json/json.ts';
import type { AttributesDecoder } from '../operation/response.ts';

/** How many items a task wants, and of which size. */
interface ItemLimits {
  readonly maxItems?: number | undefined;
  /** Of the JSON of all items, as a list. */
  readonly maxBytes?: number | undefined;
  /** Names of attributes that were read for their keys only. */
  readonly hidden?: readonly string[];
}

/**
 * Chooses the items to be given, page by page: those of a page in the job's output format, from its first on, as long as all
 * together are within the limits.
 * @throws Failure (execution) when the first item of all is too large
 */
export type GivenItems = (page: readonly Attributes[]) => JsonObject[];

/** Gives items up to the limits of a task. */
export function givenItems(limits: ItemLimits, decode: AttributesDecoder): GivenItems {
  const { maxItems = Number.POSITIVE_INFINITY, maxBytes, hidden = [] } = limits;
  let count = 0;
  /** A list has as many brackets and commas as items, and one more. */
  let bytes = 1;

  function shown(attributes: readonly Attributes[]): JsonObject[] {
    const items = decode.list(attributes);
    if (hidden.length === 0) return items;
    for (const item of items) for (const name of hidden) delete item[name];
    return items;
  }

  function upTo(most: number, page: readonly Attributes[]): JsonObject[] {
    const items: JsonObject[] = [];
    for (const attributes of page) {
      const [item = {}] = shown([attributes]);
      const more = Buffer.byteLength(stringifyJson(item)) + 1;
      if (bytes + more > most) {
        if (bytes === 1) throw tooLarge(bytes + more, most);
        break;
      }
      bytes += more;
      items.push(item);
    }
    return items;
  }

  return (page) => {
    const wanted = page.length > maxItems - count ? page.slice(0, maxItems - count) : page;
    const items = maxBytes === undefined ? shown(wanted) : upTo(maxBytes, wanted);
    count += items.length;
    return items;
  };
}

function tooLarge(bytes: number, maxBytes: number): Failure {
  return new Failure(
    'execution',
    `The first item alone is larger than maxBytes: ${bytes} bytes of JSON, in a list, at most ${maxBytes}. ` +
      'Set a larger maxBytes, or a projectionExpression, to keep less of it.',
  );
}
