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
   * For how many milliseconds after the end of its lock a finished job is still reported. Zeebe takes the report as long as
   * nobody else has ended the job.
   */
  readonly late: number;
  /** Is called with the error of each try that failed. */
  readonly onError: (error: Error) => void;
}

/**
 * What the engine itself says of a report that it will never take. Any other error may come from something before the engine. An
 * ingress that is being rolled out answers 404, which gRPC reads as UNIMPLEMENTED, or 500, which it reads as UNKNOWN.
 * https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
 */
const verdicts = new Set<number>([status.INVALID_ARGUMENT, status.OUT_OF_RANGE, status.ALREADY_EXISTS]);

/**
 * What a gateway, or something on the way to it, says of a report that is too large. It also says this for other reasons, which
 * pass.
 */
const doubtful = new Set<number>([status.RESOURCE_EXHAUSTED, status.UNKNOWN, status.INTERNAL]);
const SAID_TOO_LARGE = /larger than max|exceeds maximum|too large|HTTP status code 413/i;
/** A report with more characters of variables may be too large: a usual limit of proxies is 1 MiB. */
const SMALL_CHARACTERS = 1_000_000;
/** A report with more characters of variables is too large: the usual limit of a gateway is 4 MiB. */
const LARGE_CHARACTERS = 4_000_000;
/** How long a report that is not small is tried again after a doubtful error. */
const GIVE_UP_DOUBTFUL_AFTER_MS = 30_000;

/** Errors that say nothing of the report, only of the way to the engine. */
const onTheWay = new Set<number>([
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.UNAVAILABLE,
  status.UNAUTHENTICATED,
]);
/**
 * How long a report is tried again. If the job is still locked after this time, its lock has been extended, so the gateway takes
 * other calls. Its error is then about the report, and the job becomes an incident that says so.
 */
const LONGEST_REPORT_MS = 900_000;

/**
 * Tells Zeebe how a job ended. Tries again while the job is locked, unless the error is final (see `isFinal`): then the job
 * becomes an incident that says so. Never rejects.
 */
export async function reportOutcome(
  gateway: Gateway,
  job: ActivatedJob,
  outcome: Outcome,
  { late, onError }: ReportSettings,
): Promise<Reported> {
  // After its lock, a failed try need not be reported: Zeebe then hands the job out again.
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
      // The last try comes when the time is over, and not before.
      await pause(Math.min(left, backoff(attempt, 100, 3_000)));
    }
  }
}

/**
 * Whether Zeebe will never take a report that ended with this error. An error of the source of the authorization has no status as
 * its code, and is never final.
 * @param size the length of the variables, in characters
 * @param milliseconds how long the report has been tried
 */
function isFinal({ code, message }: Partial<ServiceError>, size: number, milliseconds: number): boolean {
  if (typeof code !== 'number' || onTheWay.has(code)) return false;
  if (verdicts.has(code)) return true;
  if (milliseconds > LONGEST_REPORT_MS) return true;
  if (!doubtful.has(code)) return false;
  if (size > LARGE_CHARACTERS || SAID_TOO_LARGE.test(message ?? '')) return true;
  return size > SMALL_CHARACTERS && milliseconds > GIVE_UP_DOUBTFUL_AFTER_MS;
}
