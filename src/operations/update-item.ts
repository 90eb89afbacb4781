import { compileExpressions, MAX_CHANGES, readUpdate, updateOfAttributes } from '../expressions/index.ts';
import { addFaults, describeValue, type Fault } from '../failure/faults.ts';
import { attributes, data } from '../fields/data-field.ts';
import { choice, choiceInAnyCase, expression } from '../fields/field.ts';
import { way } from '../fields/way.ts';
import { conditionOn } from '../items/condition.ts';
import { keyFieldFaults, keyFields, withKey } from '../items/item-key.ts';
import { writeItem } from '../items/write-item.ts';
import { toKnowKeys, toReadBesideWrite } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { ownTable } from '../operation/tables.ts';
import { changeIf, conditionFields, itemWriteFields, mustExist, placeholderFields, tableName } from './fields.ts';

const changeBy = way(
  'changeBy',
  'Change the item by',
  {
    attributes: 'Attributes',
    update: 'Set, add, remove, delete',
    expression: 'An expression of DynamoDB',
  },
  { tooltip: 'New values replace the old ones. The others can count, and reach into lists and maps.' },
);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export const updateItem = defineOperation({
  id: 'updateItem',
  group: 'itemOperation',
  label: 'Update item',
  description: 'Change some attributes of one item of DynamoDB, or add it if there is none',
  keywords: [
    'UpdateItem',
    'update',
    'change',
    'change item',
    'modify item',
    'edit item',
    'patch',
    'set attribute',
    'upsert',
    'counter',
    'increment',
    'update row',
    'update record',
  ],
  resultExpression: '{order: response.response.Attributes}',
  exampleResponse: {
    Attributes: { id: 'o-1', status: 'paid', total: 25 },
    ConsumedCapacity: null,
    ItemCollectionMetrics: null,
  },
  iamActions: { needed: ['UpdateItem'], also: { ...toKnowKeys, ...toReadBesideWrite } },
  writes: true,
  tables: ownTable,
  input: {
    tableName,
    ...keyFields,
    keyAttributes: attributes('Attributes', {
      tooltip: 'The attributes to change, with their new values. Names are taken as they are, including dots.',
      placeholder: '{"status": "paid"}',
      shown: changeBy.is('attributes'),
      required: true,
    }).optional(),
    attributeAction: choiceInAnyCase(
      'Attribute action',
      { put: 'Put', delete: 'Delete' },
      {
        tooltip: 'Put replaces old values. Delete removes the attributes, whatever their values.',
        initial: 'put',
        shown: changeBy.is('attributes'),
        required: true,
      },
    ).optional(),
    update: data(readUpdate, 'Update', {
      tooltip: 'Which values to set, to add to a number or a set, to remove, or to delete from a set.',
      placeholder: '{"set": {"address.city": "Bonn"}, "add": {"visits": 1}, "remove": ["draft"]}',
      shown: changeBy.is('update'),
      required: true,
    }).optional(),
    updateExpression: expression('Update expression', {
      tooltip: 'An expression of DynamoDB, with its values below.',
      placeholder: 'SET quantity = quantity + :more REMOVE draft',
      shown: changeBy.is('expression'),
      required: true,
    }).optional(),
    mustExist,
    ...conditionFields(changeIf),
    ...placeholderFields([changeBy.is('expression'), changeIf.is('expression')]),
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
    const { updateExpression } = input;
    const { keyAttributes, attributeAction = 'put', update } = input;
    const change = keyAttributes === undefined ? update : updateOfAttributes(keyAttributes, attributeAction);
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
  const count = keyAttributes === undefined ? 0 : Object.keys(keyAttributes).length;
  if (count > MAX_CHANGES)
    faults.push({ path: ['keyAttributes'], expected: `at most ${MAX_CHANGES} attributes`, got: `${count}` });
  if (exactlyOnce && keyAttributes !== undefined && count === 0) {
    const expected = 'at least one attribute with `exactlyOnce`';
    faults.push({ path: ['keyAttributes'], expected, got: 'an empty object' });
  }
  return faults;
}
