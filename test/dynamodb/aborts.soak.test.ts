import { getEventListeners } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { DynamoDBClient, type DynamoDBClientConfig, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { KeptCredentials } from '../../src/credentials/kept.ts';
import { providerOf } from '../../src/credentials/signing.ts';
import { type Call, openSender } from '../../src/dynamodb/send.ts';
import { inLongForm } from '../support/long-form.ts';
import { type Answering, type Recorder, startRecorder } from '../support/two-ways.ts';
import { until } from '../support/until.ts';

const ANSWER = '{"Item":{"id":{"S":"a"}}}';
const good: Answering = (response) => void response.end(ANSWER);

let recorder: Recorder;
beforeEach(async () => {
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  recorder = await startRecorder(good);
});
afterEach(() => recorder.stop());

const never = () => new Promise<never>(() => {});
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

interface Place {
  readonly settings?: DynamoDBClientConfig;
  readonly current?: KeptCredentials['current'];
  readonly handler?: ConstructorParameters<typeof NodeHttpHandler>[0];
}

function open({ settings, current = async () => keys, handler }: Place = {}) {
  const source: KeptCredentials = { name: 'The source', current, forget: () => true, secrets: [], close: () => {} };
  const requestHandler = new NodeHttpHandler(handler);
  onTestFinished(() => requestHandler.destroy());
  const region = 'eu-central-1';
  const credentials = providerOf(source, region);
  const client = new DynamoDBClient({ region, endpoint: recorder.endpoint, credentials, ...settings, requestHandler });
  const others = { tablesOf: () => [], onRequest: undefined, wrapCall: undefined };
  return { client, send: openSender(client, { source, region, requestTimeout: 60_000, ...others }) };
}

/** Begins a call that can be aborted. `settled` says how it ended, when it has. */
function begin(send: ReturnType<typeof open>['send'], more: Partial<Call> = {}) {
  const controller = new AbortController();
  const { signal } = controller;
  const state: { settled?: unknown } = {};
  const command = new GetItemCommand({ TableName: 't', Key: { id: { S: 'a' } } });
  const ended = send(command, { signal, ...more }).then(
    (answer) => {
      state.settled = answer;
    },
    (error: unknown) => {
      state.settled = error;
    },
  );
  return { controller, signal, state, ended };
}

/** Why a call is aborted. Nothing may be written to it. */
const frozenReason = () => Object.freeze(Object.assign(new Error('enough'), { name: 'Enough' }));
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

/** Aborts a call, and checks that it ends at once and leaves nothing at its signal. */
async function abortAtOnce({ controller, signal, state }: ReturnType<typeof begin>) {
  const reason = frozenReason();
  controller.abort(reason);
  await turn();
  expect(state.settled).toBe(reason);
  await turn();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
}

/** Whether no request of a client is under way or waits for a socket. */
function isIdle({ config }: DynamoDBClient): boolean {
  const { httpAgent } =
    (config.requestHandler as unknown as { readonly config?: { readonly httpAgent?: Agent } }).config ?? {};
  const { sockets = {}, requests = {} } = httpAgent ?? {};
  return Object.keys(sockets).length + Object.keys(requests).length === 0;
}

interface Agent {
  readonly sockets: Readonly<Record<string, readonly Socket[]>>;
  readonly requests: Readonly<Record<string, readonly unknown[]>>;
}

describe.each(['standard', 'adaptive'] as const)('an aborted call ends at once, in the mode %s:', (retryMode) => {
  const opened = (place: Place = {}) => open({ ...place, settings: { retryMode, ...place.settings } });

  test('before it begins', async () => {
    const { send } = opened();
    const reason = frozenReason();
    await expect(
      send(new GetItemCommand({ TableName: 't', Key: {} }), { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    expect(recorder.take()).toEqual([]);
  });

  test('while it waits for credentials', async () => {
    const { send } = opened({ current: never });
    const call = begin(send);
    await turn();
    await abortAtOnce(call);
  });

  test('while it waits for the way', async () => {
    const { send } = opened({ settings: { region: never } });
    const call = begin(send);
    await turn();
    await abortAtOnce(call);
  });

  test('while it connects', async () => {
    const looked: string[] = [];
    const lookup = (host: string) => void looked.push(host);
    const { client, send } = opened({
      settings: { endpoint: 'http://nowhere.test' },
      handler: { httpAgent: { lookup: lookup as never } },
    });
    const call = begin(send);
    await until(() => looked.length > 0, 'it looks for the address');
    const before = timers();
    await abortAtOnce(call);
    await until(() => isIdle(client), 'nothing is sent any more');
    expect(timers()).toBeLessThan(before);
  });

  test('while it waits for a socket', async () => {
    const { client, send } = opened({ handler: { httpAgent: { maxSockets: 1, keepAlive: true } } });
    recorder.answerBy(() => {});
    const first = begin(send);
    await until(() => recorder.sockets.size === 1, 'the first call has the socket');
    const second = begin(send);
    await delay(20);
    await abortAtOnce(second);
    await abortAtOnce(first);
    await until(() => isIdle(client), 'nothing is sent any more');
    await until(() => recorder.sockets.size === 0, 'the socket is closed');
  });

  const halfway: Readonly<Record<string, Answering>> = {
    'while it waits for an answer': () => {},
    'after the headers': (response) => void response.writeHead(200, { 'content-length': 100 }).flushHeaders(),
    'within the body': (response) => void response.writeHead(200, { 'content-length': 100 }).write(ANSWER),
    'within the body of a refusal': (response) => void response.writeHead(400, { 'content-length': 100 }).write('{'),
  };
  test.each(Object.entries(halfway))('%s', async (_, answer) => {
    const { client, send } = opened();
    recorder.answerBy(answer);
    const call = begin(send);
    await until(() => recorder.take().length > 0, 'the request has come');
    await delay(10);
    expect(isIdle(client)).toBe(false);
    const before = timers();
    await abortAtOnce(call);
    await until(() => recorder.sockets.size === 0, 'the connection is closed');
    await until(() => isIdle(client), 'nothing is sent any more');
    expect(timers()).toBeLessThan(before);
  });

  test('while it waits for room for its answer', async () => {
    const { send } = opened();
    let asked = 0;
    const call = begin(send, {
      makeRoom: (bytes) => {
        asked = bytes;
        return never();
      },
    });
    await until(() => asked > 0, 'the answer has come');
    await abortAtOnce(call);
  });

  test('between two tries, and nothing is sent any more', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999);
    const { send } = opened();
    recorder.answerBy((response) => void response.writeHead(500).end('{}'));
    const call = begin(send);
    await until(() => recorder.take().length > 0, 'the first try has come');
    await delay(10);
    await abortAtOnce(call);
    // The strategy of the SDK cannot be told, and waits to its end.
    await delay(50);
    expect(recorder.take()).toEqual([]);
  });
});

test('in the mode adaptive, a call that waits for its turn ends at once, and is never sent', async () => {
  const { client, send } = open({ settings: { retryMode: 'adaptive', maxAttempts: 1 } });
  recorder.answerBy((response) => {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end('{"__type":"ThrottlingException"}');
  });
  await begin(send).ended;
  const { rateLimiter } = (await client.config.retryStrategy()) as unknown as { rateLimiter: { enabled: boolean } };
  expect(rateLimiter.enabled).toBe(true);
  recorder.take();
  const waiting = begin(send);
  await delay(20);
  expect(waiting.state.settled).toBeUndefined();
  await abortAtOnce(waiting);
  await delay(2_500);
  expect(recorder.take()).toEqual([]);
});

/** Answers that come in parts, with pauses. */
const pieces: readonly Answering[] = [
  good,
  (response) => void setTimeout(() => response.end(ANSWER), 2),
  (response) => {
    response.writeHead(200, { 'content-length': ANSWER.length }).write(ANSWER.slice(0, 9));
    setTimeout(() => response.end(ANSWER.slice(9)), 2);
  },
  (_, { socket }) => void socket.resetAndDestroy(),
  (response) => void response.writeHead(500).end('{}'),
];

const CALLS = inLongForm(5_000, 250);

test(`${CALLS} calls that are aborted at any instant leave nothing behind`, async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.1);
  const { client, send } = open({
    settings: { maxAttempts: 2 },
    handler: { httpAgent: { keepAlive: true, maxSockets: 8 } },
  });
  let number = 0;
  recorder.answerBy((...given) => pieces[number++ % pieces.length]?.(...given));
  await begin(send).ended;
  const ended = { aborted: 0, done: 0 };
  const before = timers();
  const instants = fc.sample(fc.nat({ max: 60 }), { seed: 15, numRuns: CALLS });
  await inTurns(instants, async (turns) => {
    const call = begin(send);
    for (let each = 0; each < turns && call.state.settled === undefined; each++) await turn();
    if (call.state.settled === undefined) {
      ended.aborted++;
      await abortAtOnce(call);
    } else {
      ended.done++;
      expect(getEventListeners(call.signal, 'abort')).toEqual([]);
    }
  });
  expect(ended.aborted).toBeGreaterThan(CALLS / 100);
  expect(ended.done).toBeGreaterThan(CALLS / 100);
  recorder.answerBy(good);
  await until(() => isIdle(client), 'nothing is sent any more');
  await until(() => timers() <= before, 'no timer is left');
  const last = begin(send);
  await last.ended;
  expect(last.state.settled).toMatchObject({ Item: { id: { S: 'a' } } });
});

/** Does work for all, some at the same time. */
async function inTurns<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const rest = [...all];
  const some = async () => {
    for (let one = rest.pop(); one !== undefined; one = rest.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: 4 }, some));
}
