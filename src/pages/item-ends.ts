import type { Select } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { type Expressions, projectAlso, projectOnly } from '../expressions/index.ts';
import { Failure } from '../failure/failure.ts';
import type { KeySchema } from '../keys/key-schema.ts';
import type { DynamoDb } from '../operation/operation.ts';
import type { Extent } from './page.ts';

interface EndingRead extends Extent {
  readonly tableName: string;
  readonly indexName?: string | undefined;
  readonly select?: Select | undefined;
  readonly expressions: Expressions;
}

/** What a read asks for so that it can end behind any item, and what is made of the items. */
export interface ItemEnds {
  readonly expressions: Expressions;
  readonly select: Select | undefined;
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
export async function itemEnds(dynamodb: DynamoDb, reading: EndingRead): Promise<ItemEnds> {
  const { tableName, indexName, select, expressions, maxItems, maxBytes } = reading;
  const byBytes = maxBytes !== undefined && select !== 'COUNT';
  const byItems = maxItems !== undefined && expressions.FilterExpression !== undefined;
  if (!byBytes && !byItems) return { expressions, select, hidden: [], keyOf: (item) => item };
  // Looked up anew for each job: of a table that was made anew, what is kept would give a key that is none.
  const names = keyNames(await dynamodb.tableKeys.describe(tableName), tableName, indexName);
  const keyOf = (item: Attributes) => keyIn(item, names);
  if (select === 'COUNT') return { expressions: projectOnly(expressions, names), select: undefined, hidden: [], keyOf };
  const { expressions: projected, added } = projectAlso(expressions, names);
  return { expressions: projected, select, hidden: added, keyOf };
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
