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

/** What a read asks for so that it can end behind any item, and what is made of the items. */
export interface ItemEnds {
  readonly request: ItemsRequest;
  /** Attributes that were not asked for by the task. */
  readonly hidden: readonly string[];
  /** The key to go on with behind an item. */
  keyOf(item: Attributes): Attributes;
}

/**
 * Sees to it that a query or a scan reads the keys of its items, if it may have to end in the middle of a page: a page is as
 * long as it must be only where each item read is given.
 * @throws as DescribeTable, and Failure (execution) when the table has no such index
 */
export async function itemEnds(dynamodb: DynamoDb, reading: ItemsReading): Promise<ItemEnds> {
  const { tableName, indexName, select, expressions, maxItems, maxBytes } = reading;
  const byBytes = maxBytes !== undefined && select !== 'COUNT';
  const byItems = maxItems !== undefined && expressions.filter !== undefined;
  if (!byBytes && !byItems) return { request: requestOf(reading, reading), hidden: [], keyOf: (item) => item };
  // Looked up anew for each job: of a table that was made anew, what is kept would give a key that is none.
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

/** A key to go on with has the key attributes of the table and, in an index, those of the index. */
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
