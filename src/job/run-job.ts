import { mask } from '../connection/mask.ts';
import { type CallObserver, jobCalls } from '../dynamodb/calls.ts';
import type { Clients } from '../dynamodb/clients.ts';
import { Failure } from '../failure/failure.ts';
import { toFailure } from '../failure/of-aws.ts';
import type { JsonObject } from '../json/json.ts';
import { attributesDecoder } from '../operation/response.ts';
import { refuseRegion } from '../policy/faults.ts';
import type { Policy } from '../policy/policy.ts';
import { errorVariable, type Progress } from './error-variable.ts';
import type { Mapping } from './headers.ts';
import { byClass, type Ending, endOfFailure, endOfResult, type Outcome } from './outcome.ts';
import { prepare } from './read-job.ts';

/** The parts of a Zeebe job that decide what is done. JSON stays text until it is needed. */
export interface Job {
  readonly key: string;
  readonly retries: number;
  readonly variables: string;
  readonly customHeaders: string;
}

/** What all jobs of a worker share. */
export interface JobSettings {
  readonly clients: Clients;
  /** What the operator lets the jobs of a tenant do. */
  readonly policy: Policy;
  readonly mappingOf: (customHeaders: string) => Mapping;
  /** The largest result that a job may complete with, in bytes of JSON. */
  readonly maxResultBytes: number;
  /** Told of the calls of jobs that ask for it. */
  readonly debug: (job: Job, call: Parameters<CallObserver>[0]) => void;
}

/** The reason to abort a job's signal with when the worker stops. */
export const STOPPED = new Failure(
  'connection',
  'The worker was stopped before the job was done; the job is handed back.',
);

/**
 * Does one job and says how it ends. Never throws. When `signal` is aborted the work is cut off and the job has failed; with
 * the reason `STOPPED` it keeps its retries.
 */
export async function runJob(job: Job, settings: JobSettings, signal: AbortSignal): Promise<Outcome> {
  const progress: Progress = { subject: '', outputFormat: 'json', secrets: [], position: null, done: false };
  let mapping: Mapping | undefined;
  const ending = (): Ending => ({
    retries: job.retries,
    mapping,
    maxResultBytes: settings.maxResultBytes,
    errorVariable: (failure) => errorVariable(failure, progress),
  });
  try {
    mapping = settings.mappingOf(job.customHeaders);
    const result = await withinTimeout(mapping.jobTimeout, signal, (limited, deadline) =>
      perform(job, settings, limited, deadline, progress),
    );
    progress.done = true;
    return endOfResult(result, mapping, ending());
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure === STOPPED) return handedBack(job);
    return end(failure, ending());
  }
}

function end(failure: Failure, ending: Ending): Outcome {
  try {
    return endOfFailure(failure, ending);
  } catch (thrown) {
    return byClass(toFailure(thrown), ending);
  }
}

function handedBack({ retries }: Job): Outcome {
  return { kind: 'failed', message: STOPPED.message, retries, backoff: 0, variables: '{}' };
}

/** A timer of more milliseconds ends at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

async function withinTimeout<T>(
  milliseconds: number | undefined,
  signal: AbortSignal,
  run: (signal: AbortSignal, deadline: number) => Promise<T>,
): Promise<T> {
  if (milliseconds === undefined) return run(signal, Number.POSITIVE_INFINITY);
  const deadline = performance.now() + milliseconds;
  const limit = new AbortController();
  const message = `not done within the jobTimeout of ${milliseconds / 1000} s, and cut off; it may have been done or not.`;
  const timer = setTimeout(
    () => limit.abort(new Failure('connection', message)),
    Math.min(milliseconds, LONGEST_TIMER),
  );
  try {
    return await run(AbortSignal.any([signal, limit.signal]), deadline);
  } finally {
    clearTimeout(timer);
  }
}

/** So many times the largest result may be gathered: a result expression may keep little of it. */
const ITEMS_PER_RESULT = 16;

/** Reads the job, asks DynamoDB, and gives `{action, status, response}`. */
async function perform(
  job: Job,
  settings: JobSettings,
  signal: AbortSignal,
  deadline: number,
  progress: Progress,
): Promise<JsonObject> {
  const { call, connection } = prepare(job.variables, settings.policy, progress);
  progress.outputFormat = call.outputFormat;
  const lease = settings.clients.lease(connection);
  try {
    const observe: CallObserver = ({ output, ...seen }) =>
      settings.debug(job, {
        ...seen,
        output: output instanceof Error ? mask(String(output), connection.secrets) : output,
      });
    if (connection.region === undefined) await refuseRegion(lease.client.config.region, settings.policy);
    const { allowsAnyTable, allowsTable } = settings.policy;
    const calls = jobCalls({
      client: lease.client,
      tableKeys: lease.tableKeys,
      signal,
      deadline,
      maxItemsBytes: ITEMS_PER_RESULT * settings.maxResultBytes,
      maxResultBytes: settings.maxResultBytes,
      allowsTable: allowsAnyTable ? undefined : allowsTable,
      jobKey: job.key,
      reached: (position) => {
        progress.position = position;
      },
      done: () => {
        progress.done = true;
      },
      observe: call.debug ? observe : undefined,
    });
    const response = await call.run(calls, attributesDecoder(call.outputFormat));
    response.ResponseMetadata = calls.metadata();
    return { action: call.action, status: 'OK', response };
  } finally {
    lease.release();
  }
}
