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

/** Is called with the error of each try that failed. */
type OnError = (error: Error) => void;

/** Errors that may pass. The report is tried again for as long as the job is locked. */
const passing = new Set<number>([
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.UNAVAILABLE,
  status.UNAUTHENTICATED,
  status.PERMISSION_DENIED,
]);

/**
 * Errors that mostly pass. But Zeebe also gives them for a report that it can never accept: a message that is too large comes back
 * as RESOURCE_EXHAUSTED, as back-pressure does, or as UNKNOWN without an explanation.
 */
const doubtful = new Set<number>([status.RESOURCE_EXHAUSTED, status.UNKNOWN, status.INTERNAL]);

/** How long a report with a doubtful error is tried again. */
const GIVE_UP_DOUBTFUL_AFTER_MS = 30_000;
/** A report with more characters of variables is too large: the usual limit of a gateway's messages is 4 MiB. */
const LARGE_CHARACTERS = 4_000_000;
const SAID_TOO_LARGE = /larger than max|exceeds maximum|too large/i;

/**
 * Tells Zeebe how a job ended. Tries again while the gateway cannot be reached and the job is still locked. If Zeebe refuses the
 * outcome for good, the job becomes an incident that says so. Never rejects.
 */
export async function reportOutcome(
  gateway: Gateway,
  job: ActivatedJob,
  outcome: Outcome,
  onError: OnError,
): Promise<Reported> {
  const first = await deliver(() => send(gateway, job, outcome), job, outcome.variables.length, onError);
  if (typeof first === 'string') return first;
  const incident = {
    jobKey: job.key,
    retries: 0,
    errorMessage: refusalMessage(outcome, first),
    retryBackOff: 0,
    variables: '{}',
  };
  const second = await deliver(() => gateway.failJob(incident), job, 0, onError);
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

/**
 * Tries a report until its fate is final. Gives how it was delivered, or the error with which Zeebe refused it.
 * @param size the length of its variables, in characters
 */
async function deliver(
  report: () => Promise<unknown>,
  job: ActivatedJob,
  size: number,
  onError: OnError,
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
      const wait = backoff(attempt, 100, 3_000);
      if (Date.now() + wait >= job.deadline) return 'undelivered';
      await pause(wait);
    }
  }
}

function isFinal({ code, message }: ServiceError, size: number, milliseconds: number): boolean {
  if (passing.has(code)) return false;
  if (!doubtful.has(code)) return true;
  return milliseconds > GIVE_UP_DOUBTFUL_AFTER_MS || size > LARGE_CHARACTERS || SAID_TOO_LARGE.test(message);
}
