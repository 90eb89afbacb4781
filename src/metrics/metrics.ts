import { collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client';
import type { Mask } from '../connection/mask.ts';
import { type AnyCommand, nameOf } from '../dynamodb/commands.ts';
import type { EndedRequest } from '../dynamodb/observers.ts';
import type { EndedJob } from '../job/run-job.ts';
import { boundedLabel } from './bounded-label.ts';
import { consumedCapacity } from './consumed-capacity.ts';
import { type Family, families } from './families.ts';
import { itemsOf } from './items.ts';
import { Distribution, SeriesOf, Sum } from './series.ts';

/** What metrics need to know of a worker. */
interface MetricsSettings {
  readonly jobType: string;
  /** Types of other jobs that it takes. */
  readonly otherJobTypes?: readonly string[];
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

/** Why a job is given back undone. */
type HandBackReason = 'not_begun' | 'cut_off' | 'unfit';

/** How a poll of the gateway has ended. */
export type PollResult = 'jobs' | 'empty' | 'failed';

/** What a worker counts and measures, for Prometheus. The functions are told of what happens. */
export interface Metrics {
  /** Is asked for what is true now, at each scrape. */
  measure(gauges: () => Gauges): void;
  /** @param jobType that of the worker's own jobs, if it is not given */
  jobBegan(jobType?: string): void;
  jobEnded(job: EndedJob, seconds: number, jobType?: string): void;
  /** A job is given back that was not begun. Of one that was cut off, `jobEnded` is told. */
  handedBack(reason: Exclude<HandBackReason, 'cut_off'>): void;
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

/** Opens the metrics of one worker. Each family is there from the start. */
export function openMetrics(settings: MetricsSettings): Metrics {
  const { jobType: ownType, otherJobTypes = [], maxJobs, maxTables, version, onTrouble } = settings;
  const register = new Registry();
  const counted = (family: Family) => registered(new SeriesOf(family, () => new Sum()));
  const measured = (family: Family) => registered(new SeriesOf(family, () => new Distribution(family.buckets ?? [])));
  function registered<Series extends SeriesOf<Sum> | SeriesOf<Distribution>>(series: Series): Series {
    // To be written, a metric needs no more than its name and `get`.
    register.registerMetric(series as unknown as Metric);
    return series;
  }
  const gauge = ({ name, help, labels }: Family, collect?: () => void) =>
    new Gauge({ name, help, labelNames: labels, registers: [register], ...(collect && { collect }) });

  const invocations = counted(families.invocations);
  const executionSeconds = measured(families.executionSeconds);
  const jobSeconds = measured(families.jobSeconds);
  const jobErrors = counted(families.jobErrors);
  const requests = counted(families.requests);
  const requestSeconds = measured(families.requestSeconds);
  const retries = counted(families.retries);
  const throttles = counted(families.throttles);
  const capacity = counted(families.consumedCapacity);
  const handedBack = counted(families.handedBack);
  const items = counted(families.items);
  const polls = counted(families.polls);
  const reports = counted(families.reports);
  const lockExtensions = counted(families.lockExtensions);
  const locksLost = counted(families.locksLost);
  const renewals = counted(families.credentialRenewals);
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

  const seriesOfType = (jobType: string) => ({
    began: invocations.of(jobType, 'activated'),
    completed: invocations.of(jobType, 'completed'),
    failed: invocations.of(jobType, 'failed'),
    error: invocations.of(jobType, 'bpmn-error'),
    seconds: executionSeconds.of(jobType),
  });
  const ofTypes = new Map([ownType, ...otherJobTypes].map((jobType) => [jobType, seriesOfType(jobType)]));
  const ofType = (jobType: string) => ofTypes.get(jobType) as ReturnType<typeof seriesOfType>;
  const cutOff = handedBack.of('cut_off' satisfies HandBackReason);
  for (const reason of ['not_begun', 'unfit'] satisfies HandBackReason[]) handedBack.of(reason);
  for (const result of ['jobs', 'empty', 'failed']) polls.of(result);
  for (const result of ['taken', 'gone', 'refused', 'undelivered']) reports.of(result);

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
    jobBegan: (jobType = ownType) => ofType(jobType).began.add(1),
    jobEnded: safely(({ outcome, failure, isHandedBack, operation = 'none' }, seconds, jobType = ownType) => {
      if (isHandedBack) {
        cutOff.add(1);
        return;
      }
      const series = ofType(jobType);
      series[outcome.kind].add(1);
      series.seconds.observe(seconds);
      jobSeconds.of(operation, outcome.kind).observe(seconds);
      if (failure === undefined || outcome.kind === 'completed') return;
      const type =
        failure.type === undefined ? 'none' : ERROR_NAME.test(failure.type) ? typeLabel(failure.type) : 'other';
      jobErrors.of(operation, failure.class, type).add(1);
    }),
    handedBack: (reason) => handedBack.of(reason).add(1),
    requested: safely(({ command, tables, status, seconds, isRetry, isThrottled }) => {
      const table = labelOf(tables);
      requests.of(command, table, status === undefined ? 'none' : statusLabel(String(status))).add(1);
      requestSeconds.of(command).observe(seconds);
      if (isRetry) retries.of().add(1);
      if (isThrottled) throttles.of(table).add(1);
    }),
    answered: safely((operation, asked, answer, mask) => {
      const command = nameOf(asked);
      const { read, written } = itemsOf(command, asked.input, answer);
      if (read > 0) items.of(operation, 'read').add(read);
      if (written > 0) items.of(operation, 'written').add(written);
      for (const { table, kind, units } of consumedCapacity(command, asked.input, answer))
        capacity.of(labelOf(table === undefined ? undefined : [mask(table)]), kind).add(units);
    }),
    polled: (result) => polls.of(result).add(1),
    reported: (result) => reports.of(result).add(1),
    lockExtended: (isOurs) => (isOurs ? lockExtensions : locksLost).of().add(1),
    credentialsAsked: (source, isOk) => renewals.of(source, isOk ? 'renewed' : 'failed').add(1),
    contentType: register.contentType,
    text: () => register.metrics(),
    close: () => register.clear(),
  };
}
