import { backoff } from '../async/backoff.ts';
import { pause } from '../async/deadline.ts';
import { addressOf } from '../failure/help.ts';
import type { Outcome } from '../job/outcome.ts';
import type { ActivatedJob, Gateway } from './gateway.ts';
import { GatewayError, isGone } from './gateway-error.ts';

/**
 * What became of a report. `taken`: Zeebe accepted it. `gone`: the job no longer exists. `refused`: Zeebe refused it, and the job
 * is now an incident. `undelivered`: it could not be delivered in time.
 */
type Reported = 'taken' | 'gone' | 'refused' | 'undelivered';

/** What else a report needs. */
export interface ReportSettings {
  /**
   * For how many milliseconds after the end of its lock a finished job is still reported. Zeebe takes the report as long as
   * nobody else has ended the job.
   */
  readonly late: number;
  /** Is called with the error of each try that failed. */
  readonly onError: (error: Error) => void;
  /**
   * Whether the job's next try has come, so that the report of this one has arrived although it seemed to fail. To report it again
   * would be to report the next one.
   */
  readonly isOver?: () => boolean;
}

/** A report with more characters of variables may be too large: a usual limit of proxies is 1 MiB. */
const SMALL_CHARACTERS = 1_000_000;
/** A report with more characters of variables is too large: the usual limit of a gateway is 4 MiB. */
const LARGE_CHARACTERS = 4_000_000;
/** How long a report that is not small is tried again after a doubtful error. */
const GIVE_UP_DOUBTFUL_AFTER_MS = 30_000;

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
  { late, onError, isOver = () => false }: ReportSettings,
): Promise<Reported> {
  // After its lock, a failed try need not be reported: Zeebe then hands the job out again.
  const grace = outcome.kind === 'failed' ? 0 : late;
  const size = outcome.variables.length;
  const first = await deliver(() => send(gateway, job, outcome), { job, size, grace, onError, isOver });
  if (typeof first === 'string') return first;
  const incident = {
    ...proven(job),
    retries: 0,
    errorMessage: refusalMessage(outcome, first, size),
    retryBackOff: 0,
    variables: '{}',
  };
  const second = await deliver(() => gateway.failJob(incident), { job, size: 0, grace: 0, onError, isOver });
  if (second === 'taken') return 'refused';
  return typeof second === 'string' ? second : 'undelivered';
}

/** How many characters of what Zeebe says a message shows: the message of the job has to fit in behind it. */
const TOLD_CHARACTERS = 300;

function refusalMessage(outcome: Outcome, error: Error, size: number): string {
  const said = error.message.slice(0, TOLD_CHARACTERS);
  if (outcome.kind !== 'completed') return `The failure of this job was refused by Zeebe: ${said}. ${outcome.message}`;
  const refused = `The result of this job was refused by Zeebe: ${said}. What the task asked for may have been done.`;
  return isAboutSize(error, size)
    ? `${refused} Keep less of the result by a result expression. See ${addressOf('too-large')}`
    : refused;
}

function isAboutSize(error: Error, size: number): boolean {
  if (!(error instanceof GatewayError)) return false;
  return error.verdict === 'tooLarge' || (error.verdict === 'doubtful' && size > SMALL_CHARACTERS);
}

function send(gateway: Gateway, job: ActivatedJob, outcome: Outcome): Promise<unknown> {
  switch (outcome.kind) {
    case 'completed':
      return gateway.completeJob({ ...proven(job), variables: outcome.variables });
    case 'error':
      return gateway.throwError({
        ...proven(job),
        errorCode: outcome.code,
        errorMessage: outcome.message,
        variables: outcome.variables,
      });
    case 'failed':
      return gateway.failJob({
        ...proven(job),
        retries: outcome.retries,
        errorMessage: outcome.message,
        retryBackOff: outcome.backoffMs,
        variables: outcome.variables,
      });
  }
}

/** Gives what a report needs to say of its job. */
export function proven({ key, jobLeaseToken }: ActivatedJob): { jobKey: string; jobLeaseToken: string | undefined } {
  return { jobKey: key, jobLeaseToken };
}

/**
 * Gives a job back that has not begun, with all its retries.
 * @param retryBackOff for how many milliseconds it stays away
 * @throws GatewayError
 */
export function handBack(gateway: Gateway, job: ActivatedJob, why: string, retryBackOff: number): Promise<unknown> {
  const { retries } = job;
  return gateway.failJob({ ...proven(job), retries, errorMessage: why, retryBackOff, variables: '{}' });
}

interface Delivery {
  readonly job: ActivatedJob;
  /** The length of the variables, in characters. */
  readonly size: number;
  /** For how many milliseconds after the end of the lock it is tried. */
  readonly grace: number;
  readonly onError: ReportSettings['onError'];
  readonly isOver: () => boolean;
}

/** Tries a report until its fate is final. Gives how it was delivered, or the error with which Zeebe refused it. */
async function deliver(
  report: () => Promise<unknown>,
  { job, size, grace, onError, isOver }: Delivery,
): Promise<Exclude<Reported, 'refused'> | Error> {
  const began = performance.now();
  for (let attempt = 1; ; attempt++) {
    const { jobLeaseToken } = job;
    try {
      await report();
      return 'taken';
    } catch (thrown) {
      const error = thrown as Error;
      // Its lock was over, and it came here again while the report with the lease of before was on its way.
      if (isGone(error) && job.jobLeaseToken !== jobLeaseToken) continue;
      // An earlier try may have arrived although it seemed to fail. The job is then gone, too.
      if (isGone(error)) return 'gone';
      onError(error);
      if (isFinal(error, size, performance.now() - began)) return error;
      const left = job.deadline + grace - performance.now();
      if (left <= 0) return 'undelivered';
      // The last try comes when the time is over, and not before.
      const { retryAfter = 0 } = error as GatewayError;
      await pause(Math.min(left, Math.max(retryAfter, backoff(attempt, 100, 3_000))));
      if (isOver()) return 'taken';
    }
  }
}

/**
 * Whether Zeebe will never take a report that ended with this error.
 * @param size the length of the variables, in characters
 * @param milliseconds how long the report has been tried
 */
function isFinal(error: Error, size: number, milliseconds: number): boolean {
  if (!(error instanceof GatewayError) || error.verdict === 'unreachable') return false;
  if (error.verdict === 'refused' || error.verdict === 'tooLarge' || milliseconds > LONGEST_REPORT_MS) return true;
  if (error.verdict !== 'doubtful') return false;
  return size > LARGE_CHARACTERS || (size > SMALL_CHARACTERS && milliseconds > GIVE_UP_DOUBTFUL_AFTER_MS);
}
