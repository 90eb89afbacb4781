import type { ReturnConsumedCapacity, Select } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import {
  type ExpressionMembers,
  type Expressions,
  projectAlso,
  projectOnly,
  writeExpressions,
} from '../expressions/index.ts';
import { Failure } from '../failure/failure.ts';
import type { KeySchema } from '../keys/key-schema.ts';
import type { DynamoDb } from '../operation/operation.ts';
import type { Extent } from './page.ts';

/** What a query or a scan reads, in the words of a task. */
interface ItemsReading extends Extent {
  readonly tableName: string;
  readonly indexName?: string | undefined;
  readonly select?: Select | undefined;
  readonly expressions: Expressions;
  readonly consistentRead?: boolean | undefined;
  readonly returnConsumedCapacity?: ReturnConsumedCapacity | undefined;
}

/** What a query and a scan ask for alike, page after page. */
interface ItemsRequest extends ExpressionMembers {
  readonly TableName: string;
  readonly IndexName: string | undefined;
  readonly Select: Select | undefined;
  readonly ConsistentRead: boolean | undefined;
  readonly ReturnConsumedCapacity: ReturnConsumedCapacity | undefined;
}

/** What a read asks AWS for so that it can end after any item, and how to go on after an item. */
export interface ItemEnds {
  readonly request: ItemsRequest;
  /** Attributes that are read but that the task did not ask for. */
  readonly hidden: readonly string[];
  /** Gives the key with which to go on after an item: AWS's `ExclusiveStartKey`. */
  keyOf(item: Attributes): Attributes;
}

/**
 * Decides what a query or a scan asks AWS for. If it may have to end in the middle of a page, it must also read the keys of its
 * items. Without a filter, `maxItems` never ends in the middle of a page: the page's `Limit` prevents it.
 * @throws what DescribeTable throws, and Failure (execution) when the table has no such index
 */
export async function itemEnds(dynamodb: DynamoDb, reading: ItemsReading): Promise<ItemEnds> {
  const { tableName, indexName, select, expressions, maxItems, maxBytes } = reading;
  const byBytes = maxBytes !== undefined && select !== 'COUNT';
  const byItems = maxItems !== undefined && expressions.filter !== undefined;
  if (!byBytes && !byItems) return { request: requestOf(reading, reading), hidden: [], keyOf: (item) => item };
  // Looked up again for each job: if the table was deleted and created again, the keys in the cache would be wrong.
  const names = keyNames(await dynamodb.tableKeys.describe(tableName), tableName, indexName);
  const keyOf = (item: Attributes) => keyIn(item, names);
  if (select === 'COUNT') {
    const keysOnly = { expressions: projectOnly(expressions, names), select: undefined };
    return { request: requestOf(reading, keysOnly), hidden: [], keyOf };
  }
  const { expressions: projected, added } = projectAlso(expressions, names);
  return { request: requestOf(reading, { expressions: projected, select }), hidden: added, keyOf };
}

function requestOf(
  { tableName, indexName, consistentRead, returnConsumedCapacity }: ItemsReading,
  { expressions, select }: Pick<ItemsReading, 'expressions' | 'select'>,
): ItemsRequest {
  return {
    TableName: tableName,
    IndexName: indexName,
    ...writeExpressions(expressions),
    Select: select,
    ConsistentRead: consistentRead,
    ReturnConsumedCapacity: returnConsumedCapacity,
  };
}

/** Gives the names in a key to go on with: the key attributes of the table and, for an index, also those of the index. */
function keyNames({ keys, indexes }: KeySchema, tableName: string, indexName: string | undefined): string[] {
  const ofIndex = indexName === undefined ? [] : indexes.get(indexName);
  if (ofIndex === undefined) {
    const told = indexes.size === 0 ? 'which has none' : `whose indexes are ${[...indexes.keys()].join(', ')}`;
    const said = `The table does not have the specified index: ${indexName} is no index of ${tableName}, ${told}.`;
    throw new Failure('execution', said, { type: 'ValidationException' });
  }
  return [...new Set([...keys, ...ofIndex].map(({ name }) => name))];
}

function keyIn(item: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}
