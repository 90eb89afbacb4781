import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { smallItem } from './items.ts';

const BATCH = 25;
const LANES = 8;

/** Creates a table with `items` small items. */
export async function fillTable(endpoint: string, TableName: string, items: number): Promise<void> {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials });
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TableName });
  let next = 0;
  const lane = async () => {
    while (next < items) {
      const first = next;
      next += BATCH;
      const requests = Array.from({ length: Math.min(BATCH, items - first) }, (_, n) => ({
        PutRequest: { Item: { ...smallItem, id: { S: `id-${first + n}` } } },
      }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  client.destroy();
}
