import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { crc32 } from 'node:zlib';

/** A request the server saw; `operation` as in `GetItem`. */
export interface CannedRequest {
  operation: string;
  body: Record<string, unknown>;
  /** The body as it was sent. */
  text: string;
  headers: IncomingHttpHeaders;
}

/** An answer: `type` makes it an error of that name; `body` is sent as JSON, or as it is when it is text. */
export interface CannedResponse {
  status?: number;
  type?: string;
  message?: string;
  body?: object | string;
  headers?: Record<string, string>;
  delayMs?: number;
  /** Adds the header x-amz-crc32, right or wrong. */
  crc32?: 'right' | 'wrong';
}

/** `hang` never answers, `reset` cuts the connection, `garbage` answers 200 with what is no JSON. */
export type CannedAnswer = CannedResponse | 'hang' | 'reset' | 'garbage';

export type CannedDynamodb = Awaited<ReturnType<typeof startCannedDynamodb>>;

/** What a server says that lets nobody describe its tables: the worker then knows no keys. */
const DENIED: CannedAnswer = { type: 'AccessDeniedException' };

interface CannedSettings {
  readonly record?: boolean;
  /** What every DescribeTable is told, without a record of it; `as others` treats it like any request. */
  readonly describe?: CannedAnswer | 'as others';
}

/**
 * Starts a DynamoDB on 127.0.0.1 that says what it is told to: queued answers first, then those of `answer`.
 * With `record: false` it keeps no requests, and `answer` sees an empty body beside the text.
 */
export async function startCannedDynamodb(
  answer: (request: CannedRequest) => CannedAnswer | Promise<CannedAnswer> = () => ({ body: {} }),
  { record = true, describe = DENIED }: CannedSettings = {},
) {
  const requests: CannedRequest[] = [];
  const queued: CannedAnswer[] = [];
  const failures: unknown[] = [];

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readText(incoming);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const body = record ? (JSON.parse(text) as Record<string, unknown>) : {};
    const request = { operation, body, text, headers: incoming.headers };
    const given = await answerTo(request);
    if (given === 'hang') return;
    if (given === 'reset') incoming.socket.resetAndDestroy();
    else if (given === 'garbage') send(response, { body: '<html><body>no JSON</body></html>' });
    else {
      if (given.delayMs !== undefined) await delay(given.delayMs);
      send(response, given);
    }
  }

  async function answerTo(request: CannedRequest): Promise<CannedAnswer> {
    if (request.operation === 'DescribeTable' && describe !== 'as others') return describe;
    if (record) requests.push(request);
    return queued.shift() ?? (await answer(request));
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      failures.push(error);
      incoming.socket.destroy();
    });
  });
  // A client may keep a connection for longer than a busy machine lets it rest.
  server.keepAliveTimeout = 0;
  const listening = once(server, 'listening');
  server.listen(0, '127.0.0.1');
  await listening;
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server does not listen');

  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    port: address.port,
    requests,
    /** What went wrong in the server itself or in `answer`; the connection of such a request is cut. */
    failures,
    /** Adds answers for the next requests, whatever they ask for. */
    queue: (...answers: CannedAnswer[]) => void queued.push(...answers),
    /** Forgets the requests, and the answers that nobody has asked for: the next test would be given them. */
    clear(): void {
      requests.length = 0;
      queued.length = 0;
    },
    async stop(): Promise<void> {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, given: CannedResponse): void {
  const { type, message = `${type} on demand`, status = type ? 400 : 200, headers = {} } = given;
  const error = type ? { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message } : {};
  const body = typeof given.body === 'string' ? given.body : JSON.stringify({ ...error, ...given.body });
  const checked = given.crc32 ? { 'x-amz-crc32': checksum(body, given.crc32) } : {};
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
    ...checked,
    ...headers,
  });
  response.end(body);
}

function checksum(body: string, kind: 'right' | 'wrong'): string {
  const right = crc32(body);
  return String(kind === 'right' ? right : (right + 1) % 2 ** 32);
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
