import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { type HttpHandler, HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Credentials, KeptCredentials } from '../../src/credentials/kept.ts';
import { providerOf } from '../../src/credentials/signing.ts';
import { guardEndpoints } from '../../src/dynamodb/endpoints.ts';
import { openSender, type Send } from '../../src/dynamodb/send.ts';

/** A request as it came over the wire. */
export interface Received {
  readonly method: string;
  readonly path: string;
  /** Names and values in their order. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

export type Recorder = Awaited<ReturnType<typeof startRecorder>>;
/** Answers a request. `number` counts the requests since the last `take`, from 1. */
export type Answering = (response: ServerResponse, incoming: IncomingMessage, number: number) => void;

/** Starts a server on loopback that keeps each request as it came, byte for byte. */
export async function startRecorder(answer: Answering = (response) => void response.end('{}')) {
  let received: Received[] = [];
  let answering = answer;
  const sockets = new Set<Socket>();
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = '', url = '', rawHeaders } = incoming;
    const headers = Array.from(
      { length: rawHeaders.length / 2 },
      (_, at) => [rawHeaders[2 * at] as string, rawHeaders[2 * at + 1] as string] as const,
    );
    received.push({ method, path: url, headers, body: Buffer.concat(chunks) });
    answering(response, incoming, received.length);
  });
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    /** The open connections. */
    sockets,
    answerBy: (other: Answering) => {
      answering = other;
    },
    /** Gives the requests since the last time. */
    take(): readonly Received[] {
      const taken = received;
      received = [];
      return taken;
    },
    async stop(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Both ways to DynamoDB: that of the SDK, untouched, and ours. */
export interface TwoWays {
  readonly sdk: DynamoDBClient;
  readonly own: DynamoDBClient;
  readonly send: Send;
  /** Where requests were meant to go, in their order. They go to the recorder. */
  readonly targets: string[];
  close(): void;
}

/** What both ways sign with: keys, or a source that is asked for each request. */
export type Source = Credentials | (() => Credentials);

/** Opens both ways with the same settings. Whatever address they call, they reach the recorder. */
export function openTwoWays(
  recorder: Recorder,
  source: Source,
  settings: DynamoDBClientConfig = {},
  requestTimeout = 60_000,
): TwoWays {
  const targets: string[] = [];
  const handlers: NodeHttpHandler[] = [];
  const region = typeof settings.region === 'string' ? settings.region : 'eu-central-1';
  const kept = typeof source === 'function' ? keptOf(source) : source;

  const clientOf = () => {
    const handler = new NodeHttpHandler({ requestTimeout, throwOnRequestTimeout: true });
    handlers.push(handler);
    const credentials = 'current' in kept ? providerOf(kept, region) : kept;
    return new DynamoDBClient({
      region,
      credentials,
      ...settings,
      requestHandler: redirected(handler, recorder, targets),
    });
  };
  const sdk = clientOf();
  const own = clientOf();
  guardEndpoints(own);
  const others = { tablesOf: () => [], onRequest: undefined, wrapCall: undefined };
  const send = openSender(own, { source: kept, region, requestTimeout, ...others });
  return {
    sdk,
    own,
    send,
    targets,
    close() {
      for (const handler of handlers) handler.destroy();
    },
  };
}

function keptOf(give: () => Credentials): KeptCredentials {
  return { name: 'The source', current: async () => give(), forget: () => true, secrets: [], close: () => {} };
}

/** The handler of the SDK, which sends to the recorder what is meant for others. */
function redirected(handler: NodeHttpHandler, { port }: Recorder, targets: string[]): HttpHandler {
  return {
    metadata: handler.metadata,
    handle(request, options) {
      const { protocol, hostname, port: meant, username, password } = request;
      targets.push(`${protocol}//${username ?? ''}:${password ?? ''}@${hostname}:${meant ?? ''}`);
      const copy = HttpRequest.clone(request);
      return handler.handle(Object.assign(copy, { protocol: 'http:', hostname: '127.0.0.1', port }), options);
    },
    destroy: () => handler.destroy(),
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
}
