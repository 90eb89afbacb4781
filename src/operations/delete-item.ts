import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { compileExpressions } from '../expressions/index.ts';
import { toKnowKeys, toReadBesideWrite } from '../iam-actions.ts';
import { conditionOn } from '../items/condition.ts';
import { checkKeyFields, keyFields, withKey } from '../items/item-key.ts';
import { writeOnce } from '../items/write-once.ts';
import { defineOperation } from '../operation.ts';
import { collectionMetrics, described } from '../response.ts';
import { choice } from '../template/field.ts';
import {
  condition,
  conditionExpression,
  exactlyOnce,
  expressionAttributeNames,
  expressionAttributeValues,
  mustExist,
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
  iamActions: { needed: ['DeleteItem'], also: { ...toKnowKeys, ...toReadBesideWrite } },
  input: {
    tableName,
    ...keyFields,
    mustExist,
    conditionExpression,
    condition,
    expressionAttributeNames,
    expressionAttributeValues,
    returnValues: choice(
      'Return values',
      { ALL_OLD: 'The deleted item', NONE: 'None' },
      { tooltip: 'Without a choice: the deleted item.', advanced: true },
    ).optional(),
    exactlyOnce,
    returnConsumedCapacity,
    returnItemCollectionMetrics,
  },
  prepare(input, faults) {
    checkKeyFields(input, faults);
    return { ...input, expressions: compileExpressions(input, faults) };
  },
  async run(dynamodb, input, decode) {
    const { Attributes, ConsumedCapacity, ItemCollectionMetrics } = await withKey(dynamodb, input, (Key) => {
      const request = { TableName: input.tableName, Key, ...conditionOn(Key, input) };
      const returns = {
        ReturnValues: input.returnValues ?? 'ALL_OLD',
        ReturnConsumedCapacity: input.returnConsumedCapacity,
        ReturnItemCollectionMetrics: input.returnItemCollectionMetrics,
      };
      return input.exactlyOnce
        ? writeOnce(dynamodb, { Delete: request }, () => Key, returns)
        : dynamodb.send(new DeleteItemCommand({ ...request, ...returns }));
    });
    return {
      Attributes: decode(Attributes),
      ConsumedCapacity: described(ConsumedCapacity),
      ItemCollectionMetrics: collectionMetrics(ItemCollectionMetrics, decode),
    };
  },
});
