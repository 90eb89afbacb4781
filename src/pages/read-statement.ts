import type { ExecuteStatementCommandInput, ExecuteStatementCommandOutput } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { Failure } from '../failure/failure.ts';
import type { JsonObject } from '../json/json.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { type AttributesDecoder, described } from '../operation/response.ts';
import { gatherItems } from './gathered-items.ts';
import { givenItems } from './given-items.ts';
import { addPage, type Extent, MAX_LIMIT, type PageTotals, readsAll } from './page.ts';

type Ask = (
  page: Pick<ExecuteStatementCommandInput, 'NextToken' | 'Limit'>,
) => Promise<Omit<ExecuteStatementCommandOutput, '$metadata'>>;
type Position = Pick<ExecuteStatementCommandOutput, 'NextToken' | 'LastEvaluatedKey'>;

/** A statement whose items come page by page. */
interface StatementReading extends Extent {
  readonly ask: Ask;
  readonly nextToken?: string | undefined;
}

/**
 * Executes a statement and reads its pages as far as the task wants. Gives one response in AWS's shape for all of them.
 *
 * AWS gives a token only at the end of a page. If the given items end in the middle of a page, the items up to there are read
 * again, as pages that end there. They are given as the second read finds them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html
 * @throws Failure (execution) when the items are too large
 */
export async function readStatement(
  dynamodb: DynamoDb,
  reading: StatementReading,
  decode: AttributesDecoder,
): Promise<JsonObject> {
  const { maxItems = Number.POSITIVE_INFINITY } = reading;
  const givenOf = givenItems(reading, decode);
  const gathered = gatherItems(dynamodb);
  const totals: PageTotals = { given: 0, scanned: 0, capacity: undefined };
  const ask: Ask = async (page) => {
    const answer = await reading.ask(page);
    addPage(totals, answer, 0);
    return answer;
  };
  const left = () => maxItems - totals.given;
  let limit = limitFor(left(), reading.limit);
  let position: Position = { NextToken: reading.nextToken, LastEvaluatedKey: undefined };
  let more: boolean;
  do {
    const page = await ask({ NextToken: position.NextToken, Limit: limit });
    const found = page.Items ?? [];
    let items = givenOf(found);
    const isWhole = items.length === found.length;
    if (isWhole) position = page;
    else {
      const again = await readAgain(items.length, position, ask);
      items = decode.list(again.items);
      position = again.position;
    }
    totals.given += items.length;
    more = isWhole && position.NextToken !== undefined && left() > 0 && readsAll(reading);
    if (more) {
      limit = limitFor(left(), reading.limit, { limit, found: found.length });
      dynamodb.reached({ NextToken: position.NextToken ?? null, Count: totals.given });
    }
    await gathered.add(page, items, more);
  } while (more);
  return {
    Items: gathered.items,
    NextToken: position.NextToken ?? null,
    LastEvaluatedKey: decode.key(position.LastEvaluatedKey),
    ConsumedCapacity: described(totals.capacity),
  };
}

/** Reads `count` items from `start` on, and the position after them. They may have changed since they were read before. */
async function readAgain(
  count: number,
  start: Position,
  ask: Ask,
): Promise<{ readonly items: Attributes[]; readonly position: Position }> {
  const items: Attributes[] = [];
  let position = start;
  let limit = limitFor(count, undefined);
  for (let left = count; left > 0; left = count - items.length) {
    const page = await ask({ NextToken: position.NextToken, Limit: limit });
    const found = page.Items ?? [];
    if (found.length > left) {
      if (limit === left)
        throw new Failure('execution', `DynamoDB gave more items than its Limit: ${found.length}, not ${left}.`);
      limit = left;
      continue;
    }
    items.push(...found);
    position = page;
    if (page.NextToken === undefined) break;
    limit = limitFor(count - items.length, undefined, { limit, found: found.length });
  }
  return { items, position };
}

/**
 * Gives the `Limit` of the next page: the number of items that are still wanted, because a page never gives more than its `Limit`.
 * If the page before found less than half as many items as it read, the next one reads at least twice as many.
 * @param left how many items are still wanted
 * @param limit the task's own limit
 * @param before the `Limit` of the page before, and how many items it gave
 */
function limitFor(
  left: number,
  limit: number | undefined,
  before?: { readonly limit: number | undefined; readonly found: number },
): number | undefined {
  if (left === Number.POSITIVE_INFINITY) return limit;
  const { limit: read = 0, found = 0 } = before ?? {};
  const wanted = found * 2 < read ? Math.max(left, read * 2) : left;
  return Math.min(wanted, limit ?? MAX_LIMIT, MAX_LIMIT);
}
