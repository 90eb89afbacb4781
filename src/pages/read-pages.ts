import type { Attributes } from '../attributes/attributes.ts';
import type { JsonObject } from '../json/json.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { type AttributesDecoder, described } from '../operation/response.ts';
import { gatherItems } from './gathered-items.ts';
import { givenItems } from './given-items.ts';
import type { ItemEnds } from './item-ends.ts';
import { addPage, type Extent, MAX_LIMIT, type PageTotals, type ReadPage, readsAll } from './page.ts';
import { pagesInOrder, readsAhead } from './page-ahead.ts';
import { paced } from './read-rate.ts';

/** A query or a scan that is read page by page. */
interface PagesReading extends Extent {
  readonly readPage: ReadPage;
  readonly ends: ItemEnds;
  readonly select?: string | undefined;
  readonly exclusiveStartKey?: Attributes | undefined;
  readonly maxReadUnits?: number | undefined;
}

/**
 * Reads the pages of a query or a scan as far as the task wants. While a page is converted, the next is on its way. Gives one
 * response in AWS's shape for all of them. If items are left, `LastEvaluatedKey` is AWS's own or, in the middle of a page, the key
 * of the last item that is given.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
 * @throws Failure (execution) when the items are too large
 */
export async function readPages(
  dynamodb: DynamoDb,
  reading: PagesReading,
  decode: AttributesDecoder,
): Promise<JsonObject> {
  const { ends, maxItems = Number.POSITIVE_INFINITY } = reading;
  const counts = reading.select === 'COUNT';
  const { readPage, settle } = paced(reading.readPage, reading, dynamodb.pause);
  const givenOf = givenItems({ ...reading, hidden: ends.hidden }, decode);
  const gathered = gatherItems(dynamodb);
  const totals: PageTotals = { given: 0, scanned: 0, capacity: undefined };
  let key = reading.exclusiveStartKey;
  let more = false;

  /** Without a filter, every item that is read is given. So the `Limit` of a page can keep to `maxItems`. */
  function limit(): number | undefined {
    if (reading.maxItems === undefined || ends.request.FilterExpression !== undefined) return reading.limit;
    return Math.min(maxItems - totals.given, reading.limit ?? MAX_LIMIT, MAX_LIMIT);
  }

  const pages = pagesInOrder((key) => readPage({ ExclusiveStartKey: key, Limit: limit() }), readsAhead(reading));

  /** This is a function of its own so that no page stays in memory while the next one is read. */
  async function readOnePage(): Promise<void> {
    const page = await pages.next(key);
    const { Items = [], Count = 0 } = page;
    const items = counts ? [] : givenOf(Items);
    const given = counts ? Math.min(Count, maxItems - totals.given) : items.length;
    const isWhole = given === (counts ? Count : Items.length);
    addPage(totals, page, given);
    if (isWhole) key = page.LastEvaluatedKey;
    else if (given > 0) key = ends.keyOf(Items[given - 1] as Attributes);
    more = isWhole && key !== undefined && totals.given < maxItems && readsAll(reading);
    if (more) {
      const Count = totals.given;
      dynamodb.reached({ LastEvaluatedKey: decode.key(key), Count, ScannedCount: totals.scanned });
    }
    await gathered.add(page, items, more);
  }

  try {
    do await readOnePage();
    while (more);
  } finally {
    await pages.settle();
  }
  await settle();
  return {
    Items: gathered.items,
    Count: totals.given,
    ScannedCount: totals.scanned,
    LastEvaluatedKey: decode.key(key),
    ConsumedCapacity: described(totals.capacity),
  };
}
