import { compileExpressions } from '../expressions/index.ts';
import { addFaults } from '../failure/faults.ts';
import { choice } from '../fields/field.ts';
import { conditionOn } from '../items/condition.ts';
import { keyFieldFaults, keyFields, withKey } from '../items/item-key.ts';
import { writeItem } from '../items/write-item.ts';
import { toKnowKeys, toReadBesideWrite } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { ownTable } from '../operation/tables.ts';
import { changeIf, conditionFields, itemWriteFields, mustExist, placeholderFields, tableName } from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const deleteItem = defineOperation({
  id: 'deleteItem',
  group: 'itemOperation',
  label: 'Delete item',
  description: 'Delete one item of DynamoDB by its key',
  keywords: ['DeleteItem', 'remove', 'delete', 'remove item', 'erase item', 'delete row', 'delete record'],
  resultExpression: '{order: response.response.Attributes}',
  exampleResponse: {
    Attributes: { id: 'o-1', status: 'open', total: 25 },
    ConsumedCapacity: null,
    ItemCollectionMetrics: null,
  },
  iamActions: { needed: ['DeleteItem'], also: { ...toKnowKeys, ...toReadBesideWrite } },
  writes: true,
  tables: ownTable,
  input: {
    tableName,
    ...keyFields,
    mustExist,
    ...conditionFields(changeIf),
    ...placeholderFields([changeIf.is('expression')]),
    returnValues: choice(
      'Return values',
      { ALL_OLD: 'The deleted item', NONE: 'None' },
      { tooltip: 'The default is the deleted item.', advanced: true },
    ).optional(),
    ...itemWriteFields,
  },
  prepare(input, faults) {
    addFaults(faults, keyFieldFaults(input));
    return { ...input, returnValues: input.returnValues ?? 'ALL_OLD', expressions: compileExpressions(input, faults) };
  },
  run: (dynamodb, input, decode) =>
    withKey(dynamodb, input, (Key) => {
      const write = { Delete: { TableName: input.tableName, Key, ...conditionOn(Key, input) } };
      return writeItem(dynamodb, write, input, decode);
    }),
});
