import type { ByteBudget, Holding } from '../async/byte-budget.ts';
import { unlessOverdue, withTimeLimit } from '../async/deadline.ts';
import { type Mask, maskOf } from '../connection/mask.ts';
import { isRegion } from '../connection/region.ts';
import { type CallObserver, type JobCalls, jobCalls } from '../dynamodb/calls.ts';
import type { Clients } from '../dynamodb/clients.ts';
import { Failure } from '../failure/failure.ts';
import { toFailure } from '../failure/of-aws.ts';
import type { JsonObject } from '../json/json.ts';
import type { Operation } from '../operation/operation.ts';
import { attributesDecoder } from '../operation/response.ts';
import { refuseRegion } from '../policy/faults.ts';
import type { Policy } from '../policy/policy.ts';
import type { JobRun } from './error-variable.ts';
import { headerLabels, type TaskHeaders } from './headers.ts';
import { endOf, type Outcome } from './outcome.ts';
import { type JobRequest, type ReadJob, readJob, type Waiting } from './read-job.ts';

/** The parts of a Zeebe job that decide what is done. JSON stays text until it is needed. */
export interface Job {
  readonly key: string;
  /** The physical tenant that it is of, if such are served. Those have keys of their own, which may be equal. */
  readonly physicalTenantId?: string | undefined;
  readonly retries: number;
  readonly variables: string;
  readonly customHeaders: string;
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
export async function runJob(job: Job, settings: JobSettings, signal: AbortSignal): Promise<Outcome> {
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
): Promise<Outcome> {
  const headers = settings.headersOf(job.customHeaders);
  const limit = shorter(headers.jobTimeoutMs, settings.maxJobTime);
  const { subject, secrets, outputFormat, request } = await read(memory, job, settings, limit, signal);
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
  if (request === STOPPED) return handedBack(job);
  if (headers.failure !== undefined) return endOf(headers.failure, headers, run);
  if (request instanceof Failure) return endOf(request, headers, run);
  const end = await withinTime(limit, signal, (work) =>
    perform(request, { job, run, settings, memory, ...work }),
  ).catch(toFailure);
  return end === STOPPED ? handedBack(job) : endOf(end, headers, run);
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
    return { subject: '', secrets: [], outputFormat: 'json', request: toFailure(error) };
  }
  return readJob(variables, settings.operations, settings.policy, waitingFor('its secrets', limit, signal));
}

/** Waits for something as long as the job may run. What it gives throws a Failure (connection) after that; the reason of `signal`. */
function waitingFor(what: string, { deadline, words }: JobLimit, signal: AbortSignal): Waiting {
  const late = () => new Failure('connection', `The job was not begun within ${words}, while it waited for ${what}.`);
  return (work) => withTimeLimit({ milliseconds: deadline - performance.now(), late }, work, signal);
}

function handedBack({ retries }: Job): Outcome {
  return { kind: 'failed', message: STOPPED.message, retries, backoffMs: 0, variables: '{}' };
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

/** How many times the largest result may be gathered: a result expression may keep little of it. */
const ITEMS_PER_RESULT = 16;

/** What the work of a job needs. */
interface Work {
  readonly job: Job;
  readonly run: JobRun;
  readonly settings: JobSettings;
  readonly memory: () => Holding;
  readonly signal: AbortSignal;
  readonly deadline: number;
  /** Is given the calls with which the work is done. */
  readonly watch: (calls: Pick<JobCalls, 'awaited'>) => void;
}

/** Asks DynamoDB. Gives `{action, status, response}`. */
async function perform({ call, connection }: JobRequest, work: Work): Promise<JsonObject> {
  const { job, run, settings, memory, signal, deadline, watch } = work;
  const lease = settings.clients.lease(connection);
  try {
    const observe: CallObserver = ({ output, ...seen }) =>
      settings.debug(job, { ...seen, output: output instanceof Error ? run.mask(String(output)) : output }, run.mask);
    if (connection.region === undefined) await refuseRegion(lease.client.config.region, settings.policy);
    const region = connection.region ?? (await lease.client.config.region());
    if (isRegion(region)) run.region = region;
    const { allowsAnyTable, allowsTable } = settings.policy;
    const calls = jobCalls({
      client: lease.client,
      tableKeys: lease.tableKeys,
      signIn: lease.signIn,
      signal,
      deadline,
      maxItemsBytes: ITEMS_PER_RESULT * settings.maxResultBytes,
      maxResultBytes: settings.maxResultBytes,
      memory,
      allowsTable: allowsAnyTable ? undefined : allowsTable,
      jobKey: job.physicalTenantId === undefined ? job.key : `${job.physicalTenantId} ${job.key}`,
      reached: (position) => {
        run.position = position;
      },
      done: () => {
        run.done = true;
      },
      observe: call.debug ? observe : undefined,
    });
    watch(calls);
    const response = await call.run(calls, attributesDecoder(run.outputFormat));
    run.done = true;
    response.ResponseMetadata = calls.metadata();
    return { action: call.action, status: 'OK', response };
  } finally {
    lease.release();
  }
}
