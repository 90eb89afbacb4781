import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DynamoDBClient,
  type ScalarAttributeType,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';

/** Name and endpoint of the databases that all test files share, for `describe.each`. */
export const databases = [
  ['dynalite', inject('dynalite')],
  ['dynoxide', inject('dynoxide')],
] as const;

/** AWS's own client, as it comes. */
export function plainClient(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
}

/** A table name that no other test has. */
export const freshName = () => `t-${randomUUID()}`;

/** Makes a table with the partition key `id`, and gives its name when it can be used. */
export async function makeTable(client: DynamoDBClient, type: ScalarAttributeType = 'S'): Promise<string> {
  const TableName = freshName();
  await makeTableOf(client, TableName, { id: type });
  return TableName;
}

/** Makes a table with these keys, the partition's first, and waits until it can be used. */
export async function makeTableOf(
  client: DynamoDBClient,
  TableName: string,
  keys: Record<string, ScalarAttributeType>,
): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: Object.entries(keys).map(([AttributeName, AttributeType]) => ({
        AttributeName,
        AttributeType,
      })),
      KeySchema: Object.keys(keys).map((AttributeName, index) => ({
        AttributeName,
        KeyType: index === 0 ? 'HASH' : 'RANGE',
      })),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TableName });
}
