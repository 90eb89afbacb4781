import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { request as requestByTls } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { buildConnector, Pool } from 'undici';
import { withTimeLimit } from '../async/deadline.ts';
import { openLookup } from '../network/lookup.ts';
import type { ProxyServer } from '../network/proxies.ts';
import { type Answer, ask, type Call } from './rest-call.ts';

/** The way to a gateway. */
export interface Way {
  /** The origin of the gateway. */
  readonly origin: string;
  /**
   * The certificates that the gateway is trusted by, and those that it is shown. If undefined, those that Node trusts, and none. They
   * are not for a proxy, which may be anybody's.
   */
  readonly secureContext: SecureContext | undefined;
  /** Undefined if the gateway is called directly. */
  readonly proxy: ProxyServer | undefined;
}

/** Connections to a gateway, which are kept for further calls. */
interface Sockets {
  ask(call: Call): Promise<Answer>;
  /** Ends all calls. */
  close(): void;
}

const CONNECT_LIMIT_MS = 10_000;
/**
 * A connection that nobody uses is closed after this time, unless the gateway has asked for a shorter one. Those before it that
 * close idle connections mostly wait for longer.
 */
const KEPT_MS = 15_000;

/**
 * Opens no connection yet: each call takes a free one, or opens another.
 * @param most how many connections there may be. Calls wait for one if all are taken
 */
export function openSockets({ origin, secureContext, proxy }: Way, most?: number): Sockets {
  const lookup = openLookup();
  const usual = { timeout: CONNECT_LIMIT_MS, lookup };
  const connect = buildConnector({ ...usual, ...(secureContext !== undefined && { secureContext }) });
  const settings = { connections: most ?? null, keepAliveTimeout: KEPT_MS };
  const close = (pool: Pool) => void pool.destroy();
  if (proxy === undefined) {
    const pool = new Pool(origin, { ...settings, connect });
    return { ask: (call) => ask(pool, call), close: () => close(pool) };
  }
  const target = new URL(origin);
  if (target.protocol === 'https:') {
    const pool = new Pool(origin, {
      ...settings,
      connect(options, callback) {
        tunnel(target, proxy, lookup).then(
          (httpSocket) => connect({ ...options, httpSocket }, callback),
          (error: Error) => callback(error, null),
        );
      },
    });
    return { ask: (call) => ask(pool, call), close: () => close(pool) };
  }
  // A proxy takes a request without TLS itself: its path is the whole address.
  const pool = new Pool(proxy.url.origin, { ...settings, connect: buildConnector(usual) });
  const added = {
    host: target.host,
    ...(proxy.authorization !== undefined && { 'proxy-authorization': proxy.authorization }),
  };
  return {
    ask: (call) => ask(pool, { ...call, path: target.origin + call.path, headers: { ...call.headers, ...added } }),
    close: () => close(pool),
  };
}

/**
 * Asks a proxy to CONNECT to a host. Gives the socket on which that host then listens.
 * https://www.rfc-editor.org/rfc/rfc9110#name-connect
 */
function tunnel(target: URL, { url, authorization, variable }: ProxyServer, lookup: LookupFunction): Promise<Socket> {
  const host = `${target.hostname}:${target.port || 443}`;
  const failed = (why: string, cause?: unknown) =>
    new Error(`The proxy ${url.origin} (${variable}) did not connect to ${host}: ${why}`, { cause });

  function send(signal: AbortSignal): ClientRequest {
    const headers = { host, ...(authorization !== undefined && { 'proxy-authorization': authorization }) };
    const options = { method: 'CONNECT', path: host, headers, agent: false, lookup, signal };
    return url.protocol === 'http:' ? request(url, options) : requestByTls(url, options);
  }

  const late = () => failed(`it did not answer within ${CONNECT_LIMIT_MS / 1_000} s`);
  return withTimeLimit(
    { milliseconds: CONNECT_LIMIT_MS, late },
    (signal) =>
      new Promise((resolve, reject) => {
        send(signal)
          .once('connect', ({ statusCode }: IncomingMessage, socket: Socket) => {
            if (statusCode === 200) return resolve(socket);
            socket.destroy();
            reject(failed(`HTTP status ${statusCode}`));
          })
          .once('error', (error) => reject(signal.aborted ? signal.reason : failed(error.message, error)))
          .end();
      }),
  );
}
