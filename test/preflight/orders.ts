import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type TableDescription,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { freshName } from '../support/databases.ts';

const attribute = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType });
const ALL = { ProjectionType: 'ALL' } as const;

/**
 * Makes a table with the key `id` (S) and `day` (S), the global indexes `by-status`: `status` (S) and `at` (N), and `by-day`:
 * `day` and `id`, and the local index `by-mark`: `id` and `mark` (B).
 */
export async function makeOrders(client: DynamoDBClient): Promise<TableDescription> {
  const TableName = freshName();
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'day', AttributeType: 'S' },
        { AttributeName: 'status', AttributeType: 'S' },
        { AttributeName: 'at', AttributeType: 'N' },
        { AttributeName: 'mark', AttributeType: 'B' },
      ],
      KeySchema: [attribute('id', 'HASH'), attribute('day', 'RANGE')],
      GlobalSecondaryIndexes: [
        { IndexName: 'by-status', KeySchema: [attribute('status', 'HASH'), attribute('at', 'RANGE')], Projection: ALL },
        { IndexName: 'by-day', KeySchema: [attribute('day', 'HASH'), attribute('id', 'RANGE')], Projection: ALL },
      ],
      LocalSecondaryIndexes: [
        { IndexName: 'by-mark', KeySchema: [attribute('id', 'HASH'), attribute('mark', 'RANGE')], Projection: ALL },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TableName });
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  if (Table === undefined) throw new Error('The table is not described');
  return Table;
}

/** The name of AWS's error when a request is refused; undefined when it is not. */
export async function refusalOf(request: Promise<unknown>): Promise<string | undefined> {
  return request.then(
    () => undefined,
    (error: Error) => error.name,
  );
}
