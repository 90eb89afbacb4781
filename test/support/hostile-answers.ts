import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** What is asked of the server. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The answer as it should be. */
export interface Right {
  readonly status?: number;
  readonly body: string;
}

/** Writes an answer that is wrong in its own way. */
type Hostile = (socket: Socket, right: string) => void;

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;
const withLength = (body: string | Buffer, more = '', status = '200 OK') =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status}\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n`, 'latin1'),
    Buffer.from(body),
  ]);
const chunkOf = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const half = (text: string) => text.slice(0, text.length / 2);
/** What is in it weighs so many bytes. */
const BOMB = 64 * 2 ** 20;
/** Made once, and not as small as can be: else it takes seconds. */
const bombs = {
  gzip: once(() => gzipSync(Buffer.alloc(BOMB, ' '), { level: 1 })),
  br: once(() => brotliCompressSync(Buffer.alloc(BOMB, ' '), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })),
};

function once(make: () => Buffer): () => Buffer {
  let made: Buffer | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Writes a text and keeps the connection open. */
const stall =
  (text: string): Hostile =>
  (socket) =>
    void socket.write(text);
/** Writes a text and ends the connection. */
const end =
  (text: string | Buffer): Hostile =>
  (socket) =>
    void socket.end(text);
const instead = (body: string | Buffer, status?: string, more = 'content-type: application/json\r\n') =>
  end(withLength(body, more, status));

/** Writes one text, and then another again and again, as fast as it is read. */
function endlessly(first: string, text: string): Hostile {
  const block = text.repeat(Math.ceil(65_536 / text.length));
  return (socket) => {
    const write = () => {
      while (!socket.destroyed && socket.write(block));
    };
    socket.on('drain', write);
    socket.write(first);
    write();
  };
}

/** Writes one text, and then another every few milliseconds. */
function drip(first: string, text: string): Hostile {
  return (socket) => {
    socket.write(first);
    const timer = setInterval(() => socket.write(text), 5);
    socket.on('close', () => clearInterval(timer));
  };
}

/** Writes a text and resets the connection when it has been sent. */
const reset =
  (text: string): Hostile =>
  (socket) => {
    socket.write(text);
    setImmediate(() => socket.resetAndDestroy());
  };

/** An answer that is made of the right one. */
const of =
  (answer: (right: string) => Hostile): Hostile =>
  (socket, right) =>
    answer(right)(socket, right);

/** Answers of servers that are broken, busy, wrong or mean. */
export const hostileAnswers: Readonly<Record<string, Hostile>> = {
  // Waiting.
  'nothing at all': stall(''),
  'half a status line': stall('HTTP/1.1 20'),
  'headers without an end': stall(`${OK}content-type: a`),
  'headers that drip': drip(OK, 'a: b\r\n'),
  'headers, and no body': of((right) => stall(`${OK}content-length: ${right.length}\r\n\r\n`)),
  'half of the body': of((right) => stall(`${OK}content-length: ${right.length}\r\n\r\n${half(right)}`)),
  'all of the body but the last byte': of((right) => stall(`${OK}content-length: ${right.length + 1}\r\n\r\n${right}`)),
  'a body that drips': drip(`${OK}content-length: 1000000000\r\n\r\n{"a":"`, 'a'),
  'a body of blanks that drips': drip(`${OK}content-length: 1000000000\r\n\r\n`, ' '),
  'half of a chunk': stall(`${CHUNKED}ff\r\n{`),
  'chunks that drip': drip(CHUNKED, chunkOf(' ')),
  'chunks without an end': of((right) => stall(CHUNKED + chunkOf(right))),
  'trailers without an end': of((right) => stall(`${CHUNKED}${chunkOf(right)}0\r\na: b\r\n`)),
  'a body until the connection closes, which it does not': of((right) =>
    stall(`${OK}connection: close\r\n\r\n${right}`),
  ),
  'an error whose body stalls': stall('HTTP/1.1 400 Bad Request\r\ncontent-length: 100\r\n\r\n{'),
  'a server error whose body stalls': stall('HTTP/1.1 500 Internal Server Error\r\ncontent-length: 100\r\n\r\n'),
  'a refusal whose body stalls': stall('HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\n<html>'),
  'continue, for ever': drip('', 'HTTP/1.1 100 Continue\r\n\r\n'),
  'processing, for ever and fast': endlessly('', 'HTTP/1.1 102 Processing\r\n\r\n'),
  // Without an end.
  'blanks without an end': endlessly(`${OK}\r\n`, ' '),
  'chunks of blanks without an end': endlessly(CHUNKED, chunkOf(' '.repeat(1_000))),
  'a text without an end': endlessly(`${OK}\r\n{"a":"`, 'a'),
  'a body of a terabyte': endlessly(`${OK}content-length: 1000000000000\r\n\r\n`, '['),
  'headers of no end': endlessly(OK, 'a: b\r\n'),
  'a header of a megabyte': stall(`${OK}a: ${'b'.repeat(1_000_000)}\r\ncontent-length: 2\r\n\r\n{}`),
  '10,000 headers': stall(`${OK}${'a: b\r\n'.repeat(10_000)}content-length: 2\r\n\r\n{}`),
  // Cut off.
  'the end at once': end(''),
  'a reset at once': reset(''),
  'the end after the headers': end(`${OK}content-length: 100\r\n\r\n`),
  'a reset after the headers': reset(`${OK}content-length: 100\r\n\r\n`),
  'the end within the body': of((right) => end(`${OK}content-length: ${right.length}\r\n\r\n${half(right)}`)),
  'a reset within the body': of((right) => reset(`${OK}content-length: ${right.length}\r\n\r\n${half(right)}`)),
  'the end within a chunk': end(`${CHUNKED}ff\r\n{`),
  // No HTTP.
  'no HTTP': stall('\u0015\u0003\u0001\u0000\u0002\u0002P'),
  'another version of HTTP': stall('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  'a status that is none': stall('HTTP/1.1 abc\r\n\r\n'),
  'a length that is none': stall(`${OK}content-length: -1\r\n\r\n{}`),
  'a length and chunks': stall(`${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
  'a chunk of no size': stall(`${CHUNKED}zz\r\n{}\r\n0\r\n\r\n`),
  'a chunk of a size without an end': stall(`${CHUNKED}${'f'.repeat(1_000)}\r\n{}`),
  'an unknown transfer encoding': stall(`${OK}transfer-encoding: bogus\r\n\r\n{}`),
  'another protocol': stall('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
  // Other bodies.
  'an unknown encoding': of((right) => instead(right, undefined, 'content-encoding: bogus\r\n')),
  'the right body, compressed': of((right) => instead(gzipSync(right), undefined, 'content-encoding: gzip\r\n')),
  'a gzip bomb': of(() => instead(bombs.gzip(), undefined, 'content-encoding: gzip\r\n')),
  'a brotli bomb': of(() => instead(bombs.br(), undefined, 'content-encoding: br\r\n')),
  'a body that is longer than it says': of((right) => stall(`${OK}content-length: 2\r\n\r\n{}${right}`)),
  'the right body twice': of((right) => end(Buffer.concat([withLength(right), withLength(right)]))),
  'half of JSON': of((right) => instead(half(right))),
  'a page of HTML': instead('<!doctype html><html><body>It works!</body></html>'),
  'no body': instead(''),
  'a list': instead('[]'),
  null: instead('null'),
  'a number': instead('5'),
  'null in each member': instead(
    JSON.stringify(
      Object.fromEntries(
        [
          'Item',
          'Table',
          'AccessKeyId',
          'SecretAccessKey',
          'Token',
          'Expiration',
          'roleCredentials',
          'access_token',
          'accessToken',
          'Code',
        ].map((name) => [name, null]),
      ),
    ),
  ),
  'lists in place of texts': instead(
    '{"Item":[],"Table":[],"AccessKeyId":[],"Expiration":[],"roleCredentials":[],"access_token":[]}',
  ),
  'levels without an end': instead('['.repeat(50_000)),
  'a byte order mark': of((right) => instead(`\uFEFF${right}`)),
  'no text': instead(Buffer.alloc(1_000, 0xff)),
  // Other statuses.
  'an error without words': instead('', '400 Bad Request'),
  'an error of HTML': instead('<html>Bad gateway</html>', '502 Bad Gateway'),
  'come again tomorrow': instead('{}', '503 Service Unavailable', 'retry-after: 86400\r\n'),
  'too many requests': instead('{}', '429 Too Many Requests', 'retry-after: 86400\r\n'),
  'no content': end('HTTP/1.1 204 No Content\r\n\r\n'),
  'not modified': end('HTTP/1.1 304 Not Modified\r\n\r\n'),
  'a way that leads back here': instead('', '307 Temporary Redirect', 'location: ?again\r\n'),
  'a way that leads nowhere': instead('', '302 Found', 'location: http://127.0.0.1:1/\r\n'),
  'a status of 999': instead('{}', '999 Whatever'),
};

/** A server that is right or hostile, as the test says for each request. */
export async function startHostileServer(
  answer: (asked: Asked) => { readonly right: Right; readonly hostile?: string },
) {
  /** Connections that had a hostile answer, and are still open. */
  const spoiled = new Set<Socket>();
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers, socket } = incoming;
    const { right, hostile } = answer({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
    if (hostile === undefined) {
      response.writeHead(right.status ?? 200, { 'content-length': Buffer.byteLength(right.body) }).end(right.body);
      return;
    }
    const answerSo = hostileAnswers[hostile];
    if (answerSo === undefined) throw new Error(`There is no hostile answer ${hostile}`);
    spoiled.add(socket);
    socket.on('close', () => spoiled.delete(socket));
    answerSo(socket, right.body);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    spoiled,
    async stop(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
