import { type ServiceError, status } from '@grpc/grpc-js';
import { backoff, pause } from './backoff.ts';
import type { ActivatedJob, Gateway } from './gateway.ts';
import type { Outcome } from './outcome.ts';

/** What became of a report: Zeebe took it, the job was gone, Zeebe would not take it, or it could not be delivered in time. */
export type Reported = 'taken' | 'gone' | 'refused' | 'undelivered';

/** The reports that Zeebe may take later, and how many tries that is worth; others are tried as long as the job is locked. */
const tries = new Map<number, number>([
  [status.CANCELLED, Number.POSITIVE_INFINITY],
  [status.DEADLINE_EXCEEDED, Number.POSITIVE_INFINITY],
  [status.ABORTED, Number.POSITIVE_INFINITY],
  [status.UNAVAILABLE, Number.POSITIVE_INFINITY],
  [status.UNAUTHENTICATED, Number.POSITIVE_INFINITY],
  [status.PERMISSION_DENIED, Number.POSITIVE_INFINITY],
  // Back-pressure, which passes; but also a message that is too large, which does not.
  [status.RESOURCE_EXHAUSTED, 8],
  // What a gateway says when it has no word for it: a message that is too large, among others.
  [status.UNKNOWN, 3],
  [status.INTERNAL, 3],
]);

/**
 * Tells Zeebe how a job ended, again and again while the gateway cannot be reached and the job is still locked. An outcome that Zeebe
 * refuses for good ends the job as an incident that says so. Never rejects.
 * @param onTrouble told of each failed try
 */
export async function reportOutcome(
  gateway: Gateway,
  job: ActivatedJob,
  outcome: Outcome,
  onTrouble: (error: Error) => void,
): Promise<Reported> {
  const reported = await deliver(() => send(gateway, job, outcome), job, onTrouble);
  if (typeof reported === 'string') return reported;
  const errorMessage =
    `The ${outcome.kind === 'failed' ? 'failure' : 'result'} of this job was refused by Zeebe: ${reported.message}. ` +
    'What the task asked for may have been done.';
  const incident = { jobKey: job.key, retries: 0, errorMessage, retryBackOff: 0, variables: '{}' };
  const refused = await deliver(() => gateway.failJob(incident), job, onTrouble);
  return refused === 'taken' ? 'refused' : typeof refused === 'string' ? refused : 'undelivered';
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
        retryBackOff: outcome.backoff,
        variables: outcome.variables,
      });
  }
}

/** Tries a report until Zeebe says something final: the error with which it refuses, or how it was delivered. */
async function deliver(
  report: () => Promise<unknown>,
  job: ActivatedJob,
  onTrouble: (error: Error) => void,
): Promise<Exclude<Reported, 'refused'> | Error> {
  for (let attempt = 1; ; attempt++) {
    try {
      await report();
      return 'taken';
    } catch (thrown) {
      const error = thrown as ServiceError;
      // Cancelled, or ended by another worker after the lock was lost; or by us, in a try that only seemed to fail.
      if (error.code === status.NOT_FOUND || error.code === status.FAILED_PRECONDITION) return 'gone';
      onTrouble(error);
      if (attempt >= (tries.get(error.code) ?? 1)) return error;
      const wait = backoff(attempt, 100, 3_000);
      if (Date.now() + wait >= job.deadline) return 'undelivered';
      await pause(wait);
    }
  }
}
