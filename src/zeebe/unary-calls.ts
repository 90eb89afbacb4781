import { type Client, connectivityState, Metadata, type ServiceError, type status } from '@grpc/grpc-js';
import { limitOf } from './grpc-limit.ts';
import { CALL_LIMIT_MS } from './limits.ts';

/** Headers of a call by their names, in small letters. */
export type CallHeaders = Readonly<Record<string, string>>;

/** An error of a call, with gRPC's status of it. */
export type CallError = Error & { readonly code?: status };

/** What carries the calls that have one answer. */
export interface UnaryCalls {
  /** How the connection is. One that is not used is `idle`. */
  readonly state: 'idle' | 'ready' | 'failing';
  /**
   * Sends a message, and gives that of the answer. Ends within `CALL_LIMIT_MS`.
   * @param path like `/gateway_protocol.Gateway/CompleteJob`
   * @throws CallError
   */
  call(path: string, message: Buffer, headers: CallHeaders): Promise<Buffer>;
  close(): void;
}

const same = (bytes: Buffer) => bytes;

/** Lets a client of grpc-js carry the calls: it knows proxies, and every form of an address. */
export function callsOf(client: Client): UnaryCalls {
  return {
    get state() {
      const state = client.getChannel().getConnectivityState(false);
      if (state === connectivityState.READY) return 'ready';
      return state === connectivityState.TRANSIENT_FAILURE ? 'failing' : 'idle';
    },
    call(path, message, headers) {
      const metadata = new Metadata();
      for (const name in headers) metadata.set(name, headers[name] as string);
      return new Promise((resolve, reject) => {
        withoutStack(() => {
          const call = client.makeUnaryRequest(path, same, same, message, metadata, answer);
          const limit = limitOf(call, CALL_LIMIT_MS);
          function answer(error: ServiceError | null, response?: Buffer): void {
            limit.cancel();
            if (error === null) resolve(response as Buffer);
            else reject(limit.over ?? error);
          }
        });
      });
    },
    close: () => client.close(),
  };
}

/** Does something that takes the stack of its caller for the case of an error, without taking it: it costs as much as the rest. */
function withoutStack(work: () => void): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
