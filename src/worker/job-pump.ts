import type { SecretLookup } from '../connection/secrets.ts';
import { type ClientSettings, type Clients, keepClients } from '../dynamodb/clients.ts';
import { keepHeaders } from '../job/headers.ts';
import { memoryOfJobs } from '../job/memory.ts';
import type { Outcome } from '../job/outcome.ts';
import { type JobSettings, runJob, STOPPED } from '../job/run-job.ts';
import { cutJson } from '../json/cut.ts';
import type { Operation } from '../operation/operation.ts';
import { MAX_SEGMENTS_AT_ONCE } from '../pages/read-segments.ts';
import { type Policy, policyOf } from '../policy/policy.ts';
import { GatewayError, isGone } from '../zeebe/gateway-error.ts';
import { handBack, proven, type ReportSettings, reportOutcome } from '../zeebe/report.ts';
import { rulesFor } from './config.ts';
import type { Logger } from './log.ts';
import { type Pump, startPump } from './pump.ts';
import type { Config } from './settings.ts';
import { type OpenedGateway, sourcesOf, type TakenJob } from './sources.ts';

/** What the pump needs beside the worker's own settings. */
interface WorkerParts {
  /** The operations that jobs may ask for, by their ids. */
  readonly operations: ReadonlyMap<string, Operation>;
  readonly gateways: readonly OpenedGateway[];
  readonly log: Logger;
  readonly secret: SecretLookup;
  /** Texts of the worker's own settings that no message may show. */
  readonly secrets: readonly string[];
  /** If undefined, the tenants to which the worker is assigned. */
  readonly tenantIds: readonly string[] | undefined;
  /** The name of the worker in Operate. */
  readonly name: string;
  /** How long one poll waits for jobs, in milliseconds. */
  readonly longPoll: number;
  readonly aws: AwsSettings;
}

/** AWS's settings of the process. */
export interface AwsSettings {
  /** How often one AWS call is tried. If undefined, AWS's own settings decide. */
  readonly maxAttempts: number | undefined;
  /** The environment variables, for AWS's own settings. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Calls to AWS that take longer are cut off. The SDK tries them again. */
const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** How much is logged of one call of a job with `debug`. */
const MAX_DEBUG_BYTES = 16 * 1024;
/** On stop, how long the reports of jobs that were cut off may take. */
const REPORT_GRACE_MS = 3_000;
const NO_SLOT = 'The worker had no slot free for this job, and has not begun it.';
/** When a job that was handed back may come again. A stream would push it to this worker again at once. */
const HAND_BACK_PAUSE_MS = 1_000;
/** How many connections are kept while no job uses them. */
const MAX_CLIENTS = 100;

/**
 * Makes the clients of a worker. Each may open a socket for every call that jobs can make at the same time, because a request
 * that waits for a socket could time out.
 * @param onRenewalFailure is called when credentials could not be renewed
 */
export function workerClients(
  config: Config,
  aws: AwsSettings,
  onRenewalFailure: ClientSettings['onRenewalFailure'],
): Clients {
  return keepClients({
    ...aws,
    onRenewalFailure,
    maxSockets: config.maxJobs * MAX_SEGMENTS_AT_ONCE,
    maxKept: MAX_CLIENTS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
  });
}

/**
 * Starts the pump: it takes jobs, runs their operations on DynamoDB and reports how they end.
 * @param config the worker's own settings, see `readConfig`
 * @returns the running pump. To end, `stop` it, then `close` it
 */
export function startJobPump(config: Config, parts: WorkerParts): Pump & { close(): void } {
  const { log } = parts;
  const clients = workerClients(config, parts.aws, ({ message }) =>
    log.warn({ message }, 'AWS credentials could not be renewed yet; those that there are are still valid'),
  );
  // A job that asks for a log of its call gets one at every log level, unless nothing is to be logged.
  const debugLog = log.child({}, { level: log.level === 'silent' ? 'silent' : 'info' });
  const settings: Omit<JobSettings, 'policy'> = {
    operations: parts.operations,
    clients,
    headersOf: keepHeaders(),
    memory: memoryOfJobs(config),
    secrets: parts.secrets,
    maxResultBytes: config.maxResultBytes,
    maxJobTime: config.maxJobTime,
    debug: (job, call) =>
      debugLog.info({ jobKey: job.key, ...(cutJson(call, MAX_DEBUG_BYTES) as object) }, 'DynamoDB was called'),
  };
  const policyFor = keepPolicies(config, parts);
  const { name, tenantIds, longPoll } = parts;
  let toldOfNoStreams = false;
  const pump = startPump<TakenJob, Outcome>(
    {
      sources: sourcesOf(parts.gateways, { ...config, name, tenantIds, longPoll }, log),
      run: (job, signal) => runJob(job, { ...settings, policy: policyFor(job) }, signal),
      report: (job, outcome, isOver) => report(log, job, outcome, { late: config.jobTimeout, isOver }),
      isEnd: ({ kind }) => kind !== 'failed',
      extendLock: (job) => extendLock(job, config.jobTimeout),
      onLost: (job) => log.warn(aboutJob(job), 'The job is not ours any more: it was cancelled, or its lock was lost'),
      handBack: (job) => handBack(job.gateway, job, NO_SLOT, HAND_BACK_PAUSE_MS),
      onError: (error) => log.warn({ error: error.message }, 'The gateway did not answer as expected'),
      onBrokenStream(error) {
        const isUnsupported = error instanceof GatewayError && error.verdict === 'unsupported';
        // Polls tell when the gateway cannot be reached.
        log.debug({ error: error.message }, 'The stream of jobs has ended');
        if (isUnsupported && !toldOfNoStreams) log.info('The gateway does not push jobs; the worker polls for them');
        toldOfNoStreams ||= isUnsupported;
        return isUnsupported;
      },
    },
    {
      maxJobs: config.maxJobs,
      lock: config.jobTimeout,
      longest: config.maxJobTime,
      reportGrace: REPORT_GRACE_MS,
      stopped: STOPPED,
    },
  );
  return Object.assign(pump, { close: () => clients.close() });
}

/** Makes the policies that the settings have, and gives a function that finds that of a tenant. */
export function keepPolicies(
  config: Config,
  { secret, aws }: Pick<WorkerParts, 'secret' | 'aws'>,
): (job: Pick<TakenJob, 'tenantId' | 'physicalTenantId'>) => Policy {
  const parts = { secret, tokenFile: aws.variables.AWS_WEB_IDENTITY_TOKEN_FILE };
  const general = policyOf(config, parts);
  const ofTenants = new Map([...config.tenantRules.keys()].map((id) => [id, policyOf(rulesFor(config, id), parts)]));
  return ({ tenantId, physicalTenantId }) => ofTenants.get(physicalTenantId ?? tenantId) ?? general;
}

/** What the log says of a job. */
function aboutJob({ key, priority, tags, rootProcessInstanceKey, physicalTenantId, ...job }: TakenJob) {
  return {
    jobKey: key,
    elementId: job.elementId,
    processInstanceKey: job.processInstanceKey,
    bpmnProcessId: job.bpmnProcessId,
    processDefinitionVersion: job.processDefinitionVersion,
    ...(rootProcessInstanceKey !== undefined && { rootProcessInstanceKey }),
    ...(priority !== 0 && { priority }),
    ...(tags.length > 0 && { tags }),
    ...(physicalTenantId !== undefined && { physicalTenantId }),
  };
}

async function report(
  log: Logger,
  job: TakenJob,
  outcome: Outcome,
  settings: Pick<ReportSettings, 'late' | 'isOver'>,
): Promise<boolean> {
  const about = aboutJob(job);
  if (outcome.kind === 'completed') log.debug({ ...about, outcome: outcome.kind }, 'The job was done');
  else log.warn({ ...about, outcome: outcome.kind, message: outcome.message }, 'The job failed');
  const reported = await reportOutcome(job.gateway, job, outcome, {
    ...settings,
    onError: (error) => log.warn({ ...about, error: error.message }, 'A report failed'),
  });
  if (reported === 'gone') log.warn(about, 'The job was gone before it could be reported');
  if (reported === 'refused') log.error(about, 'Zeebe refused the report; the job ended as an incident');
  if (reported === 'undelivered') log.error(about, 'The report could not be delivered in time; the job is done again');
  return reported !== 'undelivered';
}

async function extendLock(job: TakenJob, timeout: number): Promise<boolean> {
  const asked = performance.now();
  try {
    await job.gateway.updateJobTimeout({ ...proven(job), timeout });
    job.deadline = asked + timeout;
    return true;
  } catch (error) {
    if (!isGone(error)) throw error;
    return false;
  }
}
