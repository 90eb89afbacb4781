import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Mask } from '../connection/mask.ts';
import { type AnyCommand, nameOf } from '../dynamodb/commands.ts';
import type { EndedRequest } from '../dynamodb/watch-requests.ts';
import type { EndedJob } from '../job/run-job.ts';
import { boundedLabel } from './bounded-label.ts';
import { consumedCapacity } from './consumed-capacity.ts';
import { type Family, families } from './families.ts';
import { itemsOf } from './items.ts';

/** What metrics need to know of a worker. */
interface MetricsSettings {
  readonly jobType: string;
  readonly maxJobs: number;
  /** How many tables have series of their own. Further ones are `other`. */
  readonly maxTables: number;
  readonly version: string;
  /** Is told when something could not be counted. */
  readonly onTrouble: (error: Error) => void;
}

/** What is asked of a worker when it is scraped. */
interface Gauges {
  readonly activeJobs: number;
  readonly isConnected: boolean;
  readonly connections: number;
  readonly heldBytes: number;
  readonly maxHeldBytes: number;
}

/** How a poll of the gateway has ended. */
export type PollResult = 'jobs' | 'empty' | 'failed';

/** What a worker counts and measures, for Prometheus. The functions are told of what happens. */
export interface Metrics {
  /** Is asked for what is true now, at each scrape. */
  measure(gauges: () => Gauges): void;
  jobBegan(): void;
  jobEnded(job: EndedJob, seconds: number): void;
  requested(request: EndedRequest): void;
  answered(operation: string, asked: AnyCommand, answer: object, mask: Mask): void;
  polled(result: PollResult): void;
  reported(result: string): void;
  lockExtended(isOurs: boolean): void;
  credentialsAsked(source: string, isOk: boolean): void;
  /** The media type of `text`. */
  readonly contentType: string;
  /** Writes all metrics in Prometheus' text format. https://prometheus.io/docs/instrumenting/exposition_formats/ */
  text(): Promise<string>;
  /** Forgets everything. */
  close(): void;
}

/** Statuses and AWS's names of errors come from outside, too: a server that is none of AWS may answer with any. */
const MOST_STATUSES = 40;
const MOST_TYPES = 100;
/** How often the lag of the event loop is looked at. The usual 10 ms take 0.9 % of a core also when nothing happens, 50 ms take 0.2 %. */
const LAG_PRECISION_MS = 50;
/** What AWS's names of errors look like. */
const ERROR_NAME = /^[\w.]{1,100}$/;
/** Gauges of prom-client whose names are those of counters. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];
/** What Camunda calls the ends of jobs. */
const actions = { completed: 'completed', failed: 'failed', error: 'bpmn-error' } as const;

/** Opens the metrics of one worker. Each family is there from the start. */
export function openMetrics({ jobType, maxJobs, maxTables, version, onTrouble }: MetricsSettings): Metrics {
  const register = new Registry();
  const counter = ({ name, help, labels }: Family) =>
    new Counter({ name, help, labelNames: labels, registers: [register] });
  const gauge = ({ name, help, labels }: Family, collect?: () => void) =>
    new Gauge({ name, help, labelNames: labels, registers: [register], ...(collect && { collect }) });
  const histogram = ({ name, help, labels, buckets }: Family) =>
    new Histogram({ name, help, labelNames: labels, buckets: [...(buckets ?? [])], registers: [register] });

  const invocations = counter(families.invocations);
  const executionSeconds = histogram(families.executionSeconds);
  const jobSeconds = histogram(families.jobSeconds);
  const jobErrors = counter(families.jobErrors);
  const requests = counter(families.requests);
  const requestSeconds = histogram(families.requestSeconds);
  const retries = counter(families.retries);
  const throttles = counter(families.throttles);
  const capacity = counter(families.consumedCapacity);
  const items = counter(families.items);
  const polls = counter(families.polls);
  const reports = counter(families.reports);
  const lockExtensions = counter(families.lockExtensions);
  const locksLost = counter(families.locksLost);
  const renewals = counter(families.credentialRenewals);
  let now: () => Gauges = () => ({ activeJobs: 0, isConnected: false, connections: 0, heldBytes: 0, maxHeldBytes: 0 });
  const jobsActive = gauge(families.jobsActive, () => jobsActive.set(now().activeJobs));
  const connected = gauge(families.gatewayConnected, () => connected.set(now().isConnected ? 1 : 0));
  const connections = gauge(families.connections, () => connections.set(now().connections));
  const heldBytes = gauge(families.heldBytes, () => heldBytes.set(now().heldBytes));
  const heldBytesMax = gauge(families.heldBytesMax, () => heldBytesMax.set(now().maxHeldBytes));
  gauge(families.jobsMax).set(maxJobs);
  gauge(families.buildInfo).set({ version, node: process.version }, 1);
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: LAG_PRECISION_MS });
  for (const name of MISNAMED) register.removeSingleMetric(name);

  for (const action of ['activated', ...Object.values(actions)]) invocations.inc({ type: jobType, action }, 0);
  for (const result of ['jobs', 'empty', 'failed']) polls.inc({ result }, 0);
  for (const result of ['taken', 'gone', 'refused', 'undelivered']) reports.inc({ result }, 0);

  const tableLabel = boundedLabel(maxTables);
  const statusLabel = boundedLabel(MOST_STATUSES);
  const typeLabel = boundedLabel(MOST_TYPES);

  function labelOf(tables: readonly string[] | undefined): string {
    if (tables === undefined) return 'unknown';
    if (tables.length > 1) return 'several';
    return tables[0] === undefined ? 'none' : tableLabel(tables[0]);
  }

  /** What cannot be counted must not fail a job, of which DynamoDB has maybe done what it asked. */
  function safely<Told extends unknown[]>(count: (...told: Told) => void): (...told: Told) => void {
    return (...told) => {
      try {
        count(...told);
      } catch (error) {
        onTrouble(error as Error);
      }
    };
  }

  return {
    measure(gauges) {
      now = gauges;
    },
    jobBegan: safely(() => invocations.inc({ type: jobType, action: 'activated' })),
    jobEnded: safely(({ outcome, failure, isHandedBack, operation = 'none' }, seconds) => {
      if (isHandedBack) return;
      invocations.inc({ type: jobType, action: actions[outcome.kind] });
      executionSeconds.observe({ type: jobType }, seconds);
      jobSeconds.observe({ operation, outcome: outcome.kind }, seconds);
      if (failure === undefined || outcome.kind === 'completed') return;
      const type =
        failure.type === undefined ? 'none' : ERROR_NAME.test(failure.type) ? typeLabel(failure.type) : 'other';
      jobErrors.inc({ operation, class: failure.class, type });
    }),
    requested: safely(({ command, tables, status, seconds, isRetry, isThrottled }) => {
      const table = labelOf(tables);
      requests.inc({ command, table, status: status === undefined ? 'none' : statusLabel(String(status)) });
      requestSeconds.observe({ command }, seconds);
      if (isRetry) retries.inc();
      if (isThrottled) throttles.inc({ table });
    }),
    answered: safely((operation, asked, answer, mask) => {
      const command = nameOf(asked);
      const { read, written } = itemsOf(command, asked.input, answer);
      if (read > 0) items.inc({ operation, direction: 'read' }, read);
      if (written > 0) items.inc({ operation, direction: 'written' }, written);
      for (const { table, kind, units } of consumedCapacity(command, asked.input, answer))
        capacity.inc({ table: labelOf(table === undefined ? undefined : [mask(table)]), kind }, units);
    }),
    polled: safely((result) => polls.inc({ result })),
    reported: safely((result) => reports.inc({ result })),
    lockExtended: safely((isOurs) => (isOurs ? lockExtensions : locksLost).inc()),
    credentialsAsked: safely((source, isOk) => renewals.inc({ source, result: isOk ? 'renewed' : 'failed' })),
    contentType: register.contentType,
    text: () => register.metrics(),
    close: () => register.clear(),
  };
}
