import { Failure } from '../failure/failure.ts';
import type { JsonObject } from '../json/json.ts';
import { extentInMemory } from '../json/size.ts';
import type { DynamoDb } from '../operation/operation.ts';

/** The items of several pages. */
interface GatheredItems {
  readonly items: JsonObject[];
  /**
   * Adds the items of a page.
   * @param page AWS's answer
   * @param more whether another page follows
   * @throws Failure (execution) when the items are already more than may be kept in memory; as `keepOnly`
   */
  add(page: object, items: readonly JsonObject[], more: boolean): Promise<void>;
}

/** Gathers items page by page. If the first page is the only one, its size is not measured. */
export function gatherItems(dynamodb: ItemsKeeper): GatheredItems {
  const items: JsonObject[] = [];
  const memory = itemsMemory(dynamodb);
  return {
    items,
    async add(page, ofPage, more) {
      for (const item of ofPage) items.push(item);
      if (more) await memory.keep(page, ofPage);
    },
  };
}

type ItemsKeeper = Pick<DynamoDb, 'maxItemsBytes' | 'keepOnly'>;

/** Measures the items that a job keeps while it reads others. */
interface ItemsMemory {
  /**
   * Adds the size of the items that were made of an answer.
   * @throws Failure (execution) when they are more than may be kept, together with those before; as `keepOnly`
   */
  keep(answer: object, items: readonly JsonObject[]): Promise<void>;
}

const ADVICE =
  'Set `limit`, `maxItems` or `maxBytes`, to read them in parts, or `filterExpression` or `projectionExpression`, to keep less.';

/**
 * Begins with nothing kept.
 * @param advice the end of the message: what a task can set to keep less
 */
export function itemsMemory({ maxItemsBytes, keepOnly }: ItemsKeeper, advice = ADVICE): ItemsMemory {
  let size = 0;
  return {
    async keep(answer, items) {
      const { length, heapBytes } = extentInMemory(items as JsonObject[]);
      size += length;
      if (size > maxItemsBytes) {
        const said = `The items are too large to be read at once: ${size} characters of JSON so far, at most ${maxItemsBytes}.`;
        throw new Failure('execution', `${said} ${advice}`, { about: 'size' });
      }
      await keepOnly(answer, heapBytes);
    },
  };
}
