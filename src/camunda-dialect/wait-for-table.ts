import { DescribeTableCommand, ResourceNotFoundException, type TableDescription } from '@aws-sdk/client-dynamodb';
import { Failure } from '../failure/failure.ts';
import { JavaException } from './exceptions.ts';
import type { DialectDynamoDb } from './operations/operation.ts';

const CHECKS = 25;
const PAUSE_MS = 5_000;
const SDK_CLIENT = 'software.amazon.awssdk.core.exception.SdkClientException';

/**
 * Waits until a table is active, and gives its description: checks at once, then every five seconds, 25 times in all.
 * @throws JavaException when it is not active by then, or cannot be described for another reason than that it does not exist
 */
export async function waitUntilActive(dynamodb: DialectDynamoDb, tableName: string): Promise<TableDescription> {
  return waitFor(dynamodb, tableName, (table) => (table?.TableStatus === 'ACTIVE' ? table : undefined));
}

/** Waits until there is no such table. Checks and throws as `waitUntilActive`. */
export async function waitUntilGone(dynamodb: DialectDynamoDb, tableName: string): Promise<void> {
  await waitFor(dynamodb, tableName, (table) => (table === undefined ? true : undefined));
}

/** @param found gives what is waited for, once it is there; it is given undefined when there is no table */
async function waitFor<T>(
  dynamodb: DialectDynamoDb,
  tableName: string,
  found: (table: TableDescription | undefined) => T | undefined,
): Promise<T> {
  for (let check = 1; ; check++) {
    const result = found(await describe(dynamodb, tableName));
    if (result !== undefined) return result;
    if (check === CHECKS)
      throw new JavaException(SDK_CLIENT, `The waiter has exceeded the max retry attempts: ${CHECKS}`);
    await dynamodb.pause(PAUSE_MS);
  }
}

async function describe(dynamodb: DialectDynamoDb, tableName: string): Promise<TableDescription | undefined> {
  try {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: tableName }));
    return Table ?? {};
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    // The worker's own, as when the job's time is over.
    if (error instanceof Failure) throw error;
    const message = 'An exception was thrown and did not match any waiter acceptors';
    throw new JavaException(SDK_CLIENT, message, { cause: error });
  }
}
