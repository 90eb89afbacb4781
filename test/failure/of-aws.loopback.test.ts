import dns from 'node:dns';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { Failure } from '../../src/failure/failure.ts';
import { helpOf } from '../../src/failure/help.ts';
import { toFailure } from '../../src/failure/of-aws.ts';
import { NestingError } from '../../src/json/extent.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { type CannedAnswer, type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { clientSettings, errorOf, jobSettings, runInput } from '../support/jobs.ts';
import { useNameServer } from '../support/name-server.ts';

const getItem = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };
/** A worker that asks once, and waits so long for the answer. */
const asksOnce = (requestTimeout: number) =>
  jobSettings({ clients: keepClients({ ...clientSettings, maxAttempts: 1, requestTimeout }) });
const patient = asksOnce(10_000);

let server: CannedDynamodb;
beforeAll(async () => {
  server = await startCannedDynamodb();
});
beforeEach(() => server.clear());
afterAll(() => server.stop());

/** The variable `error` of a job to which DynamoDB answers so. */
async function errorAfter(...answers: CannedAnswer[]): Promise<JsonObject> {
  server.queue(...answers);
  return errorOf(await runInput(server.endpoint, getItem, { settings: patient }));
}

describe('what DynamoDB refuses has its name, its text and the number of the request', () => {
  test.each([
    'ValidationException',
    'ResourceNotFoundException',
    'ResourceInUseException',
    'ConditionalCheckFailedException',
    'AccessDeniedException',
    'ItemCollectionSizeLimitExceededException',
    'LimitExceededException',
    'TransactionCanceledException',
    'SomethingNewException',
    '__proto__',
  ])('%s: a retry cannot help', async (type) => {
    expect(await errorAfter({ type, message: 'No.' })).toEqual({
      code: 'AwsDynamoDbExecutionException',
      type,
      message: expect.stringMatching(
        `^getItem on the table t in eu-central-1: ${type}: No\\. \\(request [0-9a-f-]{36}\\)$`,
      ),
      help: helpOf(new Failure('execution', 'No.', { type })) ?? null,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      retryable: false,
      item: null,
      reasons: null,
      position: null,
    });
  });

  test('an operation that the server does not have is told as such', async () => {
    expect(await errorAfter({ type: 'UnknownOperationException', message: 'UnknownError' })).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      message: expect.stringMatching(/\)\. The DynamoDB that answered does not have this operation$/),
    });
  });

  test.each([
    ['ProvisionedThroughputExceededException', 400],
    ['ThrottlingException', 400],
    ['RequestLimitExceeded', 400],
    ['TransactionConflictException', 400],
    ['TransactionInProgressException', 400],
    ['ReplicatedWriteConflictException', 400],
    ['ExpiredTokenException', 400],
    ['UnrecognizedClientException', 400],
    ['InvalidSignatureException', 400],
    ['IncompleteSignatureException', 400],
    ['MissingAuthenticationTokenException', 400],
    ['InternalServerError', 500],
    ['ServiceUnavailable', 503],
  ])('%s: a retry can help', async (type, status) => {
    expect(await errorAfter({ type, status, message: 'Later.' })).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      type,
      message: expect.stringContaining(`${type}: Later.`),
      retryable: true,
    });
  });
});

describe('an answer that is not DynamoDB’s is a matter of the connection, and is quoted', () => {
  const html = '<html>busy</html>';
  test.each<[CannedAnswer, string]>([
    [{ status: 503, body: html }, '(HTTP status 503): expected a JSON object, got "<html>busy</html>"'],
    [{ status: 400, body: html }, '(HTTP status 400): expected a JSON object, got "<html>busy</html>"'],
    [{ status: 302, body: html }, '(HTTP status 302): expected a JSON object, got "<html>busy</html>"'],
    [{ status: 403, body: '{"message":"Forbidden"}' }, '(HTTP status 403): Forbidden'],
    [{ status: 400, body: '' }, '(HTTP status 400): expected a JSON object, got nothing'],
    ['garbage', '(HTTP status 200): expected a JSON object, got "<html><body>no JSON</body></html>"'],
    [{ body: '' }, '(HTTP status 200): expected a JSON object, got nothing'],
    [{ body: 'null' }, '(HTTP status 200): expected a JSON object, got "null"'],
    [{ body: '[]' }, '(HTTP status 200): expected a JSON object, got "[]"'],
    [
      { body: '{"Item":{"a":' },
      '(HTTP status 200): expected a JSON object, got 13 bytes that are none: "{\\"Item\\":{\\"a\\":"',
    ],
  ])('%j', async (answer, message) => {
    expect(await errorAfter(answer)).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: `getItem on the table t in eu-central-1: The answer was no answer of DynamoDB ${message}`,
    });
  });
});

describe('a server that does not answer is a matter of the connection', () => {
  test('a reset', async () => {
    expect(await errorAfter('reset')).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      type: 'ECONNRESET',
      message: 'getItem on the table t in eu-central-1: DynamoDB could not be reached: read ECONNRESET',
    });
  });

  test('a hang', async () => {
    server.queue('hang');
    expect(errorOf(await runInput(server.endpoint, getItem, { settings: asksOnce(200) }))).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message:
        'getItem on the table t in eu-central-1: DynamoDB could not be reached: there was no whole answer within 0.2 s',
    });
  });

  test.each(['http://127.0.0.1:1', 'https://127.0.0.1:1'])('nobody at %s', async (endpoint) => {
    expect(errorOf(await runInput(endpoint, getItem, { settings: patient }))).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      type: 'ECONNREFUSED',
      message:
        'getItem on the table t in eu-central-1: DynamoDB could not be reached: connect ECONNREFUSED 127.0.0.1:1',
    });
  });

  test('a host that nobody knows', async () => {
    await useNameServer(() => []);
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND nowhere.invalid'), { code: 'ENOTFOUND' });
    const lookup = (_: string, __: unknown, callback: (error: Error) => void) => callback(unknown);
    vi.spyOn(dns, 'lookup').mockImplementation(lookup as never);
    expect(errorOf(await runInput('http://nowhere.invalid', getItem, { settings: patient }))).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringMatching(/DynamoDB could not be reached: getaddrinfo \w+ nowhere\.invalid$/),
    });
  });

  test('a server that speaks no TLS', async () => {
    const endpoint = server.endpoint.replace('http:', 'https:');
    expect(errorOf(await runInput(endpoint, getItem, { settings: patient }))).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      type: expect.stringMatching(/^(EPROTO|ERR_SSL_\w+|ECONNRESET)$/),
    });
  });
});

describe('the reasons that AWS gives are kept', () => {
  const reasons = [{ reason: 'TableReadProvisionedThroughputExceeded', resource: 'arn:aws:dynamodb:table/t' }];

  test.each([
    ['ProvisionedThroughputExceededException', 'ThrottlingReasons'],
    ['ThrottlingException', 'throttlingReasons'],
  ])('of %s', async (type, member) => {
    expect(await errorAfter({ type, body: { [member]: reasons } })).toMatchObject({ reasons });
  });

  test.each([
    [['None', 'TransactionConflict'], true],
    [['ThrottlingError', 'None'], true],
    [['ConditionalCheckFailed', 'TransactionConflict'], false],
    [['ValidationError'], false],
  ])('a transaction cancelled for %j can be tried again: %s', async (codes, retryable) => {
    const CancellationReasons = codes.map((Code) => ({ Code }));
    expect(await errorAfter({ type: 'TransactionCanceledException', body: { CancellationReasons } })).toMatchObject({
      retryable,
      reasons: CancellationReasons,
    });
  });

  test('an item among them is in the output format, as is that of a failed condition', async () => {
    const Item = { id: { S: 'a' }, image: { B: 'AQI=' } };
    const cancelled = { CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item }] };
    expect(await errorAfter({ type: 'TransactionCanceledException', body: cancelled })).toMatchObject({
      reasons: [{ Code: 'ConditionalCheckFailed', Item: { id: 'a', image: 'AQI=' } }],
    });
    expect(await errorAfter({ type: 'ConditionalCheckFailedException', body: { Item } })).toMatchObject({
      item: { id: 'a', image: 'AQI=' },
    });
  });
});

describe('a call is tried again before the job is', () => {
  const patient = jobSettings({ clients: keepClients({ ...clientSettings, maxAttempts: 3 }) });

  test('up to three times', async () => {
    const before = server.requests.length;
    server.queue(...Array.from({ length: 3 }, () => ({ type: 'InternalServerError', status: 500 })));
    expect((await runInput(server.endpoint, getItem, { settings: patient })).kind).toBe('failed');
    expect(server.requests).toHaveLength(before + 3);
  });

  test('and the tries are counted', async () => {
    server.queue({ type: 'ThrottlingException' }, 'reset', { body: { Item: { id: { S: 'a' } } } });
    const outcome = await runInput(server.endpoint, getItem, { settings: patient, headers: { resultVariable: 'r' } });
    expect(JSON.parse(outcome.variables).r.response.ResponseMetadata).toMatchObject({ Attempts: 3 });
  });
});

test.each([
  [
    new Error('Region is missing'),
    'configuration',
    /^No AWS region: expected configuration.region \(Region\) in the task, or/,
  ],
  [Object.assign(new Error('none'), { name: 'CredentialsProviderError' }), 'configuration', /^No AWS credentials/],
  [Object.assign(new Error('none'), { name: 'AbortError' }), 'connection', /^DynamoDB could not be reached: none$/],
  [
    Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL' }),
    'configuration',
    /^An AWS setting beside the worker: expected an address like https:\/\/example.com.$/,
  ],
  [new NestingError(1_000), 'execution', /^A value has more than 1000 levels of nesting.$/],
  [
    new RangeError('Maximum call stack size exceeded'),
    'execution',
    /^There is more in the job, or in an answer to it, than the worker can hold \(Maximum call stack size exceeded\).$/,
  ],
  [
    new TypeError('a mistake of ours'),
    'execution',
    /^The worker itself is at fault \(TypeError: a mistake of ours\). Please report it/,
  ],
  ['a text', 'execution', /^The worker itself is at fault \(Error: a text\). Please report it/],
  [
    Object.assign(new AggregateError([new Error('a'), new Error('b')]), { code: 'ECONNREFUSED' }),
    'connection',
    /a, b$/,
  ],
])('whatever is thrown is a failure: %s', (thrown, failureClass, message) => {
  expect(toFailure(thrown)).toMatchObject({ class: failureClass, message: expect.stringMatching(message) });
});
