import { DescribeTableCommand, ResourceNotFoundException, type TableDescription } from '@aws-sdk/client-dynamodb';
import { backoff } from '../async/backoff.ts';
import { Failure } from '../failure/failure.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { type ChangedParts, isReady, type Part, partsOf } from './table-parts.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * DescribeTable is eventually consistent and may answer from before a change. After this many looks, 16 to 31 seconds, the answer
 * counts as current.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
 */
const STALE_LOOKS = 12;

/**
 * Waits until a new table and its indexes can be used. Gives the last description.
 * @param found whether the table was described before
 * @throws Failure (connection) when the table is being deleted
 * @throws Failure (execution) when the table is gone, or cannot become active
 */
export async function awaitActive(
  dynamodb: DynamoDb,
  tableName: string,
  found: boolean,
): Promise<TableDescription | undefined> {
  let seen = found;
  return awaitTable(dynamodb, tableName, (table, looks) => {
    if (table === undefined && !seen && looks < STALE_LOOKS) return false;
    seen = true;
    if (table?.TableStatus === 'DELETING') throw beingDeleted(tableName);
    refuseUnusable(tableName, table);
    return isReady(table);
  });
}

/**
 * Waits until an updated table can be used, has the parts that the update created, and lacks those that it removed. Gives the
 * last description.
 * @param answer the description in the answer to the update
 * @throws Failure (execution) when the table or a part of it is gone, or cannot become active
 */
export async function awaitUpdated(
  dynamodb: DynamoDb,
  tableName: string,
  changed: ChangedParts,
  answer: TableDescription | undefined,
): Promise<TableDescription | undefined> {
  const isUpdated = (table: TableDescription | undefined, looks: number) => {
    refuseUnusable(tableName, table);
    if (!isReady(table)) return false;
    const parts = partsOf(table);
    const stale = changed.kept.some((name) => !parts.has(name)) || changed.removed.some((name) => parts.has(name));
    if (stale && looks < STALE_LOOKS) return false;
    for (const name of changed.kept) refuseUnusablePart(`${name} of the table ${tableName}`, parts.get(name));
    return true;
  };
  return answer !== undefined && isUpdated(answer, 0) ? answer : awaitTable(dynamodb, tableName, isUpdated);
}

/**
 * Waits until a deleted table is gone. A new table of the same name may exist by then.
 * @param deletedId the `TableId` of the deleted table, if it is known
 */
export async function awaitGone(dynamodb: DynamoDb, tableName: string, deletedId: string | undefined): Promise<void> {
  await awaitTable(dynamodb, tableName, (table, looks) => {
    if (table === undefined) return true;
    const { TableId, TableStatus } = table;
    if (TableId !== undefined && deletedId !== undefined && TableId !== deletedId) return true;
    const stale = TableId !== undefined && TableId === deletedId && looks < STALE_LOOKS;
    return TableStatus !== 'DELETING' && !stale;
  });
}

/** Describes a table. Gives undefined when there is none. */
export async function findTable(dynamodb: DynamoDb, tableName: string): Promise<TableDescription | undefined> {
  try {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: tableName }));
    return Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** The failure (connection) to create a table while one of the same name is being deleted. */
export function beingDeleted(tableName: string): Failure {
  return new Failure('connection', `The table ${tableName} is being deleted; it can be created when it is gone.`);
}

/** @throws Failure (execution) when the table is neither active nor about to become active */
function refuseUnusable(tableName: string, table: TableDescription | undefined): asserts table is TableDescription {
  if (table === undefined) {
    const what = 'is gone before it could be used; it may have been deleted by somebody else';
    throw unusable(`The table ${tableName}`, what);
  }
  const status = table.TableStatus;
  if (status === 'ACTIVE' || status === 'CREATING' || status === 'UPDATING') return;
  throw unusable(`The table ${tableName}`, `cannot be used: its status is ${status}`);
}

/** @throws Failure (execution) when the part is gone, or on no way to become active */
function refuseUnusablePart(what: string, part: Part | undefined): void {
  if (part === undefined) throw unusable(what, 'is gone; it may have been deleted by somebody else');
  if (part.status !== 'ACTIVE') throw unusable(what, `cannot be used: its status is ${part.status}`);
}

function unusable(what: string, why: string): Failure {
  return new Failure('execution', `${what[0]?.toUpperCase()}${what.slice(1)} ${why}.`);
}

/** Describes a table at once, then again and again with growing pauses, until `done` gives true. Gives the last description. */
async function awaitTable(
  dynamodb: DynamoDb,
  tableName: string,
  done: (table: TableDescription | undefined, looks: number) => boolean,
): Promise<TableDescription | undefined> {
  for (let looks = 1; ; looks++) {
    const table = await findTable(dynamodb, tableName);
    if (done(table, looks)) return table;
    await dynamodb.pause(backoff(looks, FIRST_PAUSE_MS, LONGEST_PAUSE_MS));
  }
}
