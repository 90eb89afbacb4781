import type { EndedJob, Job, JobSettings } from '../job/run-job.ts';
import { taskVariables } from '../job/task-variables.ts';
import type { DialectVersion } from './exceptions.ts';
import { keepDialectHeaders } from './headers.ts';
import type { Lock } from './job-timeout.ts';
import { runDialectJob } from './run-job.ts';

/** Camunda's own DynamoDB connector, as this worker does its jobs. */
interface Dialect {
  /** The variables that a job is given. */
  readonly fetchedVariables: readonly string[];
  /** Does one job. See `runDialectJob`. */
  run(job: Job, settings: JobSettings, lock: Lock, signal: AbortSignal): Promise<EndedJob>;
}

/** Opens the dialect of a version of Camunda. */
export function openDialect(version: DialectVersion): Dialect {
  const dialect = { version, headersOf: keepDialectHeaders(version) };
  return {
    fetchedVariables: taskVariables.filter((name) => version !== '8.6' || name !== 'awsCredential'),
    run: (job, settings, lock, signal) => runDialectJob(job, settings, dialect, lock, signal),
  };
}
