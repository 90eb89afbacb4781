import { DescribeTableCommand, ResourceNotFoundException, type TableDescription } from '@aws-sdk/client-dynamodb';
import { Failure } from '../errors.ts';
import type { DynamoDb } from '../operation.ts';

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/** DescribeTable may not yet know of a change: after so many looks, some 20 seconds, it does. */
const STALE_LOOKS = 10;

/**
 * Waits until a table can be used. Gives the description last seen.
 * @param found whether the table was described before
 * @throws Failure when the table is gone, or on no way to become active
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
    switch (table?.TableStatus) {
      case 'ACTIVE':
        return true;
      case 'CREATING':
      case 'UPDATING':
        return false;
      case 'DELETING':
        throw beingDeleted(tableName);
    }
    const message =
      table === undefined
        ? `The table ${tableName} is gone before it could be used; it may have been deleted by somebody else.`
        : `The table ${tableName} cannot be used: its status is ${table.TableStatus}.`;
    throw new Failure('execution', message);
  });
}

/** Waits until a table that was deleted is gone, though there may be another of its name by then. */
export async function awaitGone(dynamodb: DynamoDb, tableName: string, deletedId: string | undefined): Promise<void> {
  await awaitTable(dynamodb, tableName, (table, looks) => {
    if (table === undefined) return true;
    const { TableId, TableStatus } = table;
    if (TableId !== undefined && deletedId !== undefined && TableId !== deletedId) return true;
    const stale = TableId !== undefined && TableId === deletedId && looks < STALE_LOOKS;
    return TableStatus !== 'DELETING' && !stale;
  });
}

/** The description of a table; undefined when there is none. */
export async function findTable(dynamodb: DynamoDb, tableName: string): Promise<TableDescription | undefined> {
  try {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: tableName }));
    return Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** The failure to create a table where one of the same name is about to go. */
export function beingDeleted(tableName: string): Failure {
  return new Failure('connection', `The table ${tableName} is being deleted; it can be created when it is gone.`);
}

/** Describes a table at once, then with growing pauses, until `done` says so. */
async function awaitTable(
  dynamodb: DynamoDb,
  tableName: string,
  done: (table: TableDescription | undefined, looks: number) => boolean,
): Promise<TableDescription | undefined> {
  let pause = FIRST_PAUSE;
  for (let looks = 1; ; looks++) {
    const table = await findTable(dynamodb, tableName);
    if (done(table, looks)) return table;
    await dynamodb.pause(pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}
