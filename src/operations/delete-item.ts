import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { defineOperation } from '../operation.ts';
import { collectionMetrics, described } from '../response.ts';
import { choice } from '../template/field.ts';
import { conditionOf, onConditionFailure } from './condition.ts';
import {
  conditionExpression,
  expressionAttributeNames,
  expressionAttributeValues,
  mustExist,
  primaryKeyComponents,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  tableName,
} from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const deleteItem = defineOperation({
  id: 'deleteItem',
  group: 'itemOperation',
  label: 'Delete item',
  description: 'Delete one item by its key',
  keywords: ['remove', 'erase'],
  input: {
    tableName,
    primaryKeyComponents,
    mustExist,
    conditionExpression,
    expressionAttributeNames,
    expressionAttributeValues,
    returnValues: choice(
      'Return values',
      { ALL_OLD: 'The deleted item', NONE: 'None' },
      { tooltip: 'Without a choice: the deleted item.', advanced: true },
    ).optional(),
    returnConsumedCapacity,
    returnItemCollectionMetrics,
  },
  async run(dynamodb, input, decode) {
    const condition = conditionOf(input);
    const { Attributes, ConsumedCapacity, ItemCollectionMetrics } = await dynamodb.send(
      new DeleteItemCommand({
        TableName: input.tableName,
        Key: input.primaryKeyComponents,
        ConditionExpression: condition.expression,
        ExpressionAttributeNames: condition.names,
        ExpressionAttributeValues: input.expressionAttributeValues,
        ReturnValues: input.returnValues ?? 'ALL_OLD',
        ReturnValuesOnConditionCheckFailure: onConditionFailure(condition.expression),
        ReturnConsumedCapacity: input.returnConsumedCapacity,
        ReturnItemCollectionMetrics: input.returnItemCollectionMetrics,
      }),
    );
    return {
      Attributes: decode(Attributes),
      ConsumedCapacity: described(ConsumedCapacity),
      ItemCollectionMetrics: collectionMetrics(ItemCollectionMetrics, decode),
    };
  },
});
