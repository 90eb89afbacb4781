import { eachAtOnce } from '../async/lanes.ts';
import type { Attributes } from '../attributes/attributes.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { type AttributesDecoder, described } from '../operation/response.ts';
import { itemsMemory } from './gathered-items.ts';
import { addPage, type Extent, type Page, type PageRequest, type PageTotals, type ReadPage, readsAll } from './page.ts';
import { paced } from './read-rate.ts';

/** A scan of all segments of a table. */
interface SegmentsReading extends Extent {
  readonly readPage: ReadPage;
  readonly totalSegments: number;
  /** The key after which each segment goes on: `{}` for a segment that has not begun, null for one that is finished. */
  readonly exclusiveStartKeys?: readonly (Attributes | null)[] | undefined;
  readonly maxReadUnits?: number | undefined;
  readonly select?: string | undefined;
}

interface Segment {
  readonly number: number;
  readonly items: JsonObject[];
  /** As in `exclusiveStartKeys`. */
  key: Attributes | null;
}

/** More requests at the same time would gain nothing, because one process decodes all the answers. */
export const MAX_SEGMENTS_AT_ONCE = 16;

/**
 * Scans all segments, several at the same time: each to its end, or one page of each. Gives one response in AWS's shape for all of
 * them. The items are in the order of the segments. `LastEvaluatedKeys` has the key with which each segment goes on.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html#Scan.ParallelScan
 * @throws the first error of any segment, when the pages under way have come; no segment reads on after it. Failure (execution)
 * when the items are too large
 */
export async function readSegments(
  dynamodb: DynamoDb,
  reading: SegmentsReading,
  decode: AttributesDecoder,
): Promise<JsonObject> {
  const memory = itemsMemory(dynamodb);
  const segments = segmentsOf(reading);
  const open = segments.filter(({ key }) => key !== null);
  const totals: PageTotals = { given: 0, scanned: 0, capacity: undefined };
  const failed = new AbortController();
  const { readPage, settle } = paced(ask, reading, (milliseconds) => dynamodb.pause(milliseconds, failed.signal));

  /** A segment that waits for its turn does not ask when another has failed meanwhile. */
  async function ask(request: PageRequest): Promise<Page> {
    failed.signal.throwIfAborted();
    try {
      return await reading.readPage(request);
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  }

  /** This is a function of its own so that no page stays in memory while the next one is read. */
  async function readOnePage(segment: Segment): Promise<void> {
    const page = await readPage({
      Segment: segment.number,
      ExclusiveStartKey: startOf(segment),
      Limit: reading.limit,
    });
    const items = decode.list(page.Items);
    for (const item of items) segment.items.push(item);
    addPage(totals, page, reading.select === 'COUNT' ? (page.Count ?? 0) : items.length);
    segment.key = page.LastEvaluatedKey ?? null;
    if (open.length > 1 || segment.key !== null) await memory.keep(page, items);
  }

  async function readSegment(segment: Segment): Promise<void> {
    do await readOnePage(segment);
    while (segment.key !== null && readsAll(reading));
  }

  const keys = () => segments.map(({ key }): Json => key && decode.key(key));
  try {
    await eachAtOnce(open, MAX_SEGMENTS_AT_ONCE, readSegment, failed);
  } catch (error) {
    const { given: Count, scanned: ScannedCount } = totals;
    if (ScannedCount > 0) dynamodb.reached({ LastEvaluatedKeys: keys(), Count, ScannedCount });
    throw error;
  }
  await settle();
  const isDone = segments.every(({ key }) => key === null);
  return {
    Items: segments.flatMap(({ items }) => items),
    Count: totals.given,
    ScannedCount: totals.scanned,
    LastEvaluatedKey: null,
    LastEvaluatedKeys: isDone ? null : keys(),
    ConsumedCapacity: described(totals.capacity),
  };
}

function segmentsOf({ totalSegments, exclusiveStartKeys }: SegmentsReading): Segment[] {
  return Array.from({ length: totalSegments }, (_, number) => {
    const key = exclusiveStartKeys === undefined ? {} : (exclusiveStartKeys[number] ?? null);
    return { number, items: [], key };
  });
}

function startOf({ key }: Segment): Attributes | undefined {
  return key === null || Object.keys(key).length === 0 ? undefined : key;
}
