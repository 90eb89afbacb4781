import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LRUCache } from 'lru-cache';
import type { Mask } from '../connection/mask.ts';
import type { Credentials, KeptCredentials } from '../credentials/kept.ts';
import { dropIfRefused } from '../credentials/signing.ts';
import { isThrottling } from '../failure/of-aws.ts';
import { type Answer, type Protocol, readAnswer } from './answers.ts';
import { learnClock, learnClockOfError } from './clock-skew.ts';
import { type AnyCommand, nameOf, resourceOf } from './commands.ts';
import { type HttpCall, maxAnswerBytes, startCall } from './http-call.ts';
import type { CallWrapper, RequestObserver, Server } from './observers.ts';
import { type Content, contentOf, requestOf, signed } from './request.ts';
import { type TryError, withRetries } from './retries.ts';
import { amzDate } from './signature.ts';
import { findWay, type Way } from './way.ts';

/** A call under way, as its sender sees it. */
export interface Call {
  /** Ends the call. */
  readonly signal: AbortSignal;
  /** Waits until memory has room for an answer of this many bytes. */
  readonly makeRoom?: ((bytes: number) => Promise<void>) | undefined;
  /** Hides further secrets in what is told of the call: those of the job that has them in what it asks for. */
  readonly hide?: Mask | undefined;
  /** The source of credentials that is waited for. */
  awaits?: KeptCredentials | undefined;
  /** The headers of the answer, names and values by turns, as they came. */
  rawHeaders?: readonly string[];
}

/**
 * Sends a command and gives the answer, as the client of the SDK would.
 * @throws the SDK's exception of the answer; a Failure; the reason of the call's signal, at once when it aborts
 */
export type Send = <Output extends Answer>(command: Sendable<Output>, call: Call) => Promise<Output>;

/** A command whose answer is an `Output`. */
interface Sendable<Output> {
  readonly input: object;
  resolveMiddleware(...settings: never[]): (args: never) => Promise<{ readonly output: Output }>;
}

/** What a sender needs beside its client. */
interface SendSettings {
  /** What requests are signed with. */
  readonly source: Credentials | KeptCredentials;
  /** The region of the connection, if it has one. */
  readonly region: string | undefined;
  /** How many milliseconds one try may take. */
  readonly requestTimeout: number;
  /** Gives the names of the tables of a command's input, as they may be told. */
  readonly tablesOf: (input: object) => readonly string[] | undefined;
  readonly onRequest: RequestObserver | undefined;
  readonly wrapCall: CallWrapper | undefined;
}

/** For how many ways of one identity the headers are kept: tables that are named by ARN may be of several accounts. */
const MOST_WAYS = 20;

/**
 * Makes the function that sends the commands of a client.
 *
 * The SDK itself sends through a stack of some twenty functions. It makes a signer, derives the user agent and asks the rules of
 * endpoints anew for each request, which takes more time than all else of a small call. Here, the SDK is asked for what is the same
 * each time (`findWay`), and for what is different each time its own parts are used: the protocol, the handler, the retry strategy.
 */
export function openSender(client: DynamoDBClient, settings: SendSettings): Send {
  const { source, region, requestTimeout, tablesOf, onRequest, wrapCall } = settings;
  const { config } = client;
  const protocol = config.protocol as unknown as Protocol;
  const kept = 'current' in source ? source : undefined;
  const ways = new WeakMap<Credentials, LRUCache<string, Promise<Way>>>();

  async function credentialsFor(call: Call): Promise<Credentials> {
    if (kept === undefined) return source as Credentials;
    call.awaits = kept;
    const credentials = await kept.current(region, call.signal);
    call.awaits = undefined;
    return credentials;
  }

  /** A source that is renewed gives other credentials, which may be of another account. */
  function wayOf(command: AnyCommand, credentials: Credentials): Promise<Way> {
    let known = ways.get(credentials);
    if (known === undefined) {
      known = new LRUCache({ max: MOST_WAYS });
      ways.set(credentials, known);
    }
    const resource = resourceOf(command);
    const found = known.get(resource);
    if (found !== undefined) return found;
    const way = findWay(client, resource);
    known.set(resource, way);
    way.catch(() => known.delete(resource));
    return way;
  }

  async function sendAll(command: AnyCommand, call: Call, underWay: UnderWay): Promise<Answer> {
    const content = contentOf(protocol, command);
    const first = await credentialsFor(call);
    await wayOf(command, first);
    return withRetries(client, call.signal, async (attempt, maxAttempts) => {
      const credentials = attempt === 1 ? first : await credentialsFor(call);
      const way = await wayOf(command, credentials);
      return tryOnce(command, content, call, underWay, { way, credentials, attempt, maxAttempts });
    });
  }

  async function tryOnce(
    command: AnyCommand,
    content: Content,
    call: Call,
    underWay: UnderWay,
    { way, credentials, attempt, maxAttempts }: Try,
  ): Promise<Answer> {
    call.signal.throwIfAborted();
    const { operation } = content;
    const began = performance.now();
    const sentAt = Date.now();
    const offset = way.correctsClock ? config.systemClockOffset : 0;
    const headers = signed(way, content, credentials, {
      'amz-sdk-request': `attempt=${attempt}; max=${maxAttempts}`,
      'x-amz-date': amzDate(sentAt + offset),
    });
    let status: number | undefined;
    let answeredAt: number | undefined;
    const tell = (isThrottled: boolean) =>
      onRequest?.({
        command: operation.name,
        tables: told(command, call),
        status,
        seconds: (performance.now() - began) / 1000,
        isRetry: attempt > 1,
        isThrottled,
      });
    try {
      const request = requestOf(way, headers, content.body);
      underWay.server = way;
      underWay.http = startCall(config.requestHandler, request, requestTimeout, maxAnswerBytes(operation.name));
      const whole = await underWay.http.answer;
      // It may wait for memory, which says nothing of the clocks.
      answeredAt = Date.now();
      status = whole.response.statusCode;
      await call.makeRoom?.(whole.bytes.length);
      const answer = await readAnswer(client, operation, whole);
      call.rawHeaders = whole.rawHeaders;
      if (way.correctsClock) learnClock(client, whole.response, { sentAt, answeredAt });
      tell(false);
      return answer;
    } catch (thrown) {
      const error = thrown as TryError;
      tell(isThrottling(error));
      call.signal.throwIfAborted();
      if (kept !== undefined) dropIfRefused(kept, error, headers);
      if (way.correctsClock) learnClockOfError(client, error, { sentAt, answeredAt: answeredAt ?? Date.now() }, offset);
      throw error;
    }
  }

  function send(command: AnyCommand, call: Call): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { signal } = call;
      const underWay: UnderWay = { server: undefined, http: undefined };
      const abort = () => {
        reject(signal.reason);
        underWay.http?.cutOff(signal.reason);
      };
      if (signal.aborted) {
        abort();
        return;
      }
      signal.addEventListener('abort', abort, { once: true });
      const end = () => signal.removeEventListener('abort', abort);
      const sent =
        wrapCall === undefined
          ? sendAll(command, call, underWay)
          : wrapped(wrapCall, command, call, underWay, () => sendAll(command, call, underWay));
      sent.then(resolve, reject).then(end, end);
    });
  }

  function told(command: AnyCommand, { hide }: Call): readonly string[] | undefined {
    const tables = tablesOf(command.input);
    return hide === undefined ? tables : tables?.map((table) => hide(table));
  }

  async function wrapped(
    wrap: CallWrapper,
    command: AnyCommand,
    call: Call,
    underWay: UnderWay,
    work: () => Promise<Answer>,
  ) {
    const { input } = command;
    const seen = {
      command: nameOf(command),
      input,
      tables: told(command, call),
      get server() {
        return serverOf(underWay.server);
      },
    };
    return wrap(seen, work);
  }

  return send as unknown as Send;
}

/** Where a call is. */
interface UnderWay {
  /** The way of its last try. */
  server: Way | undefined;
  http: HttpCall | undefined;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

function serverOf(way: Way | undefined): Server | undefined {
  if (way === undefined) return undefined;
  const { hostname, protocol, port = DEFAULT_PORTS[protocol] as number, region } = way;
  return { address: hostname, port, region };
}

/** One try of a call. */
interface Try {
  readonly way: Way;
  readonly credentials: Credentials;
  /** From 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
}
