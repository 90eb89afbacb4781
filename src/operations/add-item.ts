import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { compileExpressions } from '../expressions/index.ts';
import { attributes } from '../fields/data-field.ts';
import { choice } from '../fields/field.ts';
import { onConditionFailure } from '../items/condition.ts';
import { keyOfItem } from '../items/item-key.ts';
import { writeOnce } from '../items/write-once.ts';
import { returnsOf, writtenResponse } from '../items/written.ts';
import { toKnowKeys, toReadBesideWrite } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { ownTable } from '../operation/tables.ts';
import { checkItem } from '../preflight/check-item.ts';
import { preflight } from '../preflight/preflight.ts';
import {
  condition,
  conditionExpression,
  exactlyOnce,
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
  iamActions: { needed: ['PutItem'], also: { ...toKnowKeys, ...toReadBesideWrite } },
  writes: true,
  tables: ownTable,
  input: {
    tableName,
    item: attributes('Item', {
      tooltip: 'All attributes of the item, its key among them.',
      placeholder: '{"id": order.id, "total": order.total}',
    }),
    conditionExpression,
    condition,
    expressionAttributeNames,
    expressionAttributeValues,
    returnValues: choice(
      'Return values',
      { NONE: 'None', ALL_OLD: 'The item that was replaced' },
      { tooltip: 'Without a choice: none.', advanced: true },
    ).optional(),
    exactlyOnce,
    returnConsumedCapacity,
    returnItemCollectionMetrics,
  },
  prepare: (input, faults) => ({ ...input, expressions: compileExpressions(input, faults) }),
  async run(dynamodb, { tableName, item, ...input }, decode) {
    await preflight(dynamodb, tableName, (schema) => checkItem(item, schema, { tableName, path: ['input', 'item'] }));
    const request = {
      TableName: tableName,
      Item: item,
      ...input.expressions,
      ...onConditionFailure(input.expressions),
    };
    const returns = returnsOf(input);
    const findKey = async () => keyOfItem(item, (await dynamodb.tableKeys.describe(tableName)).keys);
    const written = input.exactlyOnce
      ? await writeOnce(dynamodb, { Put: request }, findKey, returns)
      : await dynamodb.send(new PutItemCommand({ ...request, ...returns }));
    return { Item: decode(item), ...writtenResponse(written, decode) };
  },
});
