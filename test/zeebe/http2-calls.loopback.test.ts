import dns from 'node:dns';
import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { Client, credentials, status } from '@grpc/grpc-js';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../../examples/local/ports.ts';
import { grpcError } from '../../src/zeebe/grpc-error.ts';
import { openHttp2Calls } from '../../src/zeebe/http2-calls.ts';
import { callsOf, type UnaryCalls } from '../../src/zeebe/unary-calls.ts';
import { until } from '../support/until.ts';

const PATH = '/gateway_protocol.Gateway/CompleteJob';
const OK = { ':status': 200, 'content-type': 'application/grpc' };
/** A message `hi`. */
const HI = Buffer.from([0, 0, 0, 0, 2, 104, 105]);

type Answer = (stream: ServerHttp2Stream, session: ServerHttp2Session) => void;

/** A server that answers each call as told, and what it saw. */
async function serve(answer: Answer) {
  const sessions: ServerHttp2Session[] = [];
  const seen: { headers: Record<string, unknown>; message: Buffer }[] = [];
  const server: Http2Server = createServer();
  server.on('session', (session) => sessions.push(session));
  server.on('sessionError', () => {});
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      seen.push({ headers, message: Buffer.concat(chunks) });
      answer(stream, stream.session as ServerHttp2Session);
    });
  });
  // Some tests close it and listen there again: nobody else may get its port meanwhile.
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  return { port, seen, sessions, server };
}

const ours = (port: number, host = '127.0.0.1') =>
  openHttp2Calls({
    origin: `http://${host}:${port}`,
    userAgent: 'tester',
    firstBackoffMs: 50,
    longestBackoffMs: 200,
  });
const ofGrpcJs = (port: number) => callsOf(new Client(`127.0.0.1:${port}`, credentials.createInsecure()));

type Told = (error: null, addresses: readonly object[]) => void;

/** Of HTTP/2: https://www.rfc-editor.org/rfc/rfc9113#name-frame-definitions */
const [HEADERS, SETTINGS, END_STREAM, END_HEADERS] = [1, 4, 1, 4];

function frame(type: number, flags: number, stream: number, payload = Buffer.alloc(0)): Buffer {
  const head = Buffer.from([0, 0, 0, type, flags, 0, 0, 0, stream]);
  head.writeUIntBE(payload.length, 0, 3);
  return Buffer.concat([head, payload]);
}

/** A header with its name and value as they are: https://www.rfc-editor.org/rfc/rfc7541#section-6.2.2 */
function literal(name: string, value: string): Buffer {
  return Buffer.from(`\0${String.fromCharCode(name.length)}${name}${String.fromCharCode(value.length)}${value}`);
}

/** The headers of an answer with no message. They begin with `:status: 200`. */
const REFUSAL = Buffer.concat([Buffer.from([0x88]), literal('grpc-status', '8'), literal('grpc-message', 'too large')]);

/** What a call ends with: its answer, or what its error says of the job. */
async function endOf(calls: UnaryCalls): Promise<string> {
  try {
    return (await calls.call(PATH, Buffer.from('hello'), { 'x-test': 'a' })).toString();
  } catch (error) {
    return grpcError(error as Error, (error as Error).message).verdict;
  }
}

function answerWith(headers: object, body: Buffer | undefined, trailers: Record<string, string> | undefined): Answer {
  return (stream) => {
    stream.respond({ ...OK, ...headers }, { waitForTrailers: trailers !== undefined });
    if (trailers !== undefined) stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.end(body);
  };
}

const okTrailers = { 'grpc-status': '0' };
const faults: Readonly<Record<string, Answer>> = {
  'an answer': answerWith({}, HI, okTrailers),
  'an empty message': answerWith({}, Buffer.alloc(5), okTrailers),
  'a status in the first headers': (stream) => {
    stream.respond({ ...OK, 'grpc-status': '5', 'grpc-message': 'no%20such%20job' }, { endStream: true });
  },
  'no status': answerWith({}, HI, {}),
  ...Object.fromEntries(
    [...Array(16).keys()].map((code) => [
      `the status ${status[code + 1]}`,
      answerWith({}, undefined, { 'grpc-status': `${code + 1}`, 'grpc-message': 'why' }),
    ]),
  ),
  ...Object.fromEntries(
    [400, 401, 403, 404, 413, 429, 500, 502, 503, 504].map((code) => [
      `HTTP ${code}`,
      (stream: ServerHttp2Stream) => {
        stream.respond({ ':status': code, 'content-type': 'text/html' });
        stream.end('<html>');
      },
    ]),
  ),
  // Not 7: grpc-js makes such a call again for ever, as long as the connection is there.
  ...Object.fromEntries(
    [1, 2, 3, 8, 10, 11, 12, 13].map((code) => [
      `a reset with ${code}`,
      (stream: ServerHttp2Stream) => stream.close(code),
    ]),
  ),
  'a connection that is lost': (_stream, session) => session.destroy(),
  'a connection that is lost within an answer': (stream, session) => {
    stream.respond(OK);
    stream.write(HI.subarray(0, 3));
    setTimeout(() => session.destroy(), 20);
  },
};

describe('a call ends as it does by grpc-js, with', () => {
  test.concurrent.each(Object.entries(faults))('%s', async (_, answer) => {
    const { port } = await serve(answer);
    const [one, other] = [ours(port), ofGrpcJs(port)];
    const ended = await Promise.all([endOf(one), endOf(other)]);
    one.close();
    other.close();
    expect(ended[0]).toBe(ended[1]);
  });
});

test.each([
  ['no message', undefined],
  ['a message that ends early', HI.subarray(0, 6)],
  ['two messages', Buffer.concat([HI, HI])],
  ['a message that is compressed', Buffer.from([1, 0, 0, 0, 1, 0])],
])('%s is no answer', async (_, body) => {
  const { port } = await serve(answerWith({}, body, okTrailers));
  const calls = ours(port);
  await expect(calls.call(PATH, HI, {})).rejects.toMatchObject({ code: status.INTERNAL });
  calls.close();
});

test('an answer that comes in pieces is whole', async () => {
  const { port } = await serve((stream) => {
    stream.respond(OK, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(okTrailers));
    stream.write(HI.subarray(0, 3));
    setTimeout(() => stream.end(HI.subarray(3)), 20);
  });
  const calls = ours(port);
  expect(await endOf(calls)).toBe('hi');
  calls.close();
});

test('a call has the headers of gRPC and its own, and its message whole', async () => {
  const { port, seen } = await serve(answerWith({}, HI, okTrailers));
  const calls = ours(port);
  const message = Buffer.alloc(3_000_000, 'x');
  await calls.call(PATH, message, { authorization: 'Bearer token' });
  calls.close();
  expect(seen[0]?.headers).toMatchObject({
    ':method': 'POST',
    ':path': PATH,
    'content-type': 'application/grpc',
    te: 'trailers',
    'user-agent': 'tester',
    authorization: 'Bearer token',
  });
  expect(seen[0]?.message.readUInt32BE(1)).toBe(message.length);
  expect(seen[0]?.message.subarray(5).equals(message)).toBe(true);
});

test('calls share one connection; when it is lost, the next call opens another', async () => {
  const { port, sessions } = await serve(answerWith({}, HI, okTrailers));
  const calls = ours(port);
  onTestFinished(() => calls.close());
  expect(calls.state).toBe('idle');
  await Promise.all([endOf(calls), endOf(calls), endOf(calls)]);
  expect(sessions).toHaveLength(1);
  expect(calls.state).toBe('ready');
  sessions[0]?.destroy();
  await until(() => calls.state === 'idle', 'it is lost');
  expect(await endOf(calls)).toBe('hi');
  expect(sessions).toHaveLength(2);
});

test('a server that goes away ends the calls that it has begun, and the next go over another connection', async () => {
  let isGoing = false;
  const { port, sessions } = await serve((stream, session) => {
    if (!isGoing) session.goaway();
    isGoing = true;
    setTimeout(() => answerWith({}, HI, okTrailers)(stream, session), 50);
  });
  const calls = ours(port);
  onTestFinished(() => calls.close());
  expect(await Promise.all([endOf(calls), endOf(calls)])).toEqual(['hi', 'hi']);
  expect(await endOf(calls)).toBe('hi');
  expect(sessions).toHaveLength(2);
});

test('a call that the server refuses before it begins is made again', async () => {
  let asked = 0;
  const { port } = await serve((stream, session) => {
    if (asked++ === 0) stream.close(7);
    else answerWith({}, HI, okTrailers)(stream, session);
  });
  const calls = ours(port);
  onTestFinished(() => calls.close());
  expect(await endOf(calls)).toBe('hi');
  expect(asked).toBe(2);
});

test('while nobody listens, calls fail at once with the reason, and go on when somebody does', async () => {
  const { port, server } = await serve(answerWith({}, HI, okTrailers));
  await new Promise((resolve) => server.close(resolve));
  const calls = ours(port);
  onTestFinished(() => calls.close());
  await expect(calls.call(PATH, HI, {})).rejects.toThrow(/14 UNAVAILABLE: connect ECONNREFUSED/);
  expect(calls.state).toBe('failing');
  await expect(calls.call(PATH, HI, {})).rejects.toThrow(/14 UNAVAILABLE: connect ECONNREFUSED/);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  let ended = '';
  while (ended !== 'hi') ended = await endOf(calls);
});

test('a host with several addresses tells why each cannot be reached', async () => {
  const { port, server } = await serve(answerWith({}, HI, okTrailers));
  await new Promise((resolve) => server.close(resolve));
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  vi.spyOn(dns, 'lookup').mockImplementation(((_host: string, _options: object, told: Told) =>
    told(null, addresses)) as unknown as typeof dns.lookup);
  const calls = ours(port, 'gateway.test');
  onTestFinished(() => calls.close());
  await expect(calls.call(PATH, HI, {})).rejects.toThrow(
    `14 UNAVAILABLE: connect ECONNREFUSED 127.0.0.1:${port}, connect ECONNREFUSED 127.0.0.2:${port}`,
  );
});

test('what takes connections and is no gateway is not ready, and fails as what cannot be reached', async () => {
  const server = createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const calls = ours((server.address() as AddressInfo).port);
  onTestFinished(() => calls.close());
  expect(await endOf(calls)).toBe('unreachable');
  await until(() => calls.state === 'failing', 'the failure is known');
});

test('a failure to connect is forgotten after the pause, although no further call is made', async () => {
  const { port, server } = await serve(answerWith({}, HI, okTrailers));
  await new Promise((resolve) => server.close(resolve));
  const calls = ours(port);
  onTestFinished(() => calls.close());
  expect(await endOf(calls)).toBe('unreachable');
  expect(calls.state).toBe('failing');
  await until(() => calls.state === 'idle', 'the pause is over');
});

test('an answer that comes before the message is taken is the answer, also where the rest is never asked for', async () => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.write(frame(SETTINGS, 0, 0));
    // The message is larger than what a connection may send without being asked for more.
    socket.once('data', () => socket.write(frame(HEADERS, END_STREAM | END_HEADERS, 1, REFUSAL)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const calls = ours((server.address() as AddressInfo).port);
  onTestFinished(() => calls.close());
  await expect(calls.call(PATH, Buffer.alloc(1_000_000), {})).rejects.toThrow('8 RESOURCE_EXHAUSTED: too large');
});

test('an answer that never ends is refused', async () => {
  const { port } = await serve((stream) => {
    stream.respond(OK);
    const more = () => {
      while (!stream.destroyed && stream.write(Buffer.alloc(100_000)));
      stream.once('drain', more);
    };
    more();
  });
  const calls = ours(port);
  onTestFinished(() => calls.close());
  await expect(calls.call(PATH, HI, {})).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
});

test('when it is closed, no call connects any more', async () => {
  const calls = ours(1);
  calls.close();
  await expect(calls.call(PATH, HI, {})).rejects.toMatchObject({ code: status.CANCELLED });
});
