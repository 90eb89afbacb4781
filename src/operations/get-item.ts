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
  description: 'Read one item of DynamoDB by its key',
  keywords: [
    'GetItem',
    'get-item',
    'read',
    'fetch',
    'look up',
    'lookup',
    'load item',
    'find by key',
    'get by id',
    'get row',
    'get record',
    'read record',
    'key value',
    'DynamoDB',
    'AWS DynamoDB',
    'NoSQL',
  ],
  resultExpression: '{order: response.response.Item}',
  exampleResponse: { Item: { id: 'o-1', status: 'open', total: 25 }, ConsumedCapacity: null },
  iamActions: { needed: ['GetItem'], also: toKnowKeys },
  writes: false,
  tables: ownTable,
  input: {
    tableName,
    ...keyFields,
    ...keyReadFields('give'),
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
