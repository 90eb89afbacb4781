import type { Holding, Turn } from '../async/byte-budget.ts';
import { type AnyCommand, isReading } from './commands.ts';

/** The commands whose answers are pages, or as large as pages. */
const PAGES = new Set(['BatchGetItemCommand', 'QueryCommand', 'ScanCommand', 'TransactGetItemsCommand']);

/** The commands that have written when their answer comes. A job that got no room for it would be tried again, and write again. */
const WRITES = new Set([
  'BatchWriteItemCommand',
  'DeleteItemCommand',
  'PutItemCommand',
  'TransactWriteItemsCommand',
  'UpdateItemCommand',
]);

/** The usual limit of their answers in bytes: one item has at most 400 KB. Longer answers wait for room as others do. */
const LONG_WRITE_BYTES = 2 ** 20;

/** Answers with fewer bytes are not counted. */
const SMALL_BYTES = 64 * 1024;
/**
 * How many bytes of memory are held for each byte of an answer while it is read: for its text, what JSON.parse makes of it, and
 * the items.
 */
const BYTES_PER_BYTE = 12;

/** The room in memory for the answer to one command. */
interface Room {
  /** Waits for the turn to receive a page. Answers to other commands need no turn. */
  wait(): Promise<void>;
  /**
   * Waits for room for an answer of this many bytes, which has come.
   * @throws an Error that ends the call; `refusal` is the true one, which no retry helps
   */
  readonly make: (bytes: number) => Promise<void>;
  readonly held: number;
  readonly refusal: unknown;
  /** Ends the turn. */
  end(): void;
}

/** Makes the room for the answer to a command, from what a job holds. */
export function roomFor(command: AnyCommand, memory: () => Holding, signal: AbortSignal): Room {
  const { name } = command.constructor;
  const { Statement } = command.input as { readonly Statement?: string };
  const isPage = Statement === undefined ? PAGES.has(name) : isReading(Statement);
  const isWrite = Statement === undefined ? WRITES.has(name) : !isPage;
  let turn: Turn | undefined;
  let held = 0;
  let refusal: unknown;
  return {
    async wait() {
      if (isPage) turn = await memory().receive(signal);
    },
    async make(bytes) {
      if (bytes < SMALL_BYTES) return;
      try {
        if (isWrite && bytes <= LONG_WRITE_BYTES) memory().hold(bytes * BYTES_PER_BYTE);
        else if (turn === undefined) await memory().take(bytes * BYTES_PER_BYTE, signal);
        else await turn.take(bytes * BYTES_PER_BYTE);
        held += bytes * BYTES_PER_BYTE;
      } catch (error) {
        refusal = error;
        throw new Error('there is no room for the answer');
      }
    },
    get held() {
      return held;
    },
    get refusal() {
      return refusal;
    },
    end: () => turn?.end(),
  };
}
