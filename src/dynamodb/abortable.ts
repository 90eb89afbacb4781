import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KeptCredentials } from '../credentials/kept.ts';

type Command = Parameters<DynamoDBClient['send']>[0];

/** The signals of calls under way, by the input of their command. */
const signals = new WeakMap<object, AbortSignal>();
/** The sources of credentials that calls wait for, likewise. */
const awaited = new WeakMap<object, string>();

/**
 * Lets `abortWith` cut off the calls of a client. Options of `send` would do it too, but for a call with options the SDK
 * builds its stack of middleware anew, which costs a quarter of a small call.
 */
export function makeAbortable(client: DynamoDBClient): void {
  const handler = client.config.requestHandler;
  const handle = handler.handle.bind(handler);
  const requests = new WeakMap<object, AbortSignal>();
  client.middlewareStack.add(
    (next) => (args) => {
      const signal = signals.get(args.input);
      if (signal !== undefined) requests.set(args.request as object, signal);
      return next(args);
    },
    // Next to the handler, where a request is what is sent, and once for each try.
    { step: 'deserialize', priority: 'low', name: 'abortSignal' },
  );
  handler.handle = (request, options) => {
    const abortSignal = requests.get(request);
    return handle(request, abortSignal === undefined ? options : { ...options, abortSignal });
  };
}

/**
 * Gives a command that is about to be sent the signal that ends it: a request under way is then cut off, and none is sent any
 * more.
 */
export function abortWith<C extends Pick<Command, 'input'>>(command: C, signal: AbortSignal): C {
  signals.set(command.input, signal);
  return command;
}

/**
 * Lets a call that is aborted leave the source of its credentials, which is given up when nobody waits for it any more. The SDK's own
 * question comes after this one, when there are some.
 */
export function awaitCredentials(client: DynamoDBClient, kept: KeptCredentials, region: string | undefined): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      awaited.set(args.input, kept.name);
      await kept.current(region, signals.get(args.input));
      awaited.delete(args.input);
      return next(args);
    },
    { step: 'initialize', name: 'awaitCredentials' },
  );
}

/** What a call under way waits for, in words. */
export function awaitedBy(command: Command): string {
  const source = awaited.get(command.input);
  return source === undefined
    ? `an answer to ${command.constructor.name.replace(/Command$/, '')}`
    : `credentials: ${source}`;
}
