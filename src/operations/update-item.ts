import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { compileExpressions, readUpdate, updateOfAttributes } from '../expressions/index.ts';
import { describeValue, type Fault } from '../failure/faults.ts';
import { attributes, data } from '../fields/data-field.ts';
import { choice, choiceInAnyCase, expression } from '../fields/field.ts';
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

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export const updateItem = defineOperation({
  id: 'updateItem',
  group: 'itemOperation',
  label: 'Update item',
  description: 'Change some attributes of one item, or add it if there is none',
  keywords: ['change', 'modify', 'edit', 'set', 'upsert', 'counter'],
  iamActions: { needed: ['UpdateItem'], also: { ...toKnowKeys, ...toReadBesideWrite } },
  writes: true,
  tables: ownTable,
  input: {
    tableName,
    ...keyFields,
    keyAttributes: attributes('Attributes', {
      tooltip: 'The attributes to put or to delete. Names are taken as they are, dots and reserved words included.',
      placeholder: '{"status": "paid"}',
    }).optional(),
    attributeAction: choiceInAnyCase(
      'Attribute action',
      { put: 'Put', delete: 'Delete' },
      { initial: 'put' },
    ).optional(),
    update: data(readUpdate, 'Update', {
      tooltip: 'In place of the attributes: what to set, to add to a number or a set, to remove, to delete from a set.',
      placeholder: '{"set": {"address.city": "Bonn"}, "add": {"visits": 1}, "remove": ["draft"]}',
    }).optional(),
    updateExpression: expression('Update expression', {
      tooltip: 'In place of the attributes: an expression of DynamoDB, with its values below.',
      placeholder: 'SET quantity = quantity + :more REMOVE draft',
    }).optional(),
    mustExist,
    conditionExpression,
    condition,
    expressionAttributeNames,
    expressionAttributeValues,
    returnValues: choice(
      'Return values',
      {
        ALL_NEW: 'The whole item after the update',
        UPDATED_NEW: 'The updated attributes, after',
        ALL_OLD: 'The whole item before the update',
        UPDATED_OLD: 'The updated attributes, before',
        NONE: 'None',
      },
      { tooltip: 'Without a choice: the whole item after the update.', advanced: true },
    ).optional(),
    exactlyOnce,
    returnConsumedCapacity,
    returnItemCollectionMetrics,
  },
  prepare(input, faults) {
    checkKeyFields(input, faults);
    checkChange(input, faults);
    const { keyAttributes, attributeAction = 'put', update } = input;
    const change = keyAttributes === undefined ? update : updateOfAttributes(keyAttributes, attributeAction);
    const { updateExpression } = input;
    const expressions = compileExpressions(
      { ...input, update: updateExpression === undefined ? change : undefined },
      faults,
    );
    return { ...input, expressions };
  },
  async run(dynamodb, input, decode) {
    const written = await withKey(dynamodb, input, (Key) => {
      const request = { TableName: input.tableName, Key, ...conditionOn(Key, input) };
      const returns = returnsOf(input, 'ALL_NEW');
      const { UpdateExpression } = request;
      return input.exactlyOnce && UpdateExpression !== undefined
        ? writeOnce(dynamodb, { Update: { ...request, UpdateExpression } }, () => Key, returns)
        : dynamodb.send(new UpdateItemCommand({ ...request, ...returns }));
    });
    return writtenResponse(written, decode);
  },
});

interface ChangeFields {
  readonly keyAttributes?: object | undefined;
  readonly attributeAction?: 'put' | 'delete' | undefined;
  readonly update?: object | undefined;
  readonly updateExpression?: string | undefined;
  readonly exactlyOnce?: boolean | undefined;
}

function checkChange(input: ChangeFields, faults: Fault[]): void {
  const { keyAttributes, attributeAction, exactlyOnce } = input;
  const ways = (['keyAttributes', 'update', 'updateExpression'] as const).filter((name) => input[name] !== undefined);
  if (ways.length !== 1) {
    const expected = `${ways.length === 0 ? 'one' : 'only one'} of keyAttributes, update and updateExpression`;
    faults.push({ path: [ways[1] ?? 'keyAttributes'], expected, got: ways.join(' and ') || 'none' });
  } else if (keyAttributes === undefined && attributeAction === 'delete') {
    const got = describeValue(input.update ?? input.updateExpression);
    faults.push({ path: ['attributeAction'], expected: 'delete together with keyAttributes only', got });
  }
  if (exactlyOnce && keyAttributes !== undefined && Object.keys(keyAttributes).length === 0) {
    faults.push({
      path: ['keyAttributes'],
      expected: 'at least one attribute with exactlyOnce',
      got: 'an empty object',
    });
  }
}
