import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import * as sdk from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { commandOf, type MadeCommand } from '../support/sdk-inputs.ts';
import { openTwoWays, type Recorder, startRecorder, type TwoWays } from '../support/two-ways.ts';

let recorder: Recorder;
beforeAll(async () => {
  recorder = await startRecorder();
});
afterAll(() => recorder.stop());

const NOW = Date.UTC(2026, 5, 1, 12, 0, 0);
beforeEach(() => {
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  // The time stands still, so that both ways sign and wait alike.
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  onTestFinished(() => void vi.useRealTimers());
  vi.spyOn(Math, 'random').mockReturnValue(0.05);
});

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** Answers one request. */
type Reply = (response: ServerResponse, incoming: IncomingMessage) => void;
type Headers = Readonly<Record<string, string>>;

/** Answers with a status, a body that is sent as it is or as JSON, and more headers. */
function reply(status: number, body: string | Buffer | object, headers: Headers = {}): Reply {
  return (response) => {
    const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    response.writeHead(status, {
      date: new Date().toUTCString(),
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': 'REQUEST1',
      'content-length': Buffer.byteLength(bytes),
      ...headers,
    });
    response.end(bytes);
  };
}

const refusal = (name: string, more: object = {}, status = 400, headers: Headers = {}) =>
  reply(status, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `${name} it is.`, ...more }, headers);
const good = reply(200, { Item: { id: { S: 'a' } } });
const item = {
  id: { S: 'a' },
  b: { B: 'AQID' },
  bs: { BS: ['AQ==', 'Ag=='] },
  m: { M: { l: { L: [{ NULL: true }] } } },
};
const away = (minutes: number) => ({ date: new Date(NOW + minutes * 60_000).toUTCString() });

/** Every name of an error that the SDK knows of DynamoDB. */
const modelled = Object.keys(sdk).filter(
  (name) => /(?:Exception|Exceeded|Error|NotFound|InUse)$/.test(name) && isError(name),
);
function isError(name: string): boolean {
  const made = (sdk as unknown as Record<string, { readonly prototype?: unknown }>)[name];
  return made?.prototype instanceof sdk.DynamoDBServiceException;
}

/** What may come back: answers to one try after the other. The last is given to all that follow. */
const answers: Record<string, readonly Reply[]> = {
  'an item': [reply(200, { Item: item, ConsumedCapacity: { TableName: 't', CapacityUnits: 0.5 } })],
  'no item': [reply(200, {})],
  'null in place of an item': [reply(200, { Item: null })],
  'blanks around': [reply(200, ' {"Item": {"id": {"S": "a"}}}\n')],
  'another content type': [reply(200, { Item: item }, { 'content-type': 'text/plain' })],
  'no content type': [reply(200, { Item: item }, { 'content-type': '' })],
  'a checksum': [reply(200, { Item: item }, { 'x-amz-crc32': '1' })],
  'other ids': [reply(200, {}, { 'x-amzn-requestid': '', 'x-amz-id-2': 'ID2', 'x-amz-cf-id': 'CF' })],
  'status 201': [reply(201, { Item: item })],
  'status 299': [reply(299, { Item: item })],
  chunks: [
    (response) => {
      response.write('{"Item":{"id":');
      response.end('{"S":"a"}}}');
    },
  ],
  'an early hint, then an answer': [
    (response, incoming) => {
      response.writeProcessing();
      good(response, incoming);
    },
  ],
  'a conflict with its item': [refusal('ConditionalCheckFailedException', { Item: item })],
  'a cancelled transaction with reasons': [
    refusal('TransactionCanceledException', {
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Message: 'm', Item: item }, {}],
    }),
  ],
  'throttling with reasons': [
    refusal('ThrottlingException', {
      throttlingReasons: [{ reason: 'TableReadKeyRangeThroughputExceeded', resource: 'r' }],
    }),
    good,
  ],
  'exceeded throughput with reasons': [
    refusal('ProvisionedThroughputExceededException', { ThrottlingReasons: [{ reason: 'r', resource: 'r' }] }),
    good,
  ],
  'status 429 without a body': [reply(429, ''), good],
  'status 429 of an unknown name': [refusal('NewException', {}, 429), good],
  'status 500': [refusal('InternalServerError', {}, 500), good],
  'status 500 without a body': [reply(500, ''), good],
  'status 500, for ever': [refusal('InternalServerError', {}, 500)],
  'status 501 is not tried again': [refusal('NewException', {}, 501)],
  'status 502 without a body': [reply(502, ''), good],
  'status 503': [refusal('ServiceUnavailable', {}, 503), good],
  'status 504': [refusal('GatewayTimeout', {}, 504), good],
  'status 400 with an empty object': [reply(400, {})],
  'status 404 with a name only': [reply(404, { __type: 'ResourceNotFoundException' })],
  'status 413': [refusal('RequestEntityTooLarge', {}, 413)],
  'a redirect': [reply(307, {}, { location: 'http://127.0.0.1:1/' })],
  'an unknown name': [refusal('NewException', { Detail: [1], message: 'New.' })],
  'a name with two signs': [reply(400, { __type: 'a#b#ValidationException', message: 'm' })],
  'a name without a namespace': [reply(400, { __type: 'ConditionalCheckFailedException', message: 'm' })],
  'a name in another namespace': [
    reply(400, { __type: 'com.amazon.coral.validate#ValidationException', message: 'm' }),
  ],
  'a name with a colon': [reply(400, { __type: 'ValidationException:http://internal.amazon.com/', message: 'm' })],
  'a name in code': [reply(400, { code: 'ValidationException', message: 'm' })],
  'a name in Code': [reply(400, { Code: 'ThrottlingException', Message: 'm' }), good],
  'a number as a name': [reply(400, { code: 17, message: 'm' })],
  'a name in the header': [reply(400, { message: 'm' }, { 'x-amzn-errortype': 'ThrottlingException:http://x/' }), good],
  'a name in the header, without a body': [reply(400, '', { 'x-amzn-errortype': 'ValidationException' })],
  'names in the body and in the header': [
    refusal('ValidationException', {}, 400, { 'x-amzn-errortype': 'OtherException' }),
  ],
  'Message in place of message': [reply(400, { __type: 'ValidationException', Message: 'Of the other case.' })],
  'both kinds of message': [reply(400, { __type: 'ConditionalCheckFailedException', Message: 'A', message: 'B' })],
  'no message': [reply(400, { __type: 'ConditionalCheckFailedException' })],
  'an empty message': [reply(400, { __type: 'ValidationException', message: '' })],
  'members with the names of an error’s': [
    refusal('NewException', { name: 'x', stack: 'y', $fault: 'z', $metadata: 5, cause: { a: 1 }, code: 'ECONNRESET' }),
    good,
  ],
  'a refusal that names a server time': [refusal('RequestTimeTooSkewed', { ServerTime: 'x' })],
  'Retry-After in seconds': [refusal('ThrottlingException', {}, 400, { 'retry-after': '0.05' }), good],
  'Retry-After with a date': [
    refusal('ThrottlingException', {}, 400, { 'retry-after': new Date(NOW + 1_000).toUTCString() }),
    good,
  ],
  'Retry-After that is none': [refusal('ThrottlingException', {}, 400, { 'retry-after': 'soon' }), good],
  'Retry-After of status 503': [reply(503, '', { 'retry-after': '0.03' }), good],
  'x-amz-retry-after': [refusal('ThrottlingException', {}, 400, { 'x-amz-retry-after': '40' }), good],
  'x-amz-retry-after of 0': [refusal('InternalServerError', {}, 500, { 'x-amz-retry-after': '0' }), good],
  'Retry-After of what is not tried again': [refusal('ValidationException', {}, 400, { 'retry-after': '9' })],
  'too many tries': [
    refusal('ThrottlingException'),
    refusal('InternalServerError', {}, 500),
    refusal('LimitExceededException'),
  ],
  'another error at each try': [refusal('ThrottlingException'), reply(500, ''), good],
  'throttling, then a refusal': [refusal('ThrottlingException'), refusal('ValidationException')],
  'an expired signature by a clock that is behind': [
    refusal(
      'InvalidSignatureException',
      { message: 'Signature expired: 20260601T120000Z is now earlier than …' },
      400,
      away(30),
    ),
    good,
  ],
  'a signature of a clock that is ahead': [refusal('RequestTimeTooSkewed', {}, 403, away(-20)), good],
  'a skewed clock, known by any refusal': [refusal('AccessDeniedException', {}, 400, away(5)), good],
  'a clock that is a little off': [refusal('InvalidSignatureException', {}, 400, away(3))],
  'a skewed clock in a kept answer': [refusal('RequestTimeTooSkewed', {}, 403, { ...away(20), age: '5' })],
  'an answer by another clock': [reply(200, {}, away(60))],
  'a date that is none': [refusal('RequestTimeTooSkewed', {}, 403, { date: 'yesterday' })],
  'an empty date': [refusal('RequestTimeTooSkewed', {}, 403, { date: '' })],
  'a connection that is reset': [(_, { socket }) => void socket.resetAndDestroy(), good],
  'a connection that is reset, for ever': [(_, { socket }) => void socket.resetAndDestroy()],
  'a connection that ends': [(_, { socket }) => void socket.end(), good],
  'what is no HTTP': [(_, { socket }) => void socket.end('SSH-2.0\r\n')],
  'a connection that ends with the answer': [reply(200, { Item: item }, { connection: 'close' })],
};
for (const name of modelled) {
  answers[`${name}`] = [refusal(name)];
  answers[`${name} in words of another service`] = [reply(500, { __type: name, Message: 'm', Item: item }), good];
}
for (const name of [
  'AccessDeniedException',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InternalFailure',
  'MissingAuthenticationTokenException',
  'RequestExpired',
  'SerializationException',
  'SignatureDoesNotMatch',
  'SlowDown',
  'Throttling',
  'ThrottlingError',
  'TooManyRequestsException',
  'UnknownOperationException',
  'UnrecognizedClientException',
  'ValidationException',
])
  answers[name] = [refusal(name), good];

interface Difference {
  readonly replies: readonly Reply[];
  /** Why we differ from the SDK. */
  readonly because: string;
  /** What comes out of our way. */
  readonly ours: object;
}

const NO_ITEM = 'The SDK takes it for an answer without members, so that an item seems not to exist.';
const WORDS = 'The SDK’s words are the parser’s, with a hint to look into the program; ours say what came.';
const CUT =
  'The SDK takes an answer that was cut off for one that it cannot read, with its status; ours is of the connection.';

/** Where we differ on purpose. */
const differences: Readonly<Record<string, Difference>> = {
  nothing: { replies: [reply(200, '')], because: NO_ITEM, ours: { name: 'SyntaxError', attempts: 1 } },
  'a list': { replies: [reply(200, '[]')], because: NO_ITEM, ours: { name: 'SyntaxError', attempts: 1 } },
  null: { replies: [reply(200, 'null')], because: NO_ITEM, ours: { name: 'SyntaxError', attempts: 1 } },
  'a text in place of an item': {
    replies: [reply(200, { Item: 'x' })],
    because: 'The SDK passes it on, and an operation would fail somewhere.',
    ours: { name: 'SyntaxError', message: expect.stringContaining('expected an object as Item'), attempts: 1 },
  },
  'a list in place of the item of a refusal': {
    replies: [refusal('ConditionalCheckFailedException', { Item: [] })],
    because: 'The SDK passes it on, and an operation would fail somewhere.',
    ours: { name: 'SyntaxError', attempts: 1 },
  },
  'an attribute with the name __proto__': {
    replies: [reply(200, '{"Item":{"__proto__":{"M":{"__proto__":{"B":"AQ=="}}}}}')],
    because: 'The SDK sets the prototype of the item, and loses the attribute.',
    ours: { attempts: 1 },
  },
  'a refusal as HTML': {
    replies: [reply(403, '<html>Forbidden</html>', { 'content-type': 'text/html' })],
    because: WORDS,
    ours: { name: 'SyntaxError', status: 403, attempts: 1 },
  },
  'a server error as HTML': {
    replies: [reply(502, '<html>Bad gateway</html>')],
    because: WORDS,
    ours: { name: 'SyntaxError', status: 502, attempts: 3 },
  },
  'a refusal without a body': {
    replies: [reply(403, '')],
    because: 'The SDK says that it is unknown; ours says that nothing came.',
    ours: { name: 'SyntaxError', message: 'expected a JSON object, got nothing', status: 403, attempts: 1 },
  },
  'not modified': {
    replies: [reply(304, '')],
    because: 'The SDK says that it is unknown; ours says that nothing came.',
    ours: { name: 'SyntaxError', status: 304, attempts: 1 },
  },
  'members that the API does not have': {
    replies: [reply(200, { Item: item, More: { a: [1] } })],
    because: 'The SDK copies the others; ours leaves what nobody reads where it is, which saves the copy.',
    ours: { attempts: 1 },
  },
  'what is no JSON': { replies: [reply(200, '{"Item":')], because: WORDS, ours: { name: 'SyntaxError', attempts: 1 } },
  'a compressed answer': {
    replies: [reply(200, gzipSync('{}'), { 'content-encoding': 'gzip' })],
    because: WORDS,
    ours: { name: 'SyntaxError', attempts: 1 },
  },
  'an answer that is cut off, for ever': {
    replies: [(response) => cutOff(response)],
    because: CUT,
    ours: { code: 'ECONNRESET', attempts: 3 },
  },
  'another protocol': {
    replies: [
      (_, { socket }) =>
        void socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    ],
    because: 'Our time is that of the whole answer, and says so.',
    ours: { name: 'TimeoutError', code: 'ETIMEDOUT', attempts: 3 },
  },
  'a slow answer': {
    replies: [() => {}],
    because: 'Our time is that of the whole answer, and says so.',
    ours: { name: 'TimeoutError', code: 'ETIMEDOUT', attempts: 3 },
  },
};

function cutOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 100, date: new Date().toUTCString() });
  response.write('{"Item":');
  setTimeout(() => response.socket?.resetAndDestroy(), 5);
}

/** What came out of a call, with all that somebody may look at. */
async function outcomeOf(call: () => Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    // A copy, in which binary values are what the SDK has: ours are of a class that is derived from that.
    return { value: structuredClone(await call()) };
  } catch (thrown) {
    const error = thrown as Error & { readonly $response?: { readonly statusCode: number; readonly headers: object } };
    const own = Object.getOwnPropertyNames(error).filter((name) => name !== 'stack' && name !== '$response');
    return {
      kind: error.constructor.name,
      isService: error instanceof sdk.DynamoDBServiceException,
      name: error.name,
      message: error.message,
      members: structuredClone(Object.fromEntries(own.map((name) => [name, Reflect.get(error, name)]))),
      response: error.$response && { status: error.$response.statusCode, headers: error.$response.headers },
    };
  }
}

/** What the retry strategies of the SDK know. */
interface Strategy {
  readonly capacity?: number;
  readonly standardRetryStrategy?: { readonly capacity?: number };
  readonly rateLimiter?: { readonly fillRate: number; readonly availableTokens: number };
}

interface Limiter {
  setTimeoutFn(over: () => void, milliseconds: number): void;
}

/** What a way did: what came out, what was sent, and what the client has learned. */
async function record(ways: TwoWays, way: 'sdk' | 'own', command: MadeCommand, replies: readonly Reply[]) {
  recorder.take();
  recorder.answerBy((response, incoming, number) =>
    replies[Math.min(number, replies.length) - 1]?.(response, incoming),
  );
  const { signal } = new AbortController();
  const outcome = await outcomeOf(async () =>
    way === 'sdk' ? ways.sdk.send(command as never) : ways.send(command as never, { signal }),
  );
  const { config } = ways[way];
  const strategy = (await config.retryStrategy()) as unknown as Strategy;
  const { capacity } = strategy.standardRetryStrategy ?? strategy;
  const { fillRate, availableTokens } = strategy.rateLimiter ?? {};
  const tries = recorder.take().map(({ headers }) => {
    const { 'amz-sdk-request': number, 'x-amz-date': date } = Object.fromEntries(headers);
    return { number, date };
  });
  return { outcome, tries, capacity, fillRate, availableTokens, offset: config.systemClockOffset };
}

async function bothWays(replies: readonly Reply[], requestTimeout?: number, settings: object = {}) {
  const ways = openTwoWays(recorder, keys, { maxAttempts: 3, ...settings }, requestTimeout);
  onTestFinished(() => ways.close());
  const command = commandOf('GetItem', { TableName: 't', Key: { id: { S: 'a' } } });
  const theirs = await record(ways, 'sdk', command, replies);
  const ours = await record(ways, 'own', command, replies);
  return { ours, theirs };
}

describe('what comes out, and each try, is what the SDK makes of', () => {
  test.each(Object.entries(answers))('%s', async (_, replies) => {
    const { ours, theirs } = await bothWays(replies);
    expect(theirs.tries.length).toBeGreaterThan(0);
    expect(ours).toEqual(theirs);
  });
});

test('no more is tried again once the client has used up its quota, and again when calls succeed', async () => {
  const replies = [refusal('InternalServerError', {}, 500)];
  const ways = openTwoWays(recorder, keys, { maxAttempts: 4 });
  onTestFinished(() => ways.close());
  const command = commandOf('GetItem', { TableName: 't', Key: { id: { S: 'a' } } });
  const tries = new Set<number>();
  for (let call = 0; call < 15; call++) {
    const answer = call === 13 ? [good] : replies;
    const theirs = await record(ways, 'sdk', command, answer);
    const ours = await record(ways, 'own', command, answer);
    expect(ours).toEqual(theirs);
    tries.add(ours.tries.length);
  }
  expect([...tries]).toEqual([4, 3, 1]);
});

test('in the mode adaptive, the pace is that of the SDK', async () => {
  const pace = async (way: 'sdk' | 'own') => {
    vi.setSystemTime(NOW);
    const ways = openTwoWays(recorder, keys, { maxAttempts: 3, retryMode: 'adaptive' });
    onTestFinished(() => ways.close());
    const { rateLimiter } = (await ways[way].config.retryStrategy()) as unknown as Strategy;
    // It waits for its tokens without waiting: the time goes on instead.
    vi.spyOn(rateLimiter?.constructor as unknown as Limiter, 'setTimeoutFn').mockImplementation(
      (over, milliseconds) => {
        vi.setSystemTime(Date.now() + Math.max(1, Math.ceil(milliseconds)));
        setTimeout(over, 0);
      },
    );
    const command = commandOf('GetItem', { TableName: 't', Key: { id: { S: 'a' } } });
    const seen: unknown[] = [];
    for (const replies of [
      [good],
      [refusal('ThrottlingException'), good],
      [good],
      [refusal('ThrottlingException')],
      [good],
    ])
      seen.push(await record(ways, way, command, replies), Date.now());
    return seen;
  };
  expect(await pace('own')).toEqual(await pace('sdk'));
});

test('a clock is not corrected if AWS’s settings say so', async () => {
  const expired = refusal('InvalidSignatureException', { message: 'Signature expired: …' }, 400, away(30));
  const { ours, theirs } = await bothWays([expired, good], undefined, { disableClockSkewCorrection: true });
  expect(ours).toEqual(theirs);
  expect([ours.offset, ours.tries[1]?.date]).toEqual([0, ours.tries[0]?.date]);
});

describe('what comes out is different, with a reason:', () => {
  test.each(Object.entries(differences))('%s', async (_, { replies, ours: expected }) => {
    const { ours, theirs } = await bothWays(replies, 200);
    const { value, members, response, ...others } = ours.outcome as Record<string, Record<string, object>>;
    const { attempts } = ((value ?? members)?.$metadata ?? {}) as { readonly attempts?: number };
    expect({ ...others, ...members, status: response?.status, attempts }).toMatchObject(expected);
    expect(ours.outcome).not.toEqual(theirs.outcome);
    expect([ours.tries, ours.capacity, ours.offset]).toEqual([theirs.tries, theirs.capacity, theirs.offset]);
  });
});
