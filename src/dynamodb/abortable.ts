import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KeptCredentials } from '../credentials/kept.ts';
import { type AnyCommand, nameOf } from './commands.ts';

/** A call under way, as its sender sees it. */
interface Call {
  /** Ends the call. */
  readonly signal: AbortSignal;
  /** Waits until memory has room for an answer of this many bytes. */
  readonly makeRoom?: ((bytes: number) => Promise<void>) | undefined;
}

/** The calls under way, by the input of their command. */
const calls = new WeakMap<object, Call>();
/** The calls that have been answered, by their answer. */
const answered = new WeakMap<object, Call>();
/** The sources of credentials that calls wait for, by the input of their command. */
const awaited = new WeakMap<object, KeptCredentials>();

/**
 * Lets `asCall` cut off the calls of a client. `send` has options for that, but for a call with options the SDK builds its stack
 * of middleware again, which costs a quarter of a small call.
 */
export function makeAbortable(client: DynamoDBClient): void {
  const handler = client.config.requestHandler;
  const handle = handler.handle.bind(handler);
  const requests = new WeakMap<object, Call>();
  client.middlewareStack.add(
    (next) => (args) => {
      const call = calls.get(args.input);
      if (call !== undefined) requests.set(args.request as object, call);
      return next(args);
    },
    // Next to the handler: the request is the one that is sent, and this runs once for each try.
    { step: 'deserialize', priority: 'low', name: 'abortSignal' },
  );
  handler.handle = async (request, options) => {
    const call = requests.get(request);
    if (call === undefined) return handle(request, options);
    const answer = await handle(request, { ...options, abortSignal: call.signal });
    answered.set(answer.response, call);
    return answer;
  };
}

/**
 * Makes a command, before it is sent, a part of a call. When the signal of the call aborts, a request under way is cut off, and
 * no more are sent.
 */
export function asCall<C extends Pick<AnyCommand, 'input'>>(command: C, call: Call): C {
  calls.set(command.input, call);
  return command;
}

/** Gives the call that an answer belongs to. */
export function callOf(answer: object): Call | undefined {
  return answered.get(answer);
}

/**
 * Lets a call that is aborted leave the source of its credentials. When nobody waits for a source any more, it is given up. The
 * SDK itself asks for credentials after this, when there are some.
 */
export function awaitCredentials(client: DynamoDBClient, kept: KeptCredentials, region: string | undefined): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      awaited.set(args.input, kept);
      await kept.current(region, calls.get(args.input)?.signal);
      awaited.delete(args.input);
      return next(args);
    },
    { step: 'initialize', name: 'awaitCredentials' },
  );
}

/** Says what a call under way waits for, like `an answer to Scan`. */
export function awaitedBy(command: Pick<AnyCommand, 'input'>): string {
  const source = awaited.get(command.input);
  return source === undefined ? `an answer to ${nameOf(command)}` : `credentials: ${source.name}`;
}
