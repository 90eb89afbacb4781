import { setImmediate as turn } from 'node:timers/promises';
import {
  BillingMode,
  DescribeTableCommand,
  DynamoDBServiceException,
  ScanCommand,
  type ScanCommandOutput,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { Failure } from '../failure/failure.ts';
import { toFailure } from '../failure/of-aws.ts';
import type { JsonObject } from '../json/json.ts';
import { keySchemaOf } from '../keys/key-schema.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { described } from '../operation/response.ts';
import { gatherTypes } from './attribute-types.ts';
import type { SoughtTable } from './table-names.ts';

/** What is found out about a table; undefined when it was listed and is gone. */
export async function discoverTable(
  dynamodb: DynamoDb,
  { tableName, listed }: SoughtTable,
  sampleSize: number,
  spend: (bytes: number) => void,
): Promise<JsonObject | undefined> {
  try {
    const { Table = {} } = await naming(`DescribeTable on the table ${tableName}`, () =>
      dynamodb.send(new DescribeTableCommand({ TableName: tableName })),
    );
    const types = gatherTypes(spend);
    const sample = await sampleOf(dynamodb, tableName, Table, sampleSize);
    await dynamodb.beforeKeeping(async () => {
      for (const item of sample.Items ?? []) {
        types.add(item);
        // An item may have a hundred thousand attributes: other jobs go on in between.
        await turn();
      }
    });
    await dynamodb.keepOnly(sample, 0);
    return { ...summaryOf(Table), AttributeTypes: await types.sorted() };
  } catch (error) {
    if (listed && error instanceof Failure && error.type === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** The first items of a table, of one page at most. Only from a table that is in use they can be read. */
async function sampleOf(
  dynamodb: DynamoDb,
  tableName: string,
  { TableStatus }: TableDescription,
  size: number,
): Promise<Pick<ScanCommandOutput, 'Items'>> {
  if (size === 0 || (TableStatus !== 'ACTIVE' && TableStatus !== 'UPDATING')) return {};
  return naming(`Scan of the table ${tableName}, which a sampleSize of 0 leaves out`, () =>
    dynamodb.send(new ScanCommand({ TableName: tableName, Limit: size })),
  );
}

function summaryOf(table: TableDescription): JsonObject {
  return {
    TableName: table.TableName ?? null,
    TableStatus: table.TableStatus ?? null,
    KeySchema: described(table.KeySchema ?? []),
    PrimaryKey: keySchemaOf(table).keys.map(({ name }) => name),
    GlobalSecondaryIndexes: described(table.GlobalSecondaryIndexes ?? []),
    LocalSecondaryIndexes: described(table.LocalSecondaryIndexes ?? []),
    ItemCount: table.ItemCount ?? null,
    TableSizeBytes: table.TableSizeBytes ?? null,
    // DynamoDB says nothing of the billing of a table that was never on demand.
    BillingMode: table.BillingModeSummary?.BillingMode ?? BillingMode.PROVISIONED,
  };
}

/** Asks DynamoDB; a refusal says what was asked, and of which table. */
async function naming<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DynamoDBServiceException)) throw error;
    const failure = toFailure(error);
    throw failure.retell({ message: `${what}: ${failure.message}` });
  }
}

/** Counts what is found out, up to so many bytes. */
export function discoveryBudget(maxBytes: number): (bytes: number) => void {
  let spent = 0;
  return (bytes) => {
    spent += bytes;
    if (spent <= maxBytes) return;
    throw new Failure(
      'execution',
      `The tables are too many, or have too many attributes, to be described at once: more than ${maxBytes} bytes. ` +
        'Set `tableNames`, to describe fewer, or a smaller `sampleSize`.',
      { about: 'size' },
    );
  };
}
