import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { nameIn } from './commands.ts';

/** Where a request went. */
interface Server {
  readonly address: string;
  readonly port: number;
  readonly region: string;
}

/** A call to DynamoDB under way: one `send` of a client, with all its tries. */
export interface WrappedCall {
  /** AWS's name of the command, like `GetItem`. */
  readonly command: string;
  readonly input: object;
  /** The names of its tables. Undefined if it has some, and it is not certain which. None of them shows a secret. */
  readonly tables: readonly string[] | undefined;
  /** Where the last try went; undefined before the first. */
  readonly server: Server | undefined;
}

/** Is called for each call. Makes it by `send`, once, and gives what that gives. */
export type CallWrapper = <Answer extends { readonly output: object }>(
  call: WrappedCall,
  send: () => Promise<Answer>,
) => Promise<Answer>;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** The part of a request that says where it goes. */
interface Addressed {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
}

/**
 * Lets each call of a client go through `wrap`, from its start until its last try has ended.
 * @param tablesOf gives the tables of an input, as `WrappedCall` has them
 */
export function wrapCalls(
  client: DynamoDBClient,
  tablesOf: (input: object) => WrappedCall['tables'],
  wrap: CallWrapper,
): void {
  /** By the input of the command. */
  const servers = new WeakMap<object, Server>();
  client.middlewareStack.add(
    (next, context) => (args) => {
      const { input } = args;
      const call = {
        command: nameIn(context),
        input,
        tables: tablesOf(input),
        get server() {
          return servers.get(input);
        },
      };
      return wrap(call, () => next(args));
    },
    // Around the wait for credentials.
    { step: 'initialize', priority: 'high', name: 'wrapCalls' },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      const { protocol, hostname, port = DEFAULT_PORTS[protocol] as number } = args.request as Addressed;
      servers.set(args.input, { address: hostname, port, region: await client.config.region() });
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'noteServer' },
  );
}
