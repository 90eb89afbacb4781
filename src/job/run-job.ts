import type { ByteBudget, Holding } from '../async/byte-budget.ts';
import { type Mask, maskOf } from '../connection/mask.ts';
import type { CallObserver } from '../dynamodb/calls.ts';
import type { Clients } from '../dynamodb/clients.ts';
import type { AnyCommand } from '../dynamodb/commands.ts';
import { Failure } from '../failure/failure.ts';
import { toFailure } from '../failure/of-aws.ts';
import type { Operation } from '../operation/operation.ts';
import type { Policy } from '../policy/policy.ts';
import type { JobRun } from './error-variable.ts';
import type { TaskHeaders } from './headers.ts';
import { holdVariables, withMemory } from './memory.ts';
import { type Ending, endOf, type Outcome } from './outcome.ts';
import { perform } from './perform.ts';
import { type ReadJob, readJob } from './read-job.ts';
import { type JobLimit, limitOf, waitingFor, withinTime } from './time-limit.ts';

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
export function runJob(job: Job, settings: JobSettings, signal: AbortSignal): Promise<EndedJob> {
  return withMemory(settings.memory, (memory) => runWithin(memory, job, settings, signal));
}

/** Does a job. `memory` gives what it holds of the memory that all jobs share. */
async function runWithin(
  memory: () => Holding,
  job: Job,
  settings: JobSettings,
  signal: AbortSignal,
): Promise<EndedJob> {
  const headers = settings.headersOf(job.customHeaders);
  const limit = limitOf(headers.jobTimeoutMs, settings.maxJobTime);
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

/** Reads a job's variables when memory has room for them. Never rejects. */
async function read(
  memory: () => Holding,
  { variables }: Job,
  settings: JobSettings,
  limit: JobLimit,
  signal: AbortSignal,
): Promise<ReadJob> {
  try {
    await holdVariables(variables, memory, waitingFor('memory', limit, signal));
  } catch (error) {
    const about = { subject: '', operation: undefined, tables: [], secrets: [] };
    return { ...about, outputFormat: 'json', request: toFailure(error) };
  }
  return readJob(variables, settings.operations, settings.policy, waitingFor('its secrets', limit, signal));
}

/** Gives how a job ends that is handed back: it keeps its retries. */
export function handedBack({ retries }: Job): Ending {
  const outcome = { kind: 'failed', message: STOPPED.message, retries, backoffMs: 0, variables: '{}' } as const;
  return { outcome, failure: undefined };
}

function aboutFailure({ class: failureClass, type, requestId }: Failure, mask: Mask): EndedJob['failure'] {
  return { class: failureClass, type: type && mask(type), requestId: requestId && mask(requestId) };
}
