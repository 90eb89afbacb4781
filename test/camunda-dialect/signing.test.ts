import { describe, expect, test } from 'vitest';
import { ILLEGAL_ARGUMENT } from '../../src/camunda-dialect/exceptions.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { bound, keys, refused, variablesOf, violation, violationsOf } from '../support/dialect.ts';

const getItem = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: '1' } };

describe('validation', () => {
  test('3 authentication is required', () => {
    for (const authentication of [{}, { authentication: null }])
      expect(violationsOf({ ...authentication, input: getItem })).toEqual([
        violation('authenticationPresent', 'Authentication is required'),
      ]);
  });

  test('3 8.6 says of absent authentication that it must not be null', () => {
    expect(violationsOf({ configuration: {}, input: getItem }, '8.6')).toEqual([
      violation('authentication', 'must not be null'),
    ]);
  });

  test('3 the keys and the region of a bound credential must not be blank', () => {
    const awsCredential = { authentication: { type: 'credentials', accessKey: '' }, region: ' ' };
    expect(violationsOf({ awsCredential, input: getItem })).toEqual([
      violation('awsCredential.authentication.accessKey', 'must not be blank'),
      violation('awsCredential.authentication.secretKey', 'must not be blank'),
      violation('awsCredential.region', 'must not be blank'),
    ]);
  });

  test('3 the task’s own keys are judged beside a bound credential too', () => {
    const awsCredential = { authentication: keys, region: 'r' };
    expect(violationsOf({ authentication: {}, awsCredential, input: getItem })).toEqual([
      violation('authentication.accessKey', 'must not be blank'),
      violation('authentication.secretKey', 'must not be blank'),
    ]);
  });

  const chain = { type: 'defaultCredentialsChain' };
  test.each<[string, JsonObject]>([
    ['of the task', { authentication: chain }],
    ['of a bound credential', { awsCredential: { authentication: chain, region: 'r' } }],
  ])('3 the default chain %s violates a rule where the operator does not allow it', (_, signing) => {
    expect(violationsOf({ ...signing, input: getItem }, '8.10', false)).toEqual([
      violation('defaultCredentialsChainUsedInSaaS', 'must be false'),
    ]);
  });

  test('3 the default chain of a task is not used, and not refused, beside a bound credential with keys', () => {
    const variables = { authentication: chain, awsCredential: { authentication: keys, region: 'r' }, input: getItem };
    expect(bound(variables, '8.10', false).authentication).toEqual(keys);
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
