import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { toException } from '../../src/camunda-dialect/aws-exceptions.ts';
import type { DialectVersion } from '../../src/camunda-dialect/exceptions.ts';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { Failure } from '../../src/failure/failure.ts';
import { type CannedAnswer, type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { variablesOf } from '../support/dialect.ts';
import { endedDialectJob } from '../support/dialect-jobs.ts';
import { clientSettings, jobSettings } from '../support/jobs.ts';

let server: CannedDynamodb;
beforeAll(async () => {
  server = await startCannedDynamodb();
});
afterAll(() => server.stop());
// 8.6 has no endpoints: without this setting a real host would be looked up.
beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', server.endpoint);
});

const settings = jobSettings();
const getItem = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: '1' } };

/** How a getItem ends when DynamoDB gives these answers. */
async function ended(answers: CannedAnswer[], version: DialectVersion = '8.10', given = settings) {
  server.queue(...answers);
  const { outcome, failure } = await endedDialectJob(variablesOf(getItem), { version, settings: given });
  return { ...outcome, error: JSON.parse(outcome.variables).error, failure };
}

const headers = { 'x-amzn-requestid': 'REQUEST-1' };
const v2 = 'software.amazon.awssdk.services.dynamodb.model';
const v1 = 'com.amazonaws.services.dynamodbv2.model';

describe('errors of AWS', () => {
  test.each([
    'ResourceNotFoundException',
    'ResourceInUseException',
    'ConditionalCheckFailedException',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'ItemCollectionSizeLimitExceededException',
    'TransactionConflictException',
    'LimitExceededException',
  ])('6.2 the modelled %s has a class of its own, in both SDKs', async (type) => {
    const name = type === 'RequestLimitExceeded' ? 'RequestLimitExceededException' : type;
    expect((await ended([{ type, message: 'no', headers }])).error).toEqual({
      type: `${v2}.${name}`,
      message: 'no (Service: DynamoDb, Status Code: 400, Request ID: REQUEST-1) (SDK Attempt Count: 1)',
    });
    expect((await ended([{ type, message: 'no', headers }], '8.6')).error).toEqual({
      type: `${v1}.${name}`,
      message: `no (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ${type}; Request ID: REQUEST-1; Proxy: null)`,
    });
  });

  test.each([
    'ValidationException',
    'AccessDeniedException',
    'UnrecognizedClientException',
    'InvalidSignatureException',
    'ExpiredTokenException',
    'MissingAuthenticationTokenException',
    'SerializationException',
    'SomethingNew',
  ])('6.2 %s is not modelled: its name is in the message of 8.6 only', async (type) => {
    const now = await ended([{ type, message: 'no', headers }]);
    expect(now.error).toEqual({
      type: `${v2}.DynamoDbException`,
      message: 'no (Service: DynamoDb, Status Code: 400, Request ID: REQUEST-1) (SDK Attempt Count: 1)',
    });
    const { error } = await ended([{ type, message: 'no', headers }], '8.6');
    expect(error.type).toBe(`${v1}.AmazonDynamoDBException`);
    expect(error.message).toContain(`; Error Code: ${type}; `);
  });

  test('6.2 an internal error has its class and its status', async () => {
    const { error } = await ended([{ status: 500, type: 'InternalServerError', message: 'oh', headers }]);
    expect(error).toEqual({
      type: `${v2}.InternalServerErrorException`,
      message: 'oh (Service: DynamoDb, Status Code: 500, Request ID: REQUEST-1) (SDK Attempt Count: 1)',
    });
  });

  test('6.2 every AWS error takes one retry, whether it can help or not', async () => {
    expect(await ended([{ type: 'ValidationException' }])).toMatchObject({ kind: 'failed', retries: 2 });
    expect(await ended([{ type: 'ResourceNotFoundException' }])).toMatchObject({ kind: 'failed', retries: 2 });
  });

  test('6.2 the log and the metrics know it by the name that AWS gives it', async () => {
    const { failure } = await ended([{ type: 'ValidationException', headers }]);
    expect(failure).toEqual({ class: 'execution', type: 'ValidationException', requestId: 'REQUEST-1' });
  });

  test('5 an error that time may cure is tried again by the SDK, and the tries are counted', async () => {
    const trying = jobSettings({ clients: keepClients({ ...clientSettings, maxAttempts: 3 }) });
    const busy: CannedAnswer = { status: 500, type: 'InternalServerError', message: 'oh' };
    const { error } = await ended([busy, busy, busy], '8.10', trying);
    expect(error.message).toMatch(/\(SDK Attempt Count: 3\)$/);
  });
});

describe('answers that are not DynamoDB’s', () => {
  test('6.2 an empty 503 is told by its status', async () => {
    expect((await ended([{ status: 503, body: '' }])).error).toEqual({
      type: `${v2}.DynamoDbException`,
      message: expect.stringMatching(
        /^Service returned HTTP status code 503 \(Service: DynamoDb, Status Code: 503, Request ID: [\w-]+\) \(SDK Attempt Count: 1\)$/,
      ),
    });
    expect((await ended([{ status: 503, body: '' }], '8.6')).error).toMatchObject({
      type: `${v1}.AmazonDynamoDBException`,
      message: expect.stringMatching(
        /^Service returned HTTP status code 503 \(Service: AmazonDynamoDBv2; Status Code: 503; /,
      ),
    });
  });

  test('6.2 an HTML page with a status is told by its status, and not shown', async () => {
    const { error, retries } = (await ended([{ status: 502, body: '<html>busy</html>' }])) as never as Ended;
    expect(error.type).toBe(`${v2}.DynamoDbException`);
    expect(error.message).toMatch(/^Service returned HTTP status code 502 \(/);
    expect(error.message).not.toContain('html');
    expect(retries).toBe(2);
  });

  test.each<[string, CannedAnswer]>([
    ['HTML', 'garbage'],
    ['a list', { body: '[]' }],
    ['a text', { body: '"ok"' }],
    ['half of an object', { body: '{"Item":{"id"' }],
    ['an item that is a list', { body: '{"Item":[]}' }],
    ['a value of no type', { body: '{"Item":{"id":{}}}' }],
    ['a value of an unknown type', { body: '{"Item":{"id":{"X":"1"}}}' }],
    ['a number that is none', { body: '{"Item":{"id":{"N":"x"}}}' }],
    ['a wrong checksum', { body: '{"Item":{}}', crc32: 'wrong' }],
  ])('6.2 a 200 with %s fails the job or gives what it can, and does not end the worker', async (_, answer) => {
    const { kind, retries } = (await ended([answer])) as never as Ended;
    expect(['completed', 'failed']).toContain(kind);
    if (kind === 'failed') expect(retries).toBe(2);
  });

  interface Ended {
    kind: string;
    retries: number;
    error: { type: string; message: string };
  }

  test('6.2 a 200 that cannot be read is a client’s exception', async () => {
    expect((await ended(['garbage'])).error).toMatchObject({
      type: 'software.amazon.awssdk.core.exception.SdkClientException',
      message: expect.stringMatching(/^Unable to unmarshall response \(/),
    });
  });
});

describe('no answer', () => {
  const client = 'software.amazon.awssdk.core.exception.SdkClientException';

  test('6.2 a connection that is cut is a client’s exception, with a retry', async () => {
    const { error, retries } = (await ended(['reset'])) as never as { error: unknown; retries: number };
    expect(error).toEqual({
      type: client,
      message: expect.stringMatching(/^Unable to execute HTTP request: .* \(SDK Attempt Count: 1\)$/),
    });
    expect(retries).toBe(2);
    expect((await ended(['reset'], '8.6')).error).toMatchObject({ type: 'com.amazonaws.SdkClientException' });
  });

  test('6.2 an unknown host is told as one', () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND x.test'), { code: 'ENOTFOUND' });
    expect(toException(error, '8.10')).toMatchObject({
      type: client,
      message: expect.stringMatching(/^Received an UnknownHostException when attempting to interact with a service\. /),
      isInput: false,
    });
    expect(toException(error, '8.6').message).toMatch(/^Unable to execute HTTP request: /);
  });

  test('5 without a region anywhere it is a client’s exception', () => {
    expect(toException(new Error('Region is missing'), '8.10')).toMatchObject({
      type: client,
      message: expect.stringMatching(/^Unable to load region from any of the providers in the chain /),
    });
  });

  test('5 without credentials anywhere it is a client’s exception', () => {
    const error = Object.assign(new Error('none'), { name: 'CredentialsProviderError' });
    expect(toException(error, '8.6')).toMatchObject({
      type: 'com.amazonaws.SdkClientException',
      message: 'Unable to load credentials from any of the providers in the chain (none)',
    });
  });
});

describe('what the worker itself refuses', () => {
  test.each([
    ['connection', false],
    ['configuration', true],
    ['execution', true],
  ] as const)('6.1 a failure of the class %s leaves no retries: %s', (failureClass, isInput) => {
    expect(toException(new Failure(failureClass, 'no'), '8.10')).toMatchObject({ message: 'no', isInput });
  });

  test.each([
    ['a full stack', new RangeError('Maximum call stack size exceeded')],
    ['a fault of its own', new TypeError('x is not a function')],
    ['what is no error at all', 'text'],
  ])('6.1 %s is not told as a network’s error, and leaves no retries', (_, thrown) => {
    const { message, isInput } = toException(thrown, '8.10');
    expect(message).not.toContain('HTTP request');
    expect(isInput).toBe(true);
  });
});
