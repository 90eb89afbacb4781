import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Holding } from '../async/byte-budget.ts';
import { pause } from '../async/deadline.ts';
import type { JsonObject } from '../json/json.ts';
import type { TableKeys } from '../keys/table-keys.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { askForCapacity, forgetCapacity } from './capacity.ts';
import type { Lease } from './clients.ts';
import { type AnyCommand, nameOf } from './commands.ts';
import { roomFor } from './room.ts';
import type { Call, Send } from './send.ts';

/** Is told of each request and response of a job that wants them logged. */
export type CallObserver = (call: { command: string; input: unknown; output: unknown }) => void;

/** The calls of one job. They also know how often AWS was asked, and what it said last. */
export interface JobCalls extends DynamoDb {
  /** Gives `response.ResponseMetadata`: that of the last call, with the attempts of all calls. */
  metadata(): JsonObject;
  /** Says what has been waited for longest, like `an answer to Scan`; undefined when nothing is waited for. */
  awaited(): string | undefined;
}

interface Metadata {
  readonly requestId?: string | undefined;
  readonly httpStatusCode?: number | undefined;
  readonly attempts?: number | undefined;
}

/** What the calls of one job need. */
export interface CallSettings {
  readonly send: Send;
  readonly tableKeys: TableKeys;
  readonly signIn: Lease['signIn'];
  /** When it aborts, a call ends at once with its reason, even between two tries. */
  readonly signal: AbortSignal;
  /** When the job's time is over, as `performance.now()` tells it. Infinity means no limit. */
  readonly deadline: number;
  readonly maxItemsBytes: number;
  readonly maxResultBytes: number;
  /** Gives what the job holds of the memory that all jobs share. */
  readonly memory: () => Holding;
  /** As in `DynamoDb`. */
  readonly allowsTable?: DynamoDb['allowsTable'];
  /** The key of the job, with its physical tenant if it has one. Zeebe gives it to no other job. */
  readonly jobKey: string;
  readonly reached: (position: JsonObject) => void;
  readonly done: () => void;
  readonly observe?: CallObserver | undefined;
  /** Hides further secrets in what is told of calls. */
  readonly hide?: Call['hide'];
  /** Is told of the headers of each answer: names and values by turns, as they came. */
  readonly onHeaders?: ((answer: object, rawHeaders: readonly string[]) => void) | undefined;
  /** Is told of each answer. */
  readonly onAnswer?: ((asked: AnyCommand, answer: object) => void) | undefined;
  /** Whether DynamoDB is asked for consumed capacity where the job does not ask. Only `onAnswer` sees it then. */
  readonly asksForCapacity?: boolean | undefined;
}

/** Makes the calls of one job. */
export function jobCalls(settings: CallSettings): JobCalls {
  const { tableKeys, signal, deadline, maxItemsBytes, maxResultBytes, jobKey, reached, done, observe } = settings;
  const { onAnswer, onHeaders, hide, asksForCapacity = false } = settings;
  // Each call under way listens. Node takes more than ten listeners for a leak.
  setMaxListeners(0, signal);
  let last: Metadata = {};
  let attempts = 0;
  const waits = new Set<() => string>();
  /** The bytes of memory that are held for each answer that is large. Most jobs have none, and to make a WeakMap takes long. */
  let held: WeakMap<object, number> | undefined;

  async function waitFor<T>(what: () => string, work: Promise<T>): Promise<T> {
    waits.add(what);
    try {
      return await work;
    } finally {
      // After the job is cut off, `awaited` is asked what it waited for.
      if (!signal.aborted) waits.delete(what);
    }
  }

  function count(metadata: Metadata | undefined): void {
    last = metadata ?? {};
    attempts += last.attempts ?? 1;
  }

  const send = async (command: AnyCommand) => {
    const asksInstead = asksForCapacity && askForCapacity(command);
    const room = roomFor(command, settings.memory, signal);
    try {
      await waitFor(() => 'its turn to read', room.wait());
      const call: Call = { signal, makeRoom: room.make, hide };
      const output = await waitFor(() => awaitedBy(command, call), settings.send(command, call));
      if (room.held > 0) {
        held ??= new WeakMap();
        held.set(output, room.held);
      }
      count(output.$metadata);
      onAnswer?.(command, output);
      onHeaders?.(output, call.rawHeaders ?? []);
      if (asksInstead) forgetCapacity(command, output);
      observe?.({ command: command.constructor.name, input: command.input, output });
      return output;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (room.refusal !== undefined) throw room.refusal;
      count((error as { $metadata?: Metadata }).$metadata);
      if (asksInstead) forgetCapacity(command);
      observe?.({ command: command.constructor.name, input: command.input, output: error });
      throw error;
    } finally {
      room.end();
    }
  };

  return {
    send: send as DynamoDb['send'],
    tableKeys: {
      kept: tableKeys.kept,
      describe: (tableName) => waitFor(() => keysOf(tableName), tableKeys.describe(tableName, signal)),
      async advise(tableName) {
        // Credentials first: they may take longer than advice, and the call that follows needs them anyway.
        await waitFor(() => 'credentials', settings.signIn(signal));
        return waitFor(() => keysOf(tableName), tableKeys.advise(tableName, signal));
      },
    },
    maxItemsBytes,
    maxResultBytes,
    async keepOnly(answer, bytes) {
      const before = held?.get(answer) ?? 0;
      held?.delete(answer);
      if (bytes > before) await waitFor(() => 'memory', settings.memory().take(bytes - before, signal));
      else if (before > 0) settings.memory().give(before - bytes);
    },
    beforeKeeping: (work) => settings.memory().during(work),
    allowsTable: settings.allowsTable,
    reached,
    done,
    timeLeft: () => deadline - performance.now(),
    tokenFor: (content) => tokenOf(jobKey, content),
    async pause(milliseconds, other = signal) {
      await waitFor(() => 'the time of the next call', pause(milliseconds, signal, other));
      signal.throwIfAborted();
      other.throwIfAborted();
    },
    awaited: () => waits.values().next().value?.(),
    metadata: () => ({
      RequestId: last.requestId ?? null,
      HTTPStatusCode: last.httpStatusCode ?? null,
      Attempts: attempts,
    }),
  };
}

/** Says what a call waits for, like `an answer to Scan`. */
function awaitedBy(command: AnyCommand, { awaits }: Call): string {
  return awaits === undefined ? `an answer to ${nameOf(command)}` : `credentials: ${awaits.name}`;
}

function keysOf(tableName: string): string {
  return `the keys of the table ${tableName} (DescribeTable)`;
}

/** Makes a token in the form of a UUID. The content is part of it, because a job of another cluster may have the same key. */
function tokenOf(jobKey: string, content: object): string {
  const hash = createHash('sha256')
    .update(`${jobKey} ${JSON.stringify(content)}`)
    .digest('hex');
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
