import { getHeapStatistics } from 'node:v8';
import { type ByteBudget, byteBudget, type Holding } from '../async/byte-budget.ts';
import { Failure } from '../failure/failure.ts';
import type { Waiting } from './time-limit.ts';

/** The limits of a worker. */
interface MemorySettings {
  /** The limit of the heap, in bytes. The default is that of this process. */
  readonly heap?: number;
  readonly maxJobs: number;
  readonly maxResultBytes: number;
}

const MB = 2 ** 20;
/** How much memory the process takes without any job. */
const PROCESS_BYTES = 64 * MB;
/** How many times its size a result takes while it is reported: as text, and as the message to Zeebe. */
const COPIES_OF_RESULT = 2;
/** The part of the heap that results may take at most. Not all jobs have the largest result at the same time. */
const MOST_OF_HEAP_FOR_RESULTS = 0.4;
/** The part of the remaining heap that jobs may hold. The garbage collector needs room, too. */
const PART = 0.7;
/** The least that jobs may hold. With less, no page of DynamoDB could be read. */
const LEAST_BYTES = 32 * MB;
/** About how much memory a page of DynamoDB takes while it is read: 1 MB of items, their JSON, and what is made of it. */
const PAGE_BYTES = 16 * MB;
/** How many bytes the heap has for each answer that is received at the same time. */
const HEAP_PER_ANSWER = 8 * MB;
const FEWEST_ANSWERS = 4;

const ADVICE =
  'Read less at once (limit, maxItems, maxBytes, a filterExpression or projectionExpression), let the worker do fewer jobs at ' +
  'once (DYNAMODB_WORKER_MAX_JOBS), or give it more memory (NODE_OPTIONS=--max-old-space-size=…, in MB).';

/**
 * Makes the memory that the jobs of a worker share: it holds what they have read and not yet given back. A job that needs more
 * than all of it fails (execution). When all jobs wait for each other, the youngest fails (connection).
 */
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
        `The job needs more than the memory of the worker, ${inMB(total)} for all jobs. ${ADVICE}`,
        { about: 'size' },
      ),
    full: (total) =>
      new Failure(
        'connection',
        `The memory of the worker, ${inMB(total)} for all jobs, is full with what they read. ${ADVICE}`,
      ),
  });
}

/** Does the work of a job, which may hold memory, and lets go of it at the end. */
export async function withMemory<T>(budget: ByteBudget, work: (memory: () => Holding) => Promise<T>): Promise<T> {
  let held: Holding | undefined;
  const memory = () => {
    held ??= budget.open();
    return held;
  };
  try {
    return await work(memory);
  } finally {
    held?.close();
  }
}

/** Variables with fewer characters are not counted. */
const SMALL_VARIABLES = 64 * 1024;
/** How many bytes of memory are held for each character of a job's variables: as text, as values, and as a request. */
const BYTES_PER_CHARACTER = 10;

/**
 * Waits until memory has room for what is made of a job's variables.
 * @throws Failure (connection or execution) when the worker has too little; what `wait` throws
 */
export async function holdVariables(variables: string, memory: () => Holding, wait: Waiting): Promise<void> {
  if (variables.length > SMALL_VARIABLES)
    await wait((limited) => memory().take(variables.length * BYTES_PER_CHARACTER, limited));
}

function inMB(bytes: number): string {
  return `${Math.floor(bytes / MB)} MB`;
}
