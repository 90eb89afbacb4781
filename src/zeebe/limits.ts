/** How long a call may take, and how much longer than it was told a poll. */
export const CALL_LIMIT_MS = 10_000;
/** A gateway that is told no time lets a poll wait for as long as it is set to: 10 s, unless somebody has changed that. */
const UNTOLD_WAIT_MS = 60_000;

/**
 * Gives how long a poll may take.
 * @param requestTimeout how long the gateway is told to wait for jobs, in milliseconds; 0 leaves that to the gateway
 */
export function pollLimit(requestTimeout: number): number {
  return (requestTimeout || UNTOLD_WAIT_MS) + CALL_LIMIT_MS;
}
