import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { answers, away, good, item, NOW, type Reply, refusal, reply } from '../support/aws-replies.ts';
import { commandOf, type MadeCommand } from '../support/sdk-inputs.ts';
import { openTwoWays, type Recorder, type Source, startRecorder, type TwoWays } from '../support/two-ways.ts';

let recorder: Recorder;
beforeAll(async () => {
  recorder = await startRecorder();
});
afterAll(() => recorder.stop());

beforeEach(() => {
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  // The time stands still, so that both ways sign and wait alike.
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  onTestFinished(() => void vi.useRealTimers());
  vi.spyOn(Math, 'random').mockReturnValue(0.05);
});

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

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
      isService: error instanceof DynamoDBServiceException,
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

/** A strategy that cannot be made knows nothing. */
const noStrategy = () => ({});

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
  const strategy = (await config.retryStrategy().catch(noStrategy)) as unknown as Strategy;
  const { capacity } = strategy.standardRetryStrategy ?? strategy;
  const { fillRate, availableTokens } = strategy.rateLimiter ?? {};
  const tries = recorder.take().map(({ headers }) => {
    const { 'amz-sdk-request': number, 'x-amz-date': date } = Object.fromEntries(headers);
    return { number, date };
  });
  return { outcome, tries, capacity, fillRate, availableTokens, offset: config.systemClockOffset };
}

const getItem = commandOf('GetItem', { TableName: 't', Key: { id: { S: 'a' } } });

async function bothWays(
  replies: readonly Reply[],
  requestTimeout?: number,
  settings: object = {},
  command = getItem,
  source: Source = keys,
) {
  const ways = openTwoWays(recorder, source, { maxAttempts: 3, ...settings }, requestTimeout);
  onTestFinished(() => ways.close());
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

const capacity = { TableName: 't', CapacityUnits: 1.5, Table: { CapacityUnits: 1 }, GlobalSecondaryIndexes: { i: {} } };
const metrics = { ItemCollectionKey: { id: { S: 'a' } }, SizeEstimateRangeGB: [0, 1.5] };
const table = {
  TableName: 't',
  TableStatus: 'ACTIVE',
  CreationDateTime: 1_700_000_000.125,
  ItemCount: 9_007_199_254_740_991,
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  ProvisionedThroughput: { LastIncreaseDateTime: 0, ReadCapacityUnits: 1 },
  More: 1,
};

describe('the answer to each command is that of the SDK:', () => {
  test.each<[string, object]>([
    ['PutItem', { Attributes: item, ConsumedCapacity: capacity, ItemCollectionMetrics: metrics }],
    ['UpdateItem', { Attributes: item, ItemCollectionMetrics: null }],
    ['DeleteItem', {}],
    ['Query', { Items: [item, item], Count: 2, ScannedCount: 3, LastEvaluatedKey: { b: { B: 'AQ==' } } }],
    ['Scan', { Items: [], Count: 0, ScannedCount: 0, ConsumedCapacity: capacity }],
    ['ExecuteStatement', { Items: [{}, item], NextToken: 'n', LastEvaluatedKey: { b: { B: 'AQ==' } } }],
    ['BatchGetItem', { Responses: { t: [item] }, UnprocessedKeys: { t: { Keys: [{ b: { B: 'AQ==' } }] } } }],
    [
      'BatchWriteItem',
      {
        UnprocessedItems: { t: [{ PutRequest: { Item: item } }, { DeleteRequest: { Key: item } }] },
        ItemCollectionMetrics: { t: [metrics] },
        ConsumedCapacity: [capacity],
      },
    ],
    ['TransactGetItems', { Responses: [{ Item: item }, {}], ConsumedCapacity: [capacity] }],
    ['TransactWriteItems', { ItemCollectionMetrics: { t: [metrics] } }],
    ['DescribeTable', { Table: table }],
    ['CreateTable', { TableDescription: table }],
    ['UpdateTable', { TableDescription: table }],
    ['DeleteTable', { TableDescription: table }],
    ['ListTables', { TableNames: ['a'], LastEvaluatedTableName: 'a', More: null }],
    ['DescribeTimeToLive', { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'a' } }],
    ['UpdateTimeToLive', { TimeToLiveSpecification: { Enabled: true, AttributeName: 'a' } }],
  ])('%s', async (name, body) => {
    const { ours, theirs } = await bothWays([reply(200, body)], undefined, {}, commandOf(name, {}));
    expect(ours).toEqual(theirs);
    expect(ours.outcome).toHaveProperty('value');
  });
});

describe('what keeps a call from being sent is what the SDK says:', () => {
  const fails = (error: Error) => () => {
    throw error;
  };
  const circular: { L: unknown[] } = { L: [] };
  circular.L.push(circular);
  test.each<[string, { readonly settings?: object; readonly key?: object; readonly source?: Source }]>([
    ['no region', { settings: { region: async () => fails(new Error('Region is missing'))() } }],
    ['a region that is none', { settings: { region: 'a/b' } }],
    ['no credentials', { source: fails(Object.assign(new Error('none'), { name: 'CredentialsProviderError' })) }],
    ['credentials that came too late', { source: fails(Object.assign(new Error('late'), { name: 'TimeoutError' })) }],
    ['keys that no header can have', { source: { accessKeyId: 'a\n', secretAccessKey: 'b' } }],
    ['a token that no header can have', { source: { ...keys, sessionToken: 'a\nb' } }],
    ['a key within itself', { key: circular }],
    ['tries that nobody knows', { settings: { maxAttempts: async () => fails(new Error('no number'))() } }],
  ])('%s', async (_, { settings, key = {}, source }) => {
    const command = commandOf('GetItem', { TableName: 't', Key: { id: key } });
    const { ours, theirs } = await bothWays([good], undefined, settings, command, source);
    expect(ours.tries).toEqual([]);
    expect(ours).toEqual(theirs);
  });
});

test('no more is tried again once the client has used up its quota, and again when calls succeed', async () => {
  const replies = [refusal('InternalServerError', {}, 500)];
  const ways = openTwoWays(recorder, keys, { maxAttempts: 4 });
  onTestFinished(() => ways.close());
  const tries = new Set<number>();
  for (let call = 0; call < 15; call++) {
    const answer = call === 13 ? [good] : replies;
    const theirs = await record(ways, 'sdk', getItem, answer);
    const ours = await record(ways, 'own', getItem, answer);
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
    const seen: unknown[] = [];
    for (const replies of [
      [good],
      [refusal('ThrottlingException'), good],
      [good],
      [refusal('ThrottlingException')],
      [good],
    ])
      seen.push(await record(ways, way, getItem, replies), Date.now());
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
