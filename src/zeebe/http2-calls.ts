import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import type { SecureContextOptions } from 'node:tls';
import { status } from '@grpc/grpc-js';
import { backoff } from '../async/backoff.ts';
import { nextTurn } from '../async/slices.ts';
import { limitOf } from './grpc-limit.ts';
import { CALL_LIMIT_MS } from './limits.ts';
import type { CallError, CallHeaders, UnaryCalls } from './unary-calls.ts';

/** How a gateway is reached over HTTP/2 without grpc-js. */
export interface DirectWay {
  /** Like `http://localhost:26500`; with `https:`, TLS is used. */
  readonly origin: string;
  /** Certificates. */
  readonly tls?: Pick<SecureContextOptions, 'ca' | 'cert' | 'key'> | undefined;
  readonly userAgent: string;
  /** How long it takes after a failure until it is tried again, in milliseconds: at first, and at most. */
  readonly firstBackoffMs: number;
  readonly longestBackoffMs: number;
}

/**
 * What is on the way to an engine may drop a connection without a word when nothing is sent, and engines do not let one without calls be
 * pinged. So it is closed after this time.
 */
const IDLE_MS = 60_000;

/**
 * Carries gRPC calls over Node's own HTTP/2, which takes less than half of the time that grpc-js does: nothing is filtered, balanced or
 * deferred on the way. It connects with the first call, and again with the first one after a connection was lost.
 * https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export function openHttp2Calls({ origin, tls, userAgent, firstBackoffMs, longestBackoffMs }: DirectWay): UnaryCalls {
  let session: ClientHttp2Session | undefined;
  /** Why connections were lost. */
  const broken = new WeakMap<ClientHttp2Session, Error>();
  let failures = 0;
  let lastFailure: CallError | undefined;
  let notBefore = Number.NEGATIVE_INFINITY;
  let calls = 0;
  let isClosed = false;

  /** Gives the connection. @throws CallError while the last failure to connect is too fresh */
  function connected(): ClientHttp2Session {
    if (isClosed) throw failed(status.CANCELLED, 'the gateway is closed');
    if (session !== undefined && !session.closed && !session.destroyed) return session;
    if (lastFailure !== undefined && performance.now() < notBefore) throw lastFailure;
    const opened = connect(origin, { ...tls });
    session = opened;
    let hasConnected = false;
    opened.once('connect', () => {
      hasConnected = true;
      failures = 0;
      lastFailure = undefined;
    });
    opened.on('error', (error) => broken.set(opened, error));
    opened.once('close', () => {
      if (hasConnected) return;
      lastFailure = lost(broken.get(opened));
      notBefore = performance.now() + backoff(++failures, firstBackoffMs, longestBackoffMs);
    });
    opened.setTimeout(IDLE_MS, () => opened.close());
    opened.unref();
    return opened;
  }

  /** Makes a call on a connection. The process waits for it, but for no connection without a call. */
  async function callOn(on: ClientHttp2Session, path: string, message: Buffer, headers: CallHeaders): Promise<Buffer> {
    calls++;
    on.ref();
    try {
      return await callOnce(on, { ...headers, ':path': path, 'user-agent': userAgent }, message);
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      // A connection tells why it was lost a little later than its calls.
      if (on.destroyed) await nextTurn();
      throw lost(broken.get(on) ?? error.reason);
    } finally {
      calls--;
      if (calls === 0) on.unref();
    }
  }

  return {
    get state() {
      if (session !== undefined && !session.closed && !session.connecting) return 'ready';
      return lastFailure === undefined ? 'idle' : 'failing';
    },
    async call(...request) {
      try {
        return await callOn(connected(), ...request);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        // The gateway is about to close the connection, and has not looked at the call: it goes over another one.
        return callOn(connected(), ...request);
      }
    },
    close() {
      isClosed = true;
      session?.destroy();
    },
  };
}

/** A call that ended without an answer, because its connection did. */
class Lost extends Error {
  readonly reason: Error | undefined;

  constructor(reason: Error | undefined) {
    super('the connection was lost');
    this.reason = reason;
  }
}

/** A call that the gateway has certainly not begun. */
class Refused extends Error {
  readonly code = status.UNAVAILABLE;
}

/** The usual limit of an answer. Those of commands are empty, or a few KB. */
const MAX_ANSWER_BYTES = 4 * 2 ** 20;

/** Sends one message, and gives that of the answer. @throws CallError, Lost, Refused */
function callOnce(session: ClientHttp2Session, headers: CallHeaders, message: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ...headers,
      ':method': 'POST',
      te: 'trailers',
      'content-type': 'application/grpc',
    });
    // The connection may be dead: no other call is to go over it.
    const cancel = () => {
      stream.close(constants.NGHTTP2_CANCEL);
      session.close();
    };
    const limit = limitOf({ cancel }, CALL_LIMIT_MS);
    let thrown: Error | undefined;
    let head: IncomingHttpHeaders = {};
    let trailers: IncomingHttpHeaders | undefined;
    const chunks: Buffer[] = [];
    let bytes = 0;
    stream.on('response', (received) => {
      head = received;
    });
    stream.on('trailers', (received: IncomingHttpHeaders) => {
      trailers = received;
    });
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) stream.close(constants.NGHTTP2_CANCEL);
    });
    stream.on('error', (error) => {
      thrown = error;
    });
    stream.on('close', () => {
      limit.cancel();
      const { rstCode = constants.NGHTTP2_NO_ERROR } = stream;
      const isLost = session.destroyed || (head[':status'] === undefined && rstCode === constants.NGHTTP2_NO_ERROR);
      const error = limit.over ?? errorOf({ head, tail: trailers ?? head, rstCode, bytes }, isLost, thrown);
      const answer = error ?? messageIn(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes));
      if (answer instanceof Error) reject(answer);
      else resolve(answer);
    });
    stream.end(framed(message));
  });
}

/** What is known of a call that has ended. */
interface EndedCall {
  readonly head: IncomingHttpHeaders;
  /** The headers with gRPC's status: the trailers, or those that came first if nothing else came. */
  readonly tail: IncomingHttpHeaders;
  readonly rstCode: number;
  readonly bytes: number;
}

/** What each reason of a reset means. Others are INTERNAL. */
const resets: Readonly<Record<number, status>> = {
  [constants.NGHTTP2_CANCEL]: status.CANCELLED,
  [constants.NGHTTP2_ENHANCE_YOUR_CALM]: status.RESOURCE_EXHAUSTED,
};

/** https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md */
const httpStatuses: Readonly<Record<string, status>> = {
  400: status.INTERNAL,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.UNIMPLEMENTED,
  429: status.UNAVAILABLE,
  502: status.UNAVAILABLE,
  503: status.UNAVAILABLE,
  504: status.UNAVAILABLE,
};

/** Gives why a call failed; undefined if it did not. */
function errorOf({ head, tail, rstCode, bytes }: EndedCall, isLost: boolean, thrown?: Error): Error | undefined {
  const { 'grpc-status': said, 'grpc-message': details = '' } = tail;
  if (said === '0') return undefined;
  if (said !== undefined) return failed(Number(said), decoded(String(details)));
  if (bytes > MAX_ANSWER_BYTES) return failed(status.RESOURCE_EXHAUSTED, `more than ${MAX_ANSWER_BYTES} bytes came`);
  if (rstCode === constants.NGHTTP2_REFUSED_STREAM) return new Refused('14 UNAVAILABLE: the call was refused');
  if (isLost) return new Lost(thrown);
  if (rstCode !== constants.NGHTTP2_NO_ERROR)
    return failed(resets[rstCode] ?? status.INTERNAL, `the call was reset (${rstCode})`);
  const httpStatus = String(head[':status']);
  if (httpStatus === '200') return failed(status.UNKNOWN, 'the answer has no status');
  return failed(httpStatuses[httpStatus] ?? status.UNKNOWN, `HTTP status code ${httpStatus}`);
}

function lost(error: Error | undefined): CallError {
  return failed(status.UNAVAILABLE, error?.message ?? 'the connection was lost');
}

function failed(code: number, details: string): CallError {
  return Object.assign(new Error(`${code} ${status[code] ?? 'UNKNOWN'}: ${details}`), { code });
}

/** gRPC writes texts percent-encoded. One that is not, is what somebody else wrote. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}

/** A gRPC message begins with whether it is compressed, and its length. */
const PREFIX_BYTES = 5;

function framed(message: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, PREFIX_BYTES);
  return frame;
}

/** Gives the one message of an answer that is not compressed, as none was asked for. */
function messageIn(frame: Buffer): Buffer | CallError {
  const isOne = frame.length >= PREFIX_BYTES && frame[0] === 0 && frame.readUInt32BE(1) === frame.length - PREFIX_BYTES;
  return isOne ? frame.subarray(PREFIX_BYTES) : failed(status.INTERNAL, 'the answer is not one message');
}
