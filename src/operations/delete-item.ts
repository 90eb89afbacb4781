import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { compileExpressions } from '../expressions/index.ts';
import { choice } from '../fields/field.ts';
import { conditionOn } from '../items/condition.ts';
import { checkKeyFields, keyFields, withKey } from '../items/item-key.ts';
import { writeOnce } from '../items/write-once.ts';
import { returnsOf, writtenResponse } from '../items/written.ts';
import { toKnowKeys, toReadBesideWrite } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { ownTable } from '../operation/tables.ts';
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
  writes: true,
  tables: ownTable,
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
    const written = await withKey(dynamodb, input, (Key) => {
      const request = { TableName: input.tableName, Key, ...conditionOn(Key, input) };
      const returns = returnsOf(input, 'ALL_OLD');
      return input.exactlyOnce
        ? writeOnce(dynamodb, { Delete: request }, () => Key, returns)
        : dynamodb.send(new DeleteItemCommand({ ...request, ...returns }));
    });
    return writtenResponse(written, decode);
  },
});
