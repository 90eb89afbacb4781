import { describe, expect, test } from 'vitest';
import { CONNECTOR_INPUT, ILLEGAL_ARGUMENT } from '../../src/camunda-dialect/exceptions.ts';
import { bindRequest } from '../../src/camunda-dialect/request.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { bound, keys, refused, variablesOf } from '../support/dialect.ts';

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
  const line = (path: string, message: string) =>
    ` - Property: ${path}: Validation failed. Original message: ${message}`;
  const linesOf = (variables: JsonObject, version?: '8.10' | '8.6') =>
    refused(variables, version).message.split('\n').slice(1);

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
    expect(linesOf(variables)).toEqual([
      line('authentication.accessKey', 'must not be blank'),
      line('authentication.secretKey', 'must not be blank'),
      line('input.tableName', 'must not be blank'),
      line('input.partitionKey', 'must not be blank'),
      line('input.partitionKeyRole', 'must not be blank'),
      line('input.partitionKeyType', 'must not be blank'),
      line('input.readCapacityUnits', 'must not be null'),
      line('input.writeCapacityUnits', 'must not be null'),
      line('input.billingModeStr', 'must not be blank'),
    ]);
  });

  test.each<[string, JsonObject]>([
    ['absent', {}],
    ['null', { input: null }],
  ])('3 an input that is %s must not be null', (_, input) => {
    expect(linesOf({ authentication: keys, ...input })).toEqual([line('input', 'must not be null')]);
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
      expect(linesOf(broken)).toEqual([line(`input.${name}`, 'must not be blank')]);
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
      expect(linesOf(broken)).toEqual([line(`input.${name}`, 'must not be null')]);
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

  test('3 authentication is required', () => {
    for (const authentication of [{}, { authentication: null }])
      expect(linesOf({ ...authentication, input: getItem })).toEqual([
        line('authenticationPresent', 'Authentication is required'),
      ]);
  });

  test('3 8.6 says of absent authentication that it must not be null', () => {
    expect(linesOf({ configuration: {}, input: getItem }, '8.6')).toEqual([line('authentication', 'must not be null')]);
  });

  test('3 the keys and the region of a bound credential must not be blank', () => {
    const awsCredential = { authentication: { type: 'credentials', accessKey: '' }, region: ' ' };
    expect(linesOf({ awsCredential, input: getItem })).toEqual([
      line('awsCredential.authentication.accessKey', 'must not be blank'),
      line('awsCredential.authentication.secretKey', 'must not be blank'),
      line('awsCredential.region', 'must not be blank'),
    ]);
  });

  test('3 the task’s own keys are judged beside a bound credential too', () => {
    const awsCredential = { authentication: keys, region: 'r' };
    expect(linesOf({ authentication: {}, awsCredential, input: getItem })).toEqual([
      line('authentication.accessKey', 'must not be blank'),
      line('authentication.secretKey', 'must not be blank'),
    ]);
  });

  const chain = { type: 'defaultCredentialsChain' };
  test.each<[string, JsonObject]>([
    ['of the task', { authentication: chain }],
    ['of a bound credential', { awsCredential: { authentication: chain, region: 'r' } }],
  ])('3 the default chain %s violates a rule where the operator does not allow it', (_, signing) => {
    const settings = { version: '8.10', allowsDefaultCredentials: false } as const;
    expect(() => bindRequest({ ...signing, input: getItem }, settings)).toThrow(
      line('defaultCredentialsChainUsedInSaaS', 'must be false'),
    );
  });

  test('3 the default chain of a task is not used, and not refused, beside a bound credential with keys', () => {
    const variables = { authentication: chain, awsCredential: { authentication: keys, region: 'r' }, input: getItem };
    const request = bindRequest(variables, { version: '8.10', allowsDefaultCredentials: false });
    expect(request.authentication).toEqual(keys);
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

  test.each<[string, JsonObject, string]>([
    ['authentication', { authentication: 'text' }, 'authentication. It Must be `AwsAuthentication`'],
    ['configuration', { configuration: [] }, 'configuration. It Must be `AwsBaseConfiguration`'],
    ['a region', { configuration: { region: {} } }, 'configuration, region. It Must be `String`'],
    ['awsCredential', { awsCredential: 1 }, 'awsCredential. It Must be `AwsCredentialConfiguration`'],
    [
      'the authentication of awsCredential',
      { awsCredential: { authentication: true } },
      'awsCredential, authentication. It Must be `AwsAuthentication`',
    ],
    [
      'a key of awsCredential',
      { awsCredential: { authentication: { secretKey: [] } } },
      'awsCredential, authentication, secretKey. It Must be `String`',
    ],
  ])('3 %s of another type is an input exception that has its path', (_, variables, said) => {
    const error = refused({ ...variablesOf(getItem), ...variables });
    expect(error).toMatchObject({ isInput: true, message: `Json object contains an invalid field: ${said}` });
  });
});

describe('who signs, and where', () => {
  const boundWith = (variables: JsonObject) => bound({ ...variablesOf(getItem), ...variables });

  test.each<[string, JsonObject]>([
    ['no type', {}],
    ['null', { type: null }],
    ['an unknown type', { type: 'profile' }],
    ['credentials', { type: 'credentials' }],
  ])('5 %s means static keys', (_, type) => {
    expect(boundWith({ authentication: { ...type, accessKey: 'a', secretKey: 's' } }).authentication).toEqual({
      type: 'credentials',
      accessKey: 'a',
      secretKey: 's',
    });
  });

  test('5 defaultCredentialsChain means the worker’s own credentials, whatever keys there are', () => {
    const authentication = { ...keys, type: 'defaultCredentialsChain' };
    expect(boundWith({ authentication }).authentication).toEqual({ type: 'defaultCredentialsChain' });
  });

  test('5 keys are trimmed', () => {
    const authentication = { accessKey: ' \ta\n', secretKey: '\0 s s ' };
    expect(boundWith({ authentication }).authentication).toMatchObject({ accessKey: 'a', secretKey: 's s' });
  });

  test.each<[string, JsonObject, string | undefined]>([
    ['as it is', { region: 'Somewhere' }, 'Somewhere'],
    ['the worker’s where it is absent', {}, undefined],
    ['the worker’s where it is null', { region: null }, undefined],
  ])('5 the region is taken %s', (_, configuration, region) => {
    expect(boundWith({ configuration }).region).toBe(region);
  });

  test.each(['', ' ', '\u2003\n'])(
    '5 the blank region %j is refused when the client is made, which leaves retries',
    (region) => {
      expect(refused({ ...variablesOf(getItem), configuration: { region } })).toMatchObject({
        type: ILLEGAL_ARGUMENT,
        isInput: false,
        message: 'region must not be blank or empty.',
      });
    },
  );

  test.each<[Json, string | undefined]>([
    ['http://localhost:8000', 'http://localhost:8000'],
    ['', undefined],
    ['  ', undefined],
    [null, undefined],
  ])('5 the endpoint %j is used when it is not blank', (endpoint, used) => {
    expect(boundWith({ configuration: { region: 'r', endpoint } }).endpoint).toBe(used);
  });

  test('5 a bound credential wins over the task’s keys and region; the task’s endpoint is kept', () => {
    const awsCredential = { authentication: { accessKey: 'b', secretKey: 'c' }, region: 'of-credential' };
    const configuration = { region: 'of-task', endpoint: 'http://localhost:8000' };
    expect(boundWith({ awsCredential, configuration })).toMatchObject({
      authentication: { accessKey: 'b' },
      region: 'of-credential',
      endpoint: 'http://localhost:8000',
    });
  });

  test('5 a bound credential without authentication fails, even beside the task’s own', () => {
    const { message } = refused({ ...variablesOf(getItem), awsCredential: { authentication: null, region: 'r' } });
    expect(message).toContain('authenticationPresent: Validation failed. Original message: Authentication is required');
  });

  test('5 8.6 reads no bound credential', () => {
    const variables = { ...variablesOf(getItem), awsCredential: 'of 8.10' };
    expect(bound(variables, '8.6')).toMatchObject({ authentication: keys, region: 'eu-central-1' });
  });

  test('4.4 8.6 ignores the endpoint', () => {
    const configuration = { region: 'r', endpoint: 'http://localhost:8000' };
    expect(bound({ ...variablesOf(getItem), configuration }, '8.6').endpoint).toBeUndefined();
  });

  test('4.4 8.6 without a configuration is a NullPointerException, which leaves retries; 8.10 takes the worker’s region', () => {
    const { configuration: _, ...variables } = variablesOf(getItem);
    expect(refused(variables, '8.6')).toMatchObject({ type: 'java.lang.NullPointerException', isInput: false });
    expect(bound(variables).region).toBeUndefined();
  });
});
