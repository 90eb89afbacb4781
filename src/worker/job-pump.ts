import { memoryOfJobs } from '../job/memory.ts';
import { fetchedVariables } from '../job/read-job.ts';
import { type EndedJob, runJob, STOPPED } from '../job/run-job.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { GatewayError, isGone } from '../zeebe/gateway-error.ts';
import { handBack, proven, type ReportSettings, reportOutcome } from '../zeebe/report.ts';
import { aboutJob, gatewayTrouble, tellEnd } from './job-log.ts';
import { type AwsSettings, type JobParts, jobSettingsFor, workerClients } from './job-settings.ts';
import type { Logger } from './log.ts';
import { type Pump, startPump } from './pump.ts';
import type { ServedJobs } from './served-jobs.ts';
import type { Config } from './settings.ts';
import { type OpenedGateway, sourcesOf, type TakenJob } from './sources.ts';

/** What the pump needs beside the worker's own settings. */
interface WorkerParts extends Pick<JobParts, 'operations' | 'policies' | 'secrets'> {
  readonly aws: AwsSettings;
  readonly gateways: readonly OpenedGateway[];
  /** Jobs of other types that the worker does. */
  readonly alsoServed?: readonly ServedJobs[];
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Undefined if there are no traces. */
  readonly tracing?: Tracing | undefined;
  /** If undefined, the tenants to which the worker is assigned. */
  readonly tenantIds: readonly string[] | undefined;
  /** The name of the worker in Operate. */
  readonly name: string;
  /** How long one poll waits for jobs, in milliseconds. */
  readonly longPoll: number;
}

/** On stop, how long the reports of jobs that were cut off may take. */
const REPORT_GRACE_MS = 3_000;
/**
 * For how long after the end of its lock a job that is done is reported at least: gateways can be away for longer than a lock, and
 * what has been done would be done again.
 */
const LATE_REPORT_MS = 300_000;
const NO_SLOT = 'The worker had no slot free for this job, and has not begun it.';
/** When a job that was handed back may come again. A stream would push it to this worker again at once. */
const HAND_BACK_PAUSE_MS = 1_000;
/**
 * Starts the pump: it takes jobs, runs their operations on DynamoDB and reports how they end.
 * @param config the worker's own settings, see `readConfig`
 * @returns the running pump. To end, `stop` it, then `close` it
 */
export function startJobPump(config: Config, parts: WorkerParts): Pump & { close(): void } {
  const { log, metrics, tracing, gateways } = parts;
  const memory = memoryOfJobs(config);
  const clients = workerClients(config, parts.aws, {
    onRenewalFailure: ({ message }) =>
      log.warn({ message }, 'AWS credentials could not be renewed yet; those that there are are still valid'),
    onRequest: metrics.requested,
    wrapCall: tracing?.call,
    onAsked: metrics.credentialsAsked,
  });
  // A job that asks for a log of its call gets one at every log level, unless nothing is to be logged.
  const debugLog = log.child({}, { level: log.level === 'silent' ? 'silent' : 'info' });
  const settingsFor = jobSettingsFor(config, {
    ...parts,
    clients,
    memory,
    onAnswer: metrics.answered,
    debug: (job, call) => debugLog.info({ jobKey: job.key, ...tracing?.idsOf(job), ...call }, 'DynamoDB was called'),
  });
  const { name, tenantIds, longPoll } = parts;
  const withTrace = (variables: readonly string[]) =>
    tracing === undefined ? variables : [...variables, ...tracing.variables];
  const wanted = {
    ...config,
    fetchVariable: withTrace(fetchedVariables),
    alsoServed: (parts.alsoServed ?? []).map((served) => ({
      ...served,
      fetchVariable: withTrace(served.fetchVariable),
    })),
    name,
    tenantIds,
    longPoll,
    onPoll: metrics.polled,
    onUnfit: () => metrics.handedBack('unfit'),
  };
  const late = Math.max(config.jobTimeout, LATE_REPORT_MS);
  let toldOfNoStreams = false;

  async function run(job: TakenJob, signal: AbortSignal): Promise<EndedJob> {
    metrics.jobBegan(job.served?.jobType);
    const began = performance.now();
    const ended = await (job.served?.run ?? runJob)(job, settingsFor(job), signal);
    metrics.jobEnded(ended, (performance.now() - began) / 1000, job.served?.jobType);
    return ended;
  }

  const pump = startPump<TakenJob, EndedJob>(
    {
      sources: sourcesOf(gateways, wanted, log),
      run: tracing === undefined ? run : (job, signal) => tracing.job(job, () => run(job, signal)),
      report: (job, ended, isOver) => report(parts, job, ended, { late, isOver }),
      isEnd: ({ outcome }) => outcome.kind !== 'failed',
      async extendLock(job) {
        const isOurs = await extendLock(job, config.jobTimeout);
        metrics.lockExtended(isOurs);
        return isOurs;
      },
      onLost: (job) =>
        log.warn(aboutJob(job, tracing), 'The job is not ours any more: it was cancelled, or its lock was lost'),
      handBack(job) {
        metrics.handedBack('not_begun');
        return handBack(job.gateway, job, NO_SLOT, HAND_BACK_PAUSE_MS);
      },
      onError: gatewayTrouble(log),
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
  metrics.measure(() => ({
    activeJobs: pump.active,
    isConnected: gateways.every(({ gateway }) => gateway.connected),
    connections: clients.size,
    heldBytes: memory.held,
    maxHeldBytes: memory.total,
  }));
  return Object.assign(pump, { close: () => clients.close() });
}

async function report(
  { log, metrics, tracing }: Pick<WorkerParts, 'log' | 'metrics' | 'tracing'>,
  job: TakenJob,
  ended: EndedJob,
  settings: Pick<ReportSettings, 'late' | 'isOver'>,
): Promise<boolean> {
  const about = aboutJob(job, tracing);
  const { outcome } = ended;
  tellEnd(log, about, ended);
  const reported = await reportOutcome(job.gateway, job, outcome, {
    ...settings,
    onError: (error) => log.warn({ ...about, error: error.message }, 'A report failed'),
  });
  metrics.reported(reported);
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
