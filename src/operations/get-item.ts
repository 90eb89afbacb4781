import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { compileExpressions, writeExpressions } from '../expressions/index.ts';
import { addFaults } from '../failure/faults.ts';
import { keyFieldFaults, keyFields, withKey } from '../items/item-key.ts';
import { toKnowKeys } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { described } from '../operation/response.ts';
import { ownTable } from '../operation/tables.ts';
import { keyReadFields, tableName } from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export const getItem = defineOperation({
  id: 'getItem',
  group: 'itemOperation',
  label: 'Get item',
  description: 'Read one item by its key',
  keywords: ['read', 'fetch', 'look up', 'find by key'],
  iamActions: { needed: ['GetItem'], also: toKnowKeys },
  writes: false,
  tables: ownTable,
  input: {
    tableName,
    ...keyFields,
    ...keyReadFields,
  },
  prepare(input, faults) {
    addFaults(faults, keyFieldFaults(input));
    return { ...input, expressions: compileExpressions(input, faults) };
  },
  async run(dynamodb, input, decode) {
    const { Item, ConsumedCapacity } = await withKey(dynamodb, input, (Key) =>
      dynamodb.send(
        new GetItemCommand({
          TableName: input.tableName,
          Key,
          ...writeExpressions(input.expressions),
          ConsistentRead: input.consistentRead,
          ReturnConsumedCapacity: input.returnConsumedCapacity,
        }),
      ),
    );
    return { Item: decode(Item), ConsumedCapacity: described(ConsumedCapacity) };
  },
});
