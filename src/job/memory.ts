import { getHeapStatistics } from 'node:v8';
import { type ByteBudget, byteBudget } from '../async/byte-budget.ts';
import { Failure } from '../failure/failure.ts';

/** What a worker does at most. */
interface MemorySettings {
  /** The limit of the heap, in bytes; undefined for that of this process. */
  readonly heap?: number;
  readonly maxJobs: number;
  readonly maxResultBytes: number;
}

const MB = 2 ** 20;
/** What the process takes without any job. */
const PROCESS_BYTES = 64 * MB;
/** A result that is reported is there as text and as the message to Zeebe. */
const COPIES_OF_RESULT = 2;
/** Not all jobs have the largest result at once. */
const MOST_OF_HEAP_FOR_RESULTS = 0.4;
/** The part of what is left that jobs may hold: the collector of garbage needs room, too. */
const PART = 0.7;
/** With less no page of DynamoDB could be read. */
const LEAST_BYTES = 32 * MB;
/** About what a page of DynamoDB takes while it is read: 1 MB of items, their JSON, and what is made of it. */
const PAGE_BYTES = 16 * MB;
/** So many bytes of the heap there are for each answer that is received at the same time. */
const HEAP_PER_ANSWER = 8 * MB;
const FEWEST_ANSWERS = 4;

const ADVICE =
  'Read less at once (limit, maxItems, maxBytes, a filterExpression or projectionExpression), let the worker do fewer jobs at ' +
  'once (DYNAMODB_WORKER_MAX_JOBS), or give it more memory (NODE_OPTIONS=--max-old-space-size=…, in MB).';

/** What the jobs of a worker may hold in memory together: what they have read and not yet given back. */
export function memoryOfJobs({
  heap = getHeapStatistics().heap_size_limit,
  maxJobs,
  maxResultBytes,
}: MemorySettings): ByteBudget {
  const results = Math.min(maxJobs * maxResultBytes * COPIES_OF_RESULT, heap * MOST_OF_HEAP_FOR_RESULTS);
  const left = heap - PROCESS_BYTES - results;
  return byteBudget({
    total: Math.max(LEAST_BYTES, Math.floor(left * PART)),
    answers: Math.max(FEWEST_ANSWERS, Math.floor(heap / HEAP_PER_ANSWER)),
    answer: PAGE_BYTES,
    tooLarge: (total) =>
      new Failure(
        'execution',
        `The items are too large for the memory of the worker, ${inMB(total)} for all jobs. ${ADVICE}`,
      ),
    full: (total) =>
      new Failure(
        'connection',
        `The memory of the worker, ${inMB(total)} for all jobs, is full with what they read. ${ADVICE}`,
      ),
  });
}

function inMB(bytes: number): string {
  return `${Math.floor(bytes / MB)} MB`;
}
