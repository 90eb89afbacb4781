import { DescribeTableCommand, ResourceNotFoundException, type TableDescription } from '@aws-sdk/client-dynamodb';
import type { DynamoDb } from '../operation.ts';

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/** Describes a table until `done` says so: at once, then with growing pauses. Gives the description last seen; undefined when the table is gone. */
export async function awaitTable(
  dynamodb: DynamoDb,
  tableName: string,
  done: (table: TableDescription | undefined) => boolean,
): Promise<TableDescription | undefined> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const table = await findTable(dynamodb, tableName);
    if (done(table)) return table;
    await dynamodb.pause(pause);
  }
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
