import { hostname } from 'node:os';
import type { Operation } from '../operation/operation.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { sdkStarter } from '../tracing/wanted.ts';
import { ConfigError } from './config.ts';
import type { Logger } from './log.ts';
import { openSettings, type Variables } from './open.ts';
import { reloader } from './reload.ts';
import { packageVersion } from './version.ts';

/** What a worker does, and where its settings are. */
export interface WorkerOptions {
  /** The operations that jobs may ask for: `operations`, or a list with others in it. */
  readonly operations: readonly Operation[];
  /**
   * The environment, with the settings of `docs/settings.md` and the secrets in it: that of the process, or a copy with changes.
   * AWS's variables and OpenTelemetry's are the exception: their SDKs read those of the process itself.
   */
  readonly env: Variables;
}

/** After so long without a job the worker explains itself. */
const IDLE_MS = 60_000;

/** On stop, how long the export of the last spans may take: what is left of the time to stop, within these limits. */
const SHORTEST_EXPORT_MS = 1_000;
const LONGEST_EXPORT_MS = 5_000;

/** A worker that takes jobs. */
export interface Worker {
  /** The port of `/healthz`, `/readyz` and `/metrics`. */
  readonly httpPort: number;
  /** How many jobs run or are being reported. */
  readonly activeJobs: number;
  readonly log: Logger;
  /**
   * Reads the file of settings (`DYNAMODB_WORKER_CONFIG_FILE`) and the secrets anew, as on SIGHUP. Jobs that run keep the rules with
   * which they began; the next job has the new ones. A warning in the log names other settings that have changed: they need a new
   * worker. If the file is wrong, everything stays as it was, and the log has each fault. Gives whether what was read counts. Never
   * rejects.
   */
  reload(): Promise<boolean>;
  /**
   * Takes no more jobs, and lets the current ones end. After `DYNAMODB_WORKER_STOP_TIMEOUT`, hands the others back. Then closes
   * everything. Gives the number of jobs that could not even be reported: Zeebe hands them out again when their lock ends.
   */
  stop(): Promise<number>;
}

/**
 * Starts a worker. It takes jobs from the gateway, does them, reports them, logs, and answers `/healthz`, `/readyz` and `/metrics`.
 * @throws ConfigError that names everything that is wrong with the settings or the list of operations
 */
export async function startWorker({ operations, env }: WorkerOptions): Promise<Worker> {
  const opened = await openSettings(operations, env);
  const { config, gateways, address, aws, jobSecrets } = opened;
  const closeOpened = () => {
    for (const { gateway } of gateways) gateway.close();
    jobSecrets.close();
  };
  // Imported only here, so that whoever imports the library to define an operation does not load Camunda's SDK.
  const [
    { startJobPump },
    { keepPolicies },
    { watchIdle },
    { checkGateway },
    { openLog },
    { serveHealth },
    { openMetrics },
    { alsoServed, jobTypesIn },
  ] = await Promise.all([
    import('./job-pump.ts'),
    import('./job-settings.ts'),
    import('./idle.ts'),
    import('./check.ts'),
    import('./log.ts'),
    import('./health.ts'),
    import('../metrics/metrics.ts'),
    import('./served-jobs.ts'),
  ]);
  const log = await openLog(config.logLevel, process.stdout.isTTY === true, opened.secrets);
  const name = config.workerName ?? `camunda-dynamodb-worker ${hostname()}`;
  const { jobType, maxJobs, metricsTables: maxTables } = config;
  const others = await alsoServed(config);
  const otherJobTypes = others.map((served) => served.jobType);
  const version = packageVersion();
  let isTroubleTold = false;
  const onTrouble = (error: Error) => {
    if (!isTroubleTold)
      log.error({ error: error.message }, 'Something could not be counted; the metrics may lack more');
    isTroubleTold = true;
  };
  const metrics = openMetrics({ jobType, otherJobTypes, maxJobs, maxTables, version, onTrouble });
  let pump: ReturnType<typeof startJobPump> | undefined;
  let stopped: Promise<number> | undefined;
  const health = await serveHealth(
    config.httpHost,
    config.httpPort,
    () => ({
      ready: stopped === undefined && gateways.every(({ gateway }) => gateway.connected) && pump?.failing === false,
      activeJobs: pump?.active ?? 0,
    }),
    metrics,
  ).catch((error: Error) => {
    closeOpened();
    throw new ConfigError([`DYNAMODB_WORKER_HTTP_HOST, DYNAMODB_WORKER_HTTP_PORT: ${error.message}`]);
  });
  jobSecrets.listen({
    onTrouble: ({ store, message }) =>
      log.warn({ store, message }, 'AWS gave no answer; the secrets and credentials from before are used'),
    onAsked: metrics.credentialsAsked,
    onRequest: metrics.requested,
  });
  const policies = keepPolicies(config, { secret: jobSecrets.find, secretPlaces: jobSecrets.placesOf, aws });
  const tracing = await openTraces(env, version, log);
  const jobs = startJobPump(config, {
    ...opened,
    log,
    metrics,
    tracing,
    name,
    policies,
    alsoServed: others,
  });
  pump = jobs;
  const endWatch = watchIdle(jobs, IDLE_MS, async () => {
    const asked = { address, jobType: jobTypesIn(config), tenantIds: opened.tenantIds, lease: config.lease };
    for (const { ok, text } of await Promise.all(gateways.map((gateway) => checkGateway(gateway, asked))))
      if (stopped === undefined) log[ok ? 'info' : 'warn'](`No job has come yet. ${text}. See docs/camunda.md`);
  });
  log.info(
    { version, name, jobType: jobTypesIn(config), gateway: address, maxJobs, httpPort: health.port },
    'The worker has started',
  );

  async function stop(): Promise<number> {
    endWatch();
    const latest = performance.now() + config.stopTimeout;
    const left = await jobs.stop(config.stopTimeout);
    jobs.close();
    closeOpened();
    health.close();
    metrics.close();
    const exportTime = Math.min(LONGEST_EXPORT_MS, Math.max(SHORTEST_EXPORT_MS, latest - performance.now()));
    await tracing?.close(exportTime).catch((error: Error) => {
      log.warn({ message: error.message }, 'The last spans could not be exported');
    });
    if (left === 0) log.info('The worker has stopped');
    else log.error({ left }, 'Some jobs could not be reported; Zeebe hands them out again when their lock ends');
    return left;
  }

  return {
    httpPort: health.port,
    log,
    get activeJobs() {
      return jobs.active;
    },
    reload: reloader({ env, operations: opened.operations, started: config, policies, secrets: jobSecrets, log }),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Opens the traces, if there are to be some. Only then OpenTelemetry is loaded. */
async function openTraces(env: Variables, version: string, log: Logger): Promise<Tracing | undefined> {
  const starter = sdkStarter(env);
  if (starter === undefined) return undefined;
  const { openTracing } = await import('../tracing/tracing.ts');
  const onTrouble = (message: string) =>
    log.warn({ message }, 'Something is wrong with the traces. See docs/traces.md');
  return openTracing(starter, { env, version, onTrouble });
}
