import type { ByteBudget, Holding } from '../async/byte-budget.ts';
import { unlessOverdue, withTimeLimit } from '../async/deadline.ts';
import { type Mask, maskOf } from '../connection/mask.ts';
import type { CallObserver, JobCalls } from '../dynamodb/calls.ts';
import type { Clients } from '../dynamodb/clients.ts';
import type { AnyCommand } from '../dynamodb/commands.ts';
import { Failure } from '../failure/failure.ts';
import { toFailure } from '../failure/of-aws.ts';
import type { Operation } from '../operation/operation.ts';
import type { Policy } from '../policy/policy.ts';
import type { JobRun } from './error-variable.ts';
import { headerLabels, type TaskHeaders } from './headers.ts';
import { type Ending, endOf, type Outcome } from './outcome.ts';
import { perform, type Work } from './perform.ts';
import { type ReadJob, readJob, type Waiting } from './read-job.ts';

/** The parts of a Zeebe job that decide what is done. JSON stays text until it is needed. */
export interface Job {
  readonly key: string;
  /** The physical tenant that it is of, if such are served. Those have keys of their own, which may be equal. */
  readonly physicalTenantId?: string | undefined;
  readonly retries: number;
  readonly variables: string;
  readonly customHeaders: string;
}

/** How a job has ended, and what its operator may want to know of it. */
export interface EndedJob extends Pick<ReadJob, 'operation' | 'tables'> {
  readonly outcome: Outcome;
  /** Undefined if DynamoDB was not asked in any region. */
  readonly region: string | undefined;
  /**
   * Why the operation failed or its result could not be given, even if the error expression ignored it. Undefined if nothing
   * failed, and of a job that is handed back.
   */
  readonly failure: Pick<Failure, 'class' | 'type' | 'requestId'> | undefined;
  /** Whether it was cut off and keeps its retries, because the worker stops or has the job no more. */
  readonly isHandedBack: boolean;
}

/** What all jobs of a worker share. */
export interface JobSettings {
  /** The operations that jobs may ask for, by their ids. */
  readonly operations: ReadonlyMap<string, Operation>;
  readonly clients: Clients;
  /** What the operator allows the jobs of a tenant. */
  readonly policy: Policy;
  readonly headersOf: (customHeaders: string) => TaskHeaders;
  /** Texts of the worker's own settings that no message may show. */
  readonly secrets: readonly string[];
  /** The largest result that a job may complete with, in bytes of JSON. */
  readonly maxResultBytes: number;
  /** The longest that any job may run, in milliseconds. */
  readonly maxJobTime: number;
  /** The memory that all jobs share. */
  readonly memory: ByteBudget;
  /** Is told of the calls of jobs that ask for it, and how their secrets are hidden. */
  readonly debug: (job: Job, call: Parameters<CallObserver>[0], mask: Mask) => void;
  /** Is told of each answer that DynamoDB gives to a job of an operation, what was asked, and how the job's secrets are hidden. */
  readonly onAnswer?: ((operation: string, asked: AnyCommand, answer: object, mask: Mask) => void) | undefined;
  /** Whether DynamoDB is asked for consumed capacity where a job does not ask. The job does not see it then. */
  readonly asksForCapacity: boolean;
}

/** The reason with which a job's signal aborts when the worker stops. */
export const STOPPED = new Failure(
  'connection',
  'The worker was stopped before the job was done; the job is handed back.',
);

/**
 * Does one job, and gives how it ends. Never throws. When `signal` aborts, the work is cut off and the job fails. If the reason
 * is `STOPPED`, the job keeps its retries.
 */
export async function runJob(job: Job, settings: JobSettings, signal: AbortSignal): Promise<EndedJob> {
  let held: Holding | undefined;
  const memory = () => {
    held ??= settings.memory.open();
    return held;
  };
  try {
    return await runWithin(memory, job, settings, signal);
  } finally {
    held?.close();
  }
}

/** Does a job. `memory` gives what it holds of the memory that all jobs share. */
async function runWithin(
  memory: () => Holding,
  job: Job,
  settings: JobSettings,
  signal: AbortSignal,
): Promise<EndedJob> {
  const headers = settings.headersOf(job.customHeaders);
  const limit = shorter(headers.jobTimeoutMs, settings.maxJobTime);
  const { subject, operation, tables, secrets, outputFormat, request } = await read(
    memory,
    job,
    settings,
    limit,
    signal,
  );
  const run: JobRun = {
    subject,
    mask: maskOf([...secrets, ...settings.secrets]),
    region: undefined,
    outputFormat,
    retries: job.retries,
    maxResultBytes: settings.maxResultBytes,
    position: null,
    done: false,
  };
  const ended = ({ outcome, failure }: Ending, isHandedBack = false): EndedJob => ({
    outcome,
    operation,
    // Only when they are read: to look for secrets takes longer than all else that is done at the end of a job.
    get tables() {
      return tables.map((table) => run.mask(table));
    },
    region: run.region,
    failure: failure && aboutFailure(failure, run.mask),
    isHandedBack,
  });
  if (request === STOPPED) return ended(handedBack(job), true);
  if (headers.failure !== undefined) return ended(endOf(headers.failure, headers, run));
  if (request instanceof Failure) return ended(endOf(request, headers, run));
  const end = await withinTime(limit, signal, (work) =>
    perform(request, { job, run, settings, memory, ...work }),
  ).catch(toFailure);
  return end === STOPPED ? ended(handedBack(job), true) : ended(endOf(end, headers, run));
}

/** Variables with fewer characters are not counted. */
const SMALL_VARIABLES = 64 * 1024;
/** How many bytes of memory are held for each character of a job's variables: as text, as values, and as a request. */
const BYTES_PER_CHARACTER = 10;

/** Reads a job's variables when memory has room for them. Never rejects. */
async function read(
  memory: () => Holding,
  { variables }: Job,
  settings: JobSettings,
  limit: JobLimit,
  signal: AbortSignal,
): Promise<ReadJob> {
  try {
    if (variables.length > SMALL_VARIABLES) {
      const take = (limited: AbortSignal) => memory().take(variables.length * BYTES_PER_CHARACTER, limited);
      await waitingFor('memory', limit, signal)(take);
    }
  } catch (error) {
    const about = { subject: '', operation: undefined, tables: [], secrets: [] };
    return { ...about, outputFormat: 'json', request: toFailure(error) };
  }
  return readJob(variables, settings.operations, settings.policy, waitingFor('its secrets', limit, signal));
}

/** Waits for something as long as the job may run. What it gives throws a Failure (connection) after that; the reason of `signal`. */
function waitingFor(what: string, { deadline, words }: JobLimit, signal: AbortSignal): Waiting {
  const late = () => new Failure('connection', `The job was not begun within ${words}, while it waited for ${what}.`);
  return (work) => withTimeLimit({ milliseconds: deadline - performance.now(), late }, work, signal);
}

function handedBack({ retries }: Job): Ending {
  const outcome = { kind: 'failed', message: STOPPED.message, retries, backoffMs: 0, variables: '{}' } as const;
  return { outcome, failure: undefined };
}

function aboutFailure({ class: failureClass, type, requestId }: Failure, mask: Mask): EndedJob['failure'] {
  return { class: failureClass, type: type && mask(type), requestId: requestId && mask(requestId) };
}

interface JobLimit {
  /** When the job's time is over, as `performance.now()` tells it. */
  readonly deadline: number;
  /** The setting that gives the limit, and how long it is, for the message. */
  readonly words: string;
}

/** Gives the limit from now on: that of the task, or that of the operator if it is shorter. A task cannot lengthen it. */
function shorter(jobTimeoutMs: number | undefined, maxJobTime: number): JobLimit {
  const [milliseconds, name] =
    jobTimeoutMs === undefined || jobTimeoutMs > maxJobTime
      ? [maxJobTime, 'DYNAMODB_WORKER_MAX_JOB_TIME']
      : [jobTimeoutMs, `the jobTimeout (${headerLabels.jobTimeout})`];
  return { deadline: performance.now() + milliseconds, words: `${name} of ${milliseconds / 1000} s` };
}

/** How long a job that was cut off may take to say how far it has come. Its own code may not look at the signal at all. */
const CUT_OFF_GRACE_MS = 1_000;

/**
 * Does the work of a job. Gives up waiting for it when its time is over or its signal aborts.
 * @throws what the work throws; Failure (connection) when the time is over; the reason of `signal`
 */
function withinTime<T>(
  { deadline, words }: JobLimit,
  signal: AbortSignal,
  perform: (work: Pick<Work, 'signal' | 'deadline' | 'watch'>) => Promise<T>,
): Promise<T> {
  let awaited: () => string | undefined = () => undefined;
  const late = () => {
    const what = awaited();
    const waiting = what === undefined ? '' : `, while it waited for ${what}`;
    const message = `not done within ${words}${waiting}, and cut off; it may have been done or not.`;
    return new Failure('connection', message);
  };
  const watch = (calls: Pick<JobCalls, 'awaited'>) => {
    awaited = calls.awaited;
  };
  return withTimeLimit(
    { milliseconds: deadline - performance.now(), late },
    (limited) => unlessOverdue(perform({ signal: limited, deadline, watch }), CUT_OFF_GRACE_MS, limited),
    signal,
  );
}
