import type { Attributes } from '../attributes/attributes.ts';
import { Failure } from '../failure/failure.ts';
import type { JsonObject } from '../json/json.ts';
import { jsonBytes } from '../json/size.ts';
import type { AttributesDecoder } from '../operation/response.ts';

/** How many items a task wants at most, and how large they may be. */
interface ItemLimits {
  readonly maxItems?: number | undefined;
  /** The size of all items as one list, in bytes of JSON. */
  readonly maxBytes?: number | undefined;
  /** Names of attributes that were read only to make a key of them. They are not given. */
  readonly hidden?: readonly string[];
}

/**
 * Takes the items of the next page. Gives the first of them, as JSON, up to the limits for all pages together.
 * @throws Failure (execution) when the very first item is larger than `maxBytes`
 */
export type GivenItems = (page: readonly Attributes[]) => JsonObject[];

/** Makes the function that takes the pages of one job in their order. */
export function givenItems(limits: ItemLimits, decode: AttributesDecoder): GivenItems {
  const { maxItems = Number.POSITIVE_INFINITY, maxBytes, hidden = [] } = limits;
  let count = 0;
  /** A list of n items has n + 1 brackets and commas. */
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
      const more = jsonBytes(item) + 1;
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
    `The first item alone is larger than \`maxBytes\`: ${bytes} bytes of JSON, in a list, at most ${maxBytes}. ` +
      'Set a larger `maxBytes`, or `projectionExpression`, to keep less of it.',
    { about: 'size' },
  );
}
