import { type ServiceError, status } from '@grpc/grpc-js';
import { backoff } from '../async/backoff.ts';
import { pause } from '../async/deadline.ts';
import type { Outcome } from '../job/outcome.ts';
import type { ActivatedJob, Gateway } from './gateway.ts';
import { isGone } from './grpc.ts';

/** What became of a report: Zeebe took it, the job was gone, Zeebe would not take it, or it could not be delivered in time. */
type Reported = 'taken' | 'gone' | 'refused' | 'undelivered';

/** Told of each try that failed. */
type OnTrouble = (error: Error) => void;

/** A gateway that answers so may take the report later. It is tried as long as the job is locked. */
const passing = new Set<number>([
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.UNAVAILABLE,
  status.UNAUTHENTICATED,
  status.PERMISSION_DENIED,
]);

/**
 * These pass mostly, but a report that Zeebe can never take may be answered so as well: a message that is too large comes back as
 * RESOURCE_EXHAUSTED, like back-pressure, or as UNKNOWN without a word.
 */
const doubtful = new Set<number>([status.RESOURCE_EXHAUSTED, status.UNKNOWN, status.INTERNAL]);

/** How long a doubtful report is tried, in milliseconds. */
const PATIENCE = 30_000;
/** The usual limit of a gateway's messages is 4 MiB. */
const LARGE = 4_000_000;
const SAID_TOO_LARGE = /larger than max|exceeds maximum|too large/i;

/**
 * Tells Zeebe how a job ended, again and again while the gateway cannot be reached and the job is still locked. An outcome that Zeebe
 * refuses for good ends the job as an incident that says so. Never rejects.
 */
export async function reportOutcome(
  gateway: Gateway,
  job: ActivatedJob,
  outcome: Outcome,
  onTrouble: OnTrouble,
): Promise<Reported> {
  const first = await deliver(() => send(gateway, job, outcome), job, outcome.variables.length, onTrouble);
  if (typeof first === 'string') return first;
  const incident = {
    jobKey: job.key,
    retries: 0,
    errorMessage: refusalMessage(outcome, first),
    retryBackOff: 0,
    variables: '{}',
  };
  const second = await deliver(() => gateway.failJob(incident), job, 0, onTrouble);
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

/** Tries a report until Zeebe says something final: the error with which it refuses, or how it was delivered. */
async function deliver(
  report: () => Promise<unknown>,
  job: ActivatedJob,
  size: number,
  onTrouble: OnTrouble,
): Promise<Exclude<Reported, 'refused'> | Error> {
  const began = performance.now();
  for (let attempt = 1; ; attempt++) {
    try {
      await report();
      return 'taken';
    } catch (thrown) {
      const error = thrown as ServiceError;
      // Gone also after a try that only seemed to fail.
      if (isGone(error)) return 'gone';
      onTrouble(error);
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
  return milliseconds > PATIENCE || size > LARGE || SAID_TOO_LARGE.test(message);
}
