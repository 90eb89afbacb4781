import { type ServiceError, status } from '@grpc/grpc-js';
import { backoff } from '../async/backoff.ts';
import { pause } from '../async/deadline.ts';
import type { Outcome } from '../job/outcome.ts';
import type { ActivatedJob, Gateway } from './gateway.ts';
import { isGone } from './grpc.ts';

/**
 * What became of a report. `taken`: Zeebe accepted it. `gone`: the job no longer exists. `refused`: Zeebe refused it, and the job
 * is now an incident. `undelivered`: it could not be delivered in time.
 */
type Reported = 'taken' | 'gone' | 'refused' | 'undelivered';

/** What else a report needs. */
interface ReportSettings {
  /**
   * For how many milliseconds after the end of its lock a job that is over is still reported: Zeebe takes it while nobody else
   * has ended the job.
   */
  readonly late: number;
  /** Is called with the error of each try that failed. */
  readonly onError: (error: Error) => void;
}

/**
 * What the engine itself says of a report that it will never take. Any other error may come from what stands before it: an ingress
 * that is rolled out answers 404, which gRPC reads as UNIMPLEMENTED, or 500, which it reads as UNKNOWN.
 * https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
 */
const verdicts = new Set<number>([status.INVALID_ARGUMENT, status.OUT_OF_RANGE, status.ALREADY_EXISTS]);

/** What a gateway, or one on the way to it, says of a report that is too large. It says it of others too, and then it passes. */
const doubtful = new Set<number>([status.RESOURCE_EXHAUSTED, status.UNKNOWN, status.INTERNAL]);
const SAID_TOO_LARGE = /larger than max|exceeds maximum|too large|HTTP status code 413/i;
/** Reports with more characters of variables may be too large: a usual limit of proxies is 1 MiB. */
const SMALL_CHARACTERS = 1_000_000;
/** With more than this they are: the usual limit of a gateway is 4 MiB. */
const LARGE_CHARACTERS = 4_000_000;
/** How long a report with a doubtful error is tried again when it is not small. */
const GIVE_UP_DOUBTFUL_AFTER_MS = 30_000;

/** What says nothing of the report, only of the way to the engine. */
const onTheWay = new Set<number>([
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.UNAVAILABLE,
  status.UNAUTHENTICATED,
]);
/**
 * How long a report is tried again. If the job is locked even then, the gateway takes other calls: its error is about the
 * report, and the job is an incident that says so.
 */
const LONGEST_REPORT_MS = 900_000;

/**
 * Tells Zeebe how a job ended. Tries again while the job is locked, whatever the gateway says, unless it is the engine's own
 * verdict on the report: the job is then an incident that says so. Never rejects.
 */
export async function reportOutcome(
  gateway: Gateway,
  job: ActivatedJob,
  outcome: Outcome,
  { late, onError }: ReportSettings,
): Promise<Reported> {
  // A try that failed is for the next one to take up when the lock is over.
  const grace = outcome.kind === 'failed' ? 0 : late;
  const size = outcome.variables.length;
  const first = await deliver(() => send(gateway, job, outcome), { job, size, grace, onError });
  if (typeof first === 'string') return first;
  const incident = {
    jobKey: job.key,
    retries: 0,
    errorMessage: refusalMessage(outcome, first),
    retryBackOff: 0,
    variables: '{}',
  };
  const second = await deliver(() => gateway.failJob(incident), { job, size: 0, grace: 0, onError });
  if (second === 'taken') return 'refused';
  return typeof second === 'string' ? second : 'undelivered';
}

function refusalMessage(outcome: Outcome, { message }: Error): string {
  const refused = outcome.kind === 'completed' ? 'result' : 'failure';
  const said = outcome.kind === 'completed' ? 'What the task asked for may have been done.' : outcome.message;
  return `The ${refused} of this job was refused by Zeebe: ${message}. ${said}`;
}

function send(gateway: Gateway, { key }: ActivatedJob, outcome: Outcome): Promise<unknown> {
  switch (outcome.kind) {
    case 'completed':
      return gateway.completeJob({ jobKey: key, variables: outcome.variables });
    case 'error':
      return gateway.throwError({
        jobKey: key,
        errorCode: outcome.code,
        errorMessage: outcome.message,
        variables: outcome.variables,
      });
    case 'failed':
      return gateway.failJob({
        jobKey: key,
        retries: outcome.retries,
        errorMessage: outcome.message,
        retryBackOff: outcome.backoffMs,
        variables: outcome.variables,
      });
  }
}

interface Delivery {
  readonly job: ActivatedJob;
  /** The length of the variables, in characters. */
  readonly size: number;
  /** For how many milliseconds after the end of the lock it is tried. */
  readonly grace: number;
  readonly onError: ReportSettings['onError'];
}

/** Tries a report until its fate is final. Gives how it was delivered, or the error with which Zeebe refused it. */
async function deliver(
  report: () => Promise<unknown>,
  { job, size, grace, onError }: Delivery,
): Promise<Exclude<Reported, 'refused'> | Error> {
  const began = performance.now();
  for (let attempt = 1; ; attempt++) {
    try {
      await report();
      return 'taken';
    } catch (thrown) {
      const error = thrown as ServiceError;
      // An earlier try may have arrived although it seemed to fail. The job is then gone, too.
      if (isGone(error)) return 'gone';
      onError(error);
      if (isFinal(error, size, performance.now() - began)) return error;
      const left = job.deadline + grace - performance.now();
      if (left <= 0) return 'undelivered';
      // The last try is when the time is over, and not before.
      await pause(Math.min(left, backoff(attempt, 100, 3_000)));
    }
  }
}

/** @param error that of a call, or of the source of its authorization, which has no status as its code */
function isFinal({ code, message }: Partial<ServiceError>, size: number, milliseconds: number): boolean {
  if (typeof code !== 'number' || onTheWay.has(code)) return false;
  if (verdicts.has(code)) return true;
  if (milliseconds > LONGEST_REPORT_MS) return true;
  if (!doubtful.has(code)) return false;
  if (size > LARGE_CHARACTERS || SAID_TOO_LARGE.test(message ?? '')) return true;
  return size > SMALL_CHARACTERS && milliseconds > GIVE_UP_DOUBTFUL_AFTER_MS;
}
