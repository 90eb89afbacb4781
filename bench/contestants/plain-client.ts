import { DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { CreateReader } from '../support/values-child.ts';

/** The SDK's plain client with its default settings, and the SDK's own conversion of items. */
export const plainClient: CreateReader = async (endpoint) => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials });
  return {
    async getItem(TableName, id) {
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
      return Item && unmarshall(Item);
    },
    async scanPage(TableName) {
      const { Items = [] } = await client.send(new ScanCommand({ TableName }));
      return Items.map((item) => unmarshall(item));
    },
  };
};
