import type { ServiceError } from '@grpc/grpc-js';
import type { SecretLookup } from '../connection/secrets.ts';
import { type ClientSettings, type Clients, keepClients } from '../dynamodb/clients.ts';
import { keepMappings } from '../job/headers.ts';
import type { Outcome } from '../job/outcome.ts';
import { fetchedVariables } from '../job/read-job.ts';
import { type JobSettings, runJob, STOPPED } from '../job/run-job.ts';
import { cutJson } from '../json/cut.ts';
import { MAX_SEGMENTS_AT_ONCE } from '../pages/read-segments.ts';
import { type Policy, policyOf } from '../policy/policy.ts';
import type { ActivatedJob, Gateway, Subscription } from '../zeebe/gateway.ts';
import { isGone } from '../zeebe/grpc.ts';
import { reportOutcome } from '../zeebe/report.ts';
import { type Config, rulesFor } from './config.ts';
import type { Logger } from './log.ts';
import { type Pump, startPump } from './pump.ts';

/** What a worker is made of, beside its own settings. */
export interface WorkerParts {
  readonly gateway: Gateway;
  readonly log: Logger;
  readonly secret: SecretLookup;
  readonly tenantIds: readonly string[];
  /** Shown in Operate. */
  readonly name: string;
  /** How long one poll waits for jobs, in milliseconds. */
  readonly longPoll: number;
  readonly aws: AwsSettings;
}

/** What the process knows of AWS. */
export interface AwsSettings {
  /** Tries of one AWS call; undefined leaves it to AWS's own settings. */
  readonly maxAttempts: number | undefined;
  /** The environment, for AWS's own variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** AWS calls that take longer are cut off, and tried again by the SDK. */
const CONNECT_TIMEOUT = 3_000;
const REQUEST_TIMEOUT = 30_000;
/** The log of one call of a job with `debug`. */
const MAX_DEBUG_BYTES = 16 * 1024;
/** On stop, for the reports of jobs that were cut off. */
const REPORT_GRACE = 3_000;
/** Connections that are kept when no job uses them. */
const MAX_CLIENTS = 100;

/** The clients of a worker, each with a socket for every call that jobs may make at once: a request that waits for one could time out. */
export function workerClients(config: Config, aws: AwsSettings, onTrouble: ClientSettings['onTrouble']): Clients {
  return keepClients({
    ...aws,
    onTrouble,
    maxSockets: config.maxJobs * MAX_SEGMENTS_AT_ONCE,
    maxKept: MAX_CLIENTS,
    connectTimeout: CONNECT_TIMEOUT,
    requestTimeout: REQUEST_TIMEOUT,
  });
}

/** Starts a worker: the pump, with jobs of DynamoDB in it. */
export function startWorker(config: Config, parts: WorkerParts): Pump & { close(): void } {
  const { gateway, log } = parts;
  const clients = workerClients(config, parts.aws, ({ message }) =>
    log.warn({ message }, 'AWS credentials could not be renewed yet; those that there are are still valid'),
  );
  // A job that asks for it is logged whatever the log level is, unless nothing is to be logged.
  const debugLog = log.child({}, { level: log.level === 'silent' ? 'silent' : 'info' });
  const settings: Omit<JobSettings, 'policy'> = {
    clients,
    mappingOf: keepMappings(),
    maxResultBytes: config.maxResultBytes,
    debug: (job, call) =>
      debugLog.info({ jobKey: job.key, ...(cutJson(call, MAX_DEBUG_BYTES) as object) }, 'DynamoDB was called'),
  };
  const policyFor = keepPolicies(config, parts);
  const subscription: Subscription = {
    type: config.jobType,
    worker: parts.name,
    timeout: config.jobTimeout,
    fetchVariable: fetchedVariables,
    tenantIds: parts.tenantIds,
  };
  const pump = startPump<ActivatedJob, Outcome>(
    {
      activate: (maxJobsToActivate, onJob, signal) =>
        gateway.activateJobs(subscription, { maxJobsToActivate, requestTimeout: parts.longPoll, signal }, onJob),
      run: (job, signal) => runJob(job, { ...settings, policy: policyFor(job.tenantId) }, signal),
      report: (job, outcome) => report(gateway, log, job, outcome),
      extendLock: (job) => extendLock(gateway, log, job, config.jobTimeout),
      onTrouble: (error) => log.warn({ error: error.message }, 'The gateway did not answer as expected'),
    },
    { maxJobs: config.maxJobs, lock: config.jobTimeout, reportGrace: REPORT_GRACE, stopped: STOPPED },
  );
  return Object.assign(pump, { close: () => clients.close() });
}

/** What the settings let the jobs of each tenant do. */
export function keepPolicies(
  config: Config,
  { secret, aws }: Pick<WorkerParts, 'secret' | 'aws'>,
): (tenantId: string) => Policy {
  const parts = { secret, tokenFile: aws.variables.AWS_WEB_IDENTITY_TOKEN_FILE };
  const general = policyOf(config, parts);
  const ofTenants = new Map([...config.tenantRules.keys()].map((id) => [id, policyOf(rulesFor(config, id), parts)]));
  return (tenantId) => ofTenants.get(tenantId) ?? general;
}

function aboutJob({ key, elementId, processInstanceKey }: ActivatedJob) {
  return { jobKey: key, elementId, processInstanceKey };
}

async function report(gateway: Gateway, log: Logger, job: ActivatedJob, outcome: Outcome): Promise<void> {
  const about = aboutJob(job);
  if (outcome.kind === 'completed') log.debug(about, 'The job was done');
  else log.warn({ ...about, outcome: outcome.kind, message: outcome.message }, 'The job failed');
  const reported = await reportOutcome(gateway, job, outcome, (error) =>
    log.warn({ ...about, error: error.message }, 'A report failed'),
  );
  if (reported === 'gone') log.warn(about, 'The job was gone before it could be reported');
  if (reported === 'refused') log.error(about, 'Zeebe refused the report; the job ended as an incident');
  if (reported === 'undelivered') log.error(about, 'The report could not be delivered while the job was locked');
}

async function extendLock(gateway: Gateway, log: Logger, job: ActivatedJob, timeout: number): Promise<boolean> {
  try {
    await gateway.updateJobTimeout({ jobKey: job.key, timeout });
    job.deadline = Date.now() + timeout;
    return true;
  } catch (error) {
    if (!isGone(error as ServiceError)) throw error;
    log.warn(aboutJob(job), 'The job is not ours any more: it was cancelled, or its lock was lost');
    return false;
  }
}
