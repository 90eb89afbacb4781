import { compileExpressions, readUpdate, updateOfAttributes } from '../expressions/index.ts';
import { addFaults, describeValue, type Fault } from '../failure/faults.ts';
import { attributes, data } from '../fields/data-field.ts';
import { choice, choiceInAnyCase, expression } from '../fields/field.ts';
import { conditionOn } from '../items/condition.ts';
import { keyFieldFaults, keyFields, withKey } from '../items/item-key.ts';
import { writeItem } from '../items/write-item.ts';
import { toKnowKeys, toReadBesideWrite } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { ownTable } from '../operation/tables.ts';
import { conditionFields, itemWriteFields, mustExist, tableName } from './fields.ts';

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
      tooltip: 'The attributes to put or to delete. Names are taken as they are, including dots and reserved words.',
      placeholder: '{"status": "paid"}',
    }).optional(),
    attributeAction: choiceInAnyCase(
      'Attribute action',
      { put: 'Put', delete: 'Delete' },
      { initial: 'put' },
    ).optional(),
    update: data(readUpdate, 'Update', {
      tooltip:
        'Replaces the attributes: which values to set, to add to a number or a set, to remove, or to delete from a set.',
      placeholder: '{"set": {"address.city": "Bonn"}, "add": {"visits": 1}, "remove": ["draft"]}',
    }).optional(),
    updateExpression: expression('Update expression', {
      tooltip: 'Replaces the attributes: an expression of DynamoDB, with its values below.',
      placeholder: 'SET quantity = quantity + :more REMOVE draft',
    }).optional(),
    mustExist,
    ...conditionFields,
    returnValues: choice(
      'Return values',
      {
        ALL_NEW: 'The whole item after the update',
        UPDATED_NEW: 'The updated attributes, after',
        ALL_OLD: 'The whole item before the update',
        UPDATED_OLD: 'The updated attributes, before',
        NONE: 'None',
      },
      { tooltip: 'The default is the whole item after the update.', advanced: true },
    ).optional(),
    ...itemWriteFields,
  },
  prepare(input, faults) {
    addFaults(faults, keyFieldFaults(input));
    addFaults(faults, changeFaults(input));
    const { keyAttributes, attributeAction = 'put', update } = input;
    const change = keyAttributes === undefined ? update : updateOfAttributes(keyAttributes, attributeAction);
    const { updateExpression } = input;
    const expressions = compileExpressions(
      { ...input, update: updateExpression === undefined ? change : undefined },
      faults,
    );
    return { ...input, returnValues: input.returnValues ?? 'ALL_NEW', expressions };
  },
  run: (dynamodb, input, decode) =>
    withKey(dynamodb, input, (Key) => {
      const write = { Update: { TableName: input.tableName, Key, ...conditionOn(Key, input) } };
      return writeItem(dynamodb, write, input, decode);
    }),
});

interface ChangeFields {
  readonly keyAttributes?: object | undefined;
  readonly attributeAction?: 'put' | 'delete' | undefined;
  readonly update?: object | undefined;
  readonly updateExpression?: string | undefined;
  readonly exactlyOnce?: boolean | undefined;
}

/** What is wrong unless the change is said in one way. */
function changeFaults(input: ChangeFields): Fault[] {
  const { keyAttributes, attributeAction, exactlyOnce } = input;
  const faults: Fault[] = [];
  const ways = (['keyAttributes', 'update', 'updateExpression'] as const).filter((name) => input[name] !== undefined);
  if (ways.length !== 1) {
    const expected = `${ways.length === 0 ? 'one' : 'only one'} of \`keyAttributes\`, \`update\` and \`updateExpression\``;
    faults.push({ path: [ways[1] ?? 'keyAttributes'], expected, got: ways.join(' and ') || 'none' });
  } else if (keyAttributes === undefined && attributeAction === 'delete') {
    const got = describeValue(input.update ?? input.updateExpression);
    faults.push({ path: ['attributeAction'], expected: 'delete together with `keyAttributes` only', got });
  }
  if (exactlyOnce && keyAttributes !== undefined && Object.keys(keyAttributes).length === 0) {
    const expected = 'at least one attribute with `exactlyOnce`';
    faults.push({ path: ['keyAttributes'], expected, got: 'an empty object' });
  }
  return faults;
}
