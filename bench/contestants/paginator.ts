import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { CreateScanner } from '../support/scan-child.ts';

/** The SDK's document client with its own paginator, one for each segment. */
export const paginator: CreateScanner = async (endpoint) => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials }));
  async function scanSegment(TableName: string, segment: object): Promise<object[]> {
    const items: object[] = [];
    for await (const page of paginateScan({ client }, { TableName, ...segment })) items.push(...(page.Items ?? []));
    return items;
  }
  return {
    async scan(tableName, segments) {
      if (segments === 1) return (await scanSegment(tableName, {})).length;
      const all = Array.from({ length: segments }, (_, Segment) =>
        scanSegment(tableName, { Segment, TotalSegments: segments }),
      );
      return (await Promise.all(all)).flat().length;
    },
  };
};
