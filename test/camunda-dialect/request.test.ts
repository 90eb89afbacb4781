import { describe, expect, test } from 'vitest';
import { CONNECTOR_INPUT } from '../../src/camunda-dialect/exceptions.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { bound, keys, refused, variablesOf, violation, violationsOf } from '../support/dialect.ts';

const getInput = { tableName: 't', primaryKeyComponents: { id: '1' } };
const getItem = { itemOperation: 'getItem', ...getInput };
const table = {
  partitionKey: 'id',
  partitionKeyRole: 'HASH',
  partitionKeyType: 'S',
  billingModeStr: 'PAY_PER_REQUEST',
};

/** An input that is whole, for each operation. */
const inputs: Readonly<Record<string, JsonObject>> = {
  createTable: { tableName: 't', ...table, readCapacityUnits: 1, writeCapacityUnits: 1 },
  deleteTable: { tableName: 't' },
  describeTable: { tableName: 't' },
  scanTable: { tableName: 't' },
  addItem: { tableName: 't', item: { id: '1' } },
  deleteItem: getInput,
  getItem: getInput,
  updateItem: { ...getInput, keyAttributes: { a: 1 }, attributeAction: 'put' },
};
const cases = Object.entries(inputs).map(([id, input]) => ({ id, input }));

describe('what chooses the operation', () => {
  test.each(cases)('2.1 `type` chooses $id, as in the templates up to version 6', ({ id, input }) => {
    expect(bound(variablesOf({ type: id, ...input })).operation.id).toBe(id);
  });

  test.each(cases)('2.1 `tableOperation` chooses $id, whatever the other keys say', ({ id, input }) => {
    const others = { itemOperation: 'none', type: 'none', operationGroup: 'itemOperation' };
    expect(bound(variablesOf({ ...others, tableOperation: id, ...input })).operation.id).toBe(id);
  });

  test.each(cases)('2.1 `itemOperation` chooses $id where there is no `tableOperation`', ({ id, input }) => {
    expect(bound(variablesOf({ type: 'none', itemOperation: id, ...input })).operation.id).toBe(id);
  });

  test.each<[string, Json, string]>([
    ['null', null, 'null'],
    ['a name in another case', 'GetItem', 'GetItem'],
    ['a name with a space', 'getItem ', 'getItem '],
    ['an empty text', '', ''],
    ['a number', 7, '7'],
    ['a boolean', true, 'true'],
    ['a list', ['getItem'], ''],
    ['an object', { a: 1 }, ''],
    ['the name of an operation that only this worker has', 'queryItems', 'queryItems'],
    ['the name of a member of every object', 'toString', 'toString'],
  ])('2.1 %s under the first key is an unsupported action, even beside a good key', (_, chosen, said) => {
    const error = refused(variablesOf({ tableOperation: chosen, ...getItem }));
    expect(error).toMatchObject({ type: CONNECTOR_INPUT, message: `Unsupported action type: ${said}` });
  });

  test.each<[string, Json]>([
    ['no key that chooses', getInput],
    ['an empty object', {}],
    ['a text', 'getItem'],
    ['an empty text', ''],
    ['a list', [getItem]],
    ['a number', 1],
    ['a boolean', false],
  ])('2.3 the whole input as %s is an unsupported operation', (_, input) => {
    const error = refused({ ...variablesOf({}), input });
    expect(error).toMatchObject({ isInput: true, message: 'Unsupported operation type' });
  });

  test('2.1 fields that are unknown are ignored everywhere', () => {
    const more = { some: 'thing', tableNames: ['u'] };
    const variables = {
      ...more,
      authentication: { ...keys, ...more },
      configuration: { region: 'r', ...more },
      input: { ...getItem, ...more },
    };
    expect(bound(variables)).toMatchObject({ region: 'r', call: { tableName: 't' } });
  });
});

describe('shapes of older templates', () => {
  test('2.2 variables of templates 1 to 6 are bound, and their group is not read', () => {
    const variables = {
      operationGroup: 'table',
      service: { type: 'dynamoDb' },
      authentication: { accessKey: 'a', secretKey: 's' },
      configuration: { region: 'eu-central-1' },
      input: { type: 'getItem', ...getInput },
    };
    expect(bound(variables)).toMatchObject({
      operation: { id: 'getItem' },
      authentication: { type: 'credentials', accessKey: 'a', secretKey: 's' },
      region: 'eu-central-1',
    });
  });

  test('2.2 capacity units that are absent are refused today, also where they mean nothing', () => {
    const { message } = refused(variablesOf({ type: 'createTable', tableName: 't', ...table }));
    expect(message.split('\n').slice(1)).toEqual([
      ' - Property: input.readCapacityUnits: Validation failed. Original message: must not be null',
      ' - Property: input.writeCapacityUnits: Validation failed. Original message: must not be null',
    ]);
  });
});

describe('validation', () => {
  test('3 a violation is an input exception, whose message begins as that of Jakarta’s exception', () => {
    const error = refused(variablesOf({ ...getItem, tableName: '' }));
    expect(error).toMatchObject({ type: CONNECTOR_INPUT, isInput: true });
    expect(error.message).toBe(
      'jakarta.validation.ValidationException: Found constraints violated while validating input: \n' +
        ' - Property: input.tableName: Validation failed. Original message: must not be blank',
    );
  });

  test('3 all violations are told at once', () => {
    const variables = {
      authentication: { accessKey: ' ' },
      input: { tableOperation: 'createTable', partitionKey: '\t' },
    };
    expect(violationsOf(variables)).toEqual([
      violation('authentication.accessKey', 'must not be blank'),
      violation('authentication.secretKey', 'must not be blank'),
      violation('input.tableName', 'must not be blank'),
      violation('input.partitionKey', 'must not be blank'),
      violation('input.partitionKeyRole', 'must not be blank'),
      violation('input.partitionKeyType', 'must not be blank'),
      violation('input.readCapacityUnits', 'must not be null'),
      violation('input.writeCapacityUnits', 'must not be null'),
      violation('input.billingModeStr', 'must not be blank'),
    ]);
  });

  test.each<[string, JsonObject]>([
    ['absent', {}],
    ['null', { input: null }],
  ])('3 an input that is %s must not be null', (_, input) => {
    expect(violationsOf({ authentication: keys, ...input })).toEqual([violation('input', 'must not be null')]);
  });

  const notBlank = cases.flatMap(({ id, input }) =>
    Object.keys(input)
      .filter((name) => typeof input[name] === 'string')
      .map((name) => ({ id, input, name })),
  );
  test.each(notBlank)('3 $id: $name must not be blank, null or absent', ({ id, input, name }) => {
    const { [name]: _, ...others } = input;
    for (const given of [{ [name]: '' }, { [name]: ' \t\n' }, { [name]: null }, {}]) {
      const broken = variablesOf({ type: id, ...others, ...given });
      expect(violationsOf(broken)).toEqual([violation(`input.${name}`, 'must not be blank')]);
    }
  });

  const notNull = cases.flatMap(({ id, input }) =>
    Object.keys(input)
      .filter((name) => typeof input[name] !== 'string')
      .map((name) => ({ id, input, name })),
  );
  test.each(notNull)('3 $id: $name must not be null or absent', ({ id, input, name }) => {
    const { [name]: _, ...others } = input;
    for (const given of [{ [name]: null }, {}]) {
      const broken = variablesOf({ type: id, ...others, ...given });
      expect(violationsOf(broken)).toEqual([violation(`input.${name}`, 'must not be null')]);
    }
  });

  test.each([
    ['addItem', 'item'],
    ['getItem', 'primaryKeyComponents'],
    ['deleteItem', 'primaryKeyComponents'],
    ['updateItem', 'keyAttributes'],
  ])('3 %s: an empty object passes as %s', (id, name) => {
    expect(bound(variablesOf({ type: id, ...inputs[id], [name]: {} })).operation.id).toBe(id);
  });

  test.each<[string, JsonObject]>([
    ['the region', { configuration: {} }],
    ['the configuration', { configuration: null }],
    ['the syntax of an endpoint', { configuration: { region: 'r', endpoint: 'nowhere' } }],
    ['the names of a table', { input: { ...getItem, tableName: '§' } }],
    [
      'roles, types and the billing mode',
      { input: { type: 'createTable', ...inputs.createTable, billingModeStr: 'x' } },
    ],
    ['a sort key without role and type', { input: { type: 'createTable', ...inputs.createTable, sortKey: 's' } }],
    ['the action of an update', { input: { type: 'updateItem', ...inputs.updateItem, attributeAction: 'add' } }],
  ])('3 %s is not validated', (_, variables) => {
    expect(bound({ ...variablesOf(getItem), ...variables }).call.tableName).toBeTypeOf('string');
  });

  test('3 a field of another type is told before violations, and no message has a value', () => {
    const secret = 'hunter2';
    const variables = variablesOf({ itemOperation: 'getItem', tableName: { secret }, primaryKeyComponents: null });
    expect(refused(variables).message).toMatch(
      /^Cannot deserialize value of type `java\.lang\.String` from Object value/,
    );
    const { message } = refused({ ...variables, authentication: { accessKey: { secret } } });
    expect(message).toBe('Json object contains an invalid field: authentication, accessKey. It Must be `String`');
  });
});
