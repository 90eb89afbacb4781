import { JavaException } from './exceptions.ts';

/**
 * Locks a job for so many milliseconds from now on. `locked`: it is, until `until` as `performance.now()` tells it. `unknown`: the
 * gateway could not be reached, and the job may be locked or not; it is counted on until then. `lost`: the gateway says no, so that
 * the job may not be ours any more.
 */
export type Lock = (
  milliseconds: number,
) => Promise<
  { readonly state: 'locked' | 'unknown'; readonly until: number } | { readonly state: 'lost'; readonly reason: string }
>;

const ILLEGAL_STATE = 'java.lang.IllegalStateException';

/**
 * Locks a job for the time that its task says, before anything is asked of DynamoDB.
 * @throws JavaException when the time is wrong, or when another worker may have the job: then it must not be done
 */
export async function applyJobTimeout(jobTimeoutMs: number | JavaException, lock: Lock): Promise<void> {
  if (jobTimeoutMs instanceof JavaException) throw jobTimeoutMs;
  const locked = await lock(jobTimeoutMs);
  if (locked.state === 'lost')
    throw new JavaException('io.camunda.client.api.command.ClientStatusException', locked.reason);
  if (locked.until <= performance.now())
    throw new JavaException(ILLEGAL_STATE, `The lock of ${jobTimeoutMs} ms was over before the job began`);
}
