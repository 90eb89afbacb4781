import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { defineOperation } from '../operation.ts';
import { collectionMetrics, described } from '../response.ts';
import { attributes } from '../template/data-field.ts';
import { choice } from '../template/field.ts';
import { onConditionFailure } from './condition.ts';
import {
  conditionExpression,
  expressionAttributeNames,
  expressionAttributeValues,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  tableName,
} from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const addItem = defineOperation({
  id: 'addItem',
  group: 'itemOperation',
  label: 'Add item',
  description: 'Write one item, in place of the one with the same key if there is one',
  keywords: ['put', 'create', 'insert', 'write', 'replace'],
  input: {
    tableName,
    item: attributes('Item', {
      tooltip: 'All attributes of the item, its key among them.',
      placeholder: '{"id": order.id, "total": order.total}',
    }),
    conditionExpression,
    expressionAttributeNames,
    expressionAttributeValues,
    returnValues: choice(
      'Return values',
      { NONE: 'None', ALL_OLD: 'The item that was replaced' },
      { tooltip: 'Without a choice: none.', advanced: true },
    ).optional(),
    returnConsumedCapacity,
    returnItemCollectionMetrics,
  },
  async run(dynamodb, input, decode) {
    const { Attributes, ConsumedCapacity, ItemCollectionMetrics } = await dynamodb.send(
      new PutItemCommand({
        TableName: input.tableName,
        Item: input.item,
        ConditionExpression: input.conditionExpression,
        ExpressionAttributeNames: input.expressionAttributeNames,
        ExpressionAttributeValues: input.expressionAttributeValues,
        ReturnValues: input.returnValues,
        ReturnValuesOnConditionCheckFailure: onConditionFailure(input.conditionExpression),
        ReturnConsumedCapacity: input.returnConsumedCapacity,
        ReturnItemCollectionMetrics: input.returnItemCollectionMetrics,
      }),
    );
    return {
      Item: decode(input.item),
      Attributes: decode(Attributes),
      ConsumedCapacity: described(ConsumedCapacity),
      ItemCollectionMetrics: collectionMetrics(ItemCollectionMetrics, decode),
    };
  },
});
