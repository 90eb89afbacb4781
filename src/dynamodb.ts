import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { sendUntil } from './abortable.ts';
import type { JsonObject } from './json.ts';
import type { DynamoDb } from './operation.ts';

/** Told of each request and response of a job that wants them logged. */
export type CallObserver = (call: { command: string; input: unknown; output: unknown }) => void;

/** The calls of one job: how often AWS was asked, and what it said last. */
export interface JobCalls extends DynamoDb {
  /** `response.ResponseMetadata`: of the last call, but the attempts of all. */
  metadata(): JsonObject;
}

interface Metadata {
  readonly requestId?: string | undefined;
  readonly httpStatusCode?: number | undefined;
  readonly attempts?: number | undefined;
}

/**
 * Asks DynamoDB for one job. When `signal` aborts, a call ends at once with the signal's reason, also
 * while the SDK is waiting before another try.
 */
export function jobCalls(
  client: DynamoDBClient,
  signal: AbortSignal,
  maxItemsBytes: number,
  observe?: CallObserver,
): JobCalls {
  let last: Metadata = {};
  let attempts = 0;
  let aborted: Promise<never> | undefined;

  function whenAborted(): Promise<never> {
    aborted ??= new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return aborted;
  }

  function count(metadata: Metadata | undefined): void {
    last = metadata ?? {};
    attempts += last.attempts ?? 1;
  }

  const send = async (command: Parameters<DynamoDBClient['send']>[0]) => {
    try {
      const output = await Promise.race([sendUntil(client, command, signal), whenAborted()]);
      count(output.$metadata);
      observe?.({ command: command.constructor.name, input: command.input, output });
      return output;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      count((error as { $metadata?: Metadata }).$metadata);
      observe?.({ command: command.constructor.name, input: command.input, output: error });
      throw error;
    }
  };

  return {
    send: send as DynamoDb['send'],
    maxItemsBytes,
    async pause(milliseconds) {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, milliseconds);
      });
      await Promise.race([timeout, whenAborted()]).finally(() => clearTimeout(timer));
    },
    metadata: () => ({
      RequestId: last.requestId ?? null,
      HTTPStatusCode: last.httpStatusCode ?? null,
      Attempts: attempts,
    }),
  };
}
