import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { defineOperation } from '../operation.ts';
import { described } from '../response.ts';
import {
  consistentRead,
  expressionAttributeNames,
  primaryKeyComponents,
  projectionExpression,
  returnConsumedCapacity,
  tableName,
} from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export const getItem = defineOperation({
  id: 'getItem',
  group: 'itemOperation',
  label: 'Get item',
  description: 'Read one item by its key',
  keywords: ['read', 'fetch', 'look up', 'find by key'],
  input: {
    tableName,
    primaryKeyComponents,
    projectionExpression,
    expressionAttributeNames,
    consistentRead,
    returnConsumedCapacity,
  },
  async run(dynamodb, input, decode) {
    const { Item, ConsumedCapacity } = await dynamodb.send(
      new GetItemCommand({
        TableName: input.tableName,
        Key: input.primaryKeyComponents,
        ProjectionExpression: input.projectionExpression,
        ExpressionAttributeNames: input.expressionAttributeNames,
        ConsistentRead: input.consistentRead,
        ReturnConsumedCapacity: input.returnConsumedCapacity,
      }),
    );
    return { Item: decode(Item), ConsumedCapacity: described(ConsumedCapacity) };
  },
});
