import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { CreateReader } from '../support/values-child.ts';

/** The SDK's document client with its default settings. */
export const documentClient: CreateReader = async (endpoint) => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials }));
  return {
    async getItem(TableName, id) {
      return (await client.send(new GetCommand({ TableName, Key: { id } }))).Item;
    },
    async scanPage(TableName) {
      return (await client.send(new ScanCommand({ TableName }))).Items ?? [];
    },
  };
};
