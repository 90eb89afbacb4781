import { andExists, compileExpressions } from '../expressions/index.ts';
import { attributes } from '../fields/data-field.ts';
import { choice } from '../fields/field.ts';
import { writtenWithCondition } from '../items/condition.ts';
import { partitionKeyOf } from '../items/item-key.ts';
import { writeItem } from '../items/write-item.ts';
import { toKnowKeys, toReadBesideWrite } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { ownTable } from '../operation/tables.ts';
import { itemRefusals } from '../preflight/item-refusals.ts';
import { preflight } from '../preflight/preflight.ts';
import { conditionFields, itemWriteFields, mustNotExist, placeholderFields, putIf, tableName } from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const addItem = defineOperation({
  id: 'addItem',
  group: 'itemOperation',
  label: 'Add item',
  description: 'Write one item to DynamoDB. It replaces the item with the same key, if there is one',
  keywords: [
    'PutItem',
    'put',
    'put item',
    'add record',
    'create item',
    'create record',
    'insert',
    'insert row',
    'new item',
    'save item',
    'store item',
    'write',
    'write item',
    'replace',
  ],
  resultExpression: '{order: response.response.Item}',
  exampleResponse: {
    Item: { id: 'o-1', status: 'open', total: 25 },
    Attributes: null,
    ConsumedCapacity: null,
    ItemCollectionMetrics: null,
  },
  iamActions: { needed: ['PutItem'], also: { ...toKnowKeys, ...toReadBesideWrite } },
  writes: true,
  tables: ownTable,
  input: {
    tableName,
    item: attributes('Item', {
      tooltip: 'All attributes of the item, including its key.',
      placeholder: '{"id": order.id, "total": order.total}',
    }),
    mustNotExist,
    ...conditionFields(putIf),
    ...placeholderFields([putIf.is('expression')]),
    returnValues: choice(
      'Return values',
      { NONE: 'None', ALL_OLD: 'The item that was replaced' },
      { tooltip: 'The default is none.', advanced: true },
    ).optional(),
    ...itemWriteFields,
  },
  prepare: (input, faults) => ({ ...input, expressions: compileExpressions(input, faults) }),
  async run(dynamodb, { tableName, item, ...input }, decode) {
    await preflight(dynamodb, tableName, (schema) =>
      itemRefusals(item, schema, { tableName, path: ['input', 'item'] }),
    );
    const expressions = input.mustNotExist
      ? andExists(input.expressions, await partitionKeyOf(dynamodb, tableName), false)
      : input.expressions;
    const write = { Put: { TableName: tableName, Item: item, ...writtenWithCondition(expressions) } };
    return { Item: decode(item), ...(await writeItem(dynamodb, write, input, decode)) };
  },
});
