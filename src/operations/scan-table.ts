import { type AttributeValue, type ConsumedCapacity, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { JsonObject } from '../json.ts';
import { defineOperation } from '../operation.ts';
import { addCapacity, described } from '../response.ts';
import { text } from '../template/field.ts';
import {
  consistentRead,
  expressionAttributeNames,
  expressionAttributeValues,
  filterExpression,
  projectionExpression,
  returnConsumedCapacity,
  tableName,
} from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export const scanTable = defineOperation({
  id: 'scanTable',
  group: 'tableOperation',
  label: 'Scan table',
  description: 'Read all items of a table, or those that pass a filter',
  keywords: ['read all', 'list items', 'export', 'search'],
  input: {
    tableName,
    indexName: text('Index name', { tooltip: 'Scans this index in place of the table.', advanced: true }).optional(),
    filterExpression,
    projectionExpression,
    expressionAttributeNames,
    expressionAttributeValues,
    consistentRead,
    returnConsumedCapacity,
  },
  async run(dynamodb, input, decode) {
    const items: JsonObject[] = [];
    let scanned = 0;
    let capacity: ConsumedCapacity | undefined;
    let startKey: Record<string, AttributeValue> | undefined;
    do {
      const page = await dynamodb.send(
        new ScanCommand({
          TableName: input.tableName,
          IndexName: input.indexName,
          FilterExpression: input.filterExpression,
          ProjectionExpression: input.projectionExpression,
          ExpressionAttributeNames: input.expressionAttributeNames,
          ExpressionAttributeValues: input.expressionAttributeValues,
          ConsistentRead: input.consistentRead,
          ReturnConsumedCapacity: input.returnConsumedCapacity,
          ExclusiveStartKey: startKey,
        }),
      );
      for (const item of decode.list(page.Items)) items.push(item);
      scanned += page.ScannedCount ?? 0;
      capacity = addCapacity(capacity, page.ConsumedCapacity);
      startKey = page.LastEvaluatedKey;
    } while (startKey !== undefined);
    return {
      Items: items,
      Count: items.length,
      ScannedCount: scanned,
      LastEvaluatedKey: null,
      ConsumedCapacity: described(capacity),
    };
  },
});
