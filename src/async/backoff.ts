import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds before try number `attempt` (from 1): doubling from `first` up to `longest`, of which a random half is waited at least. */
export function backoff(attempt: number, first: number, longest: number): number {
  const full = Math.min(longest, first * 2 ** (attempt - 1));
  return full * (0.5 + Math.random() / 2);
}

/** Waits, or until `signal` aborts; it never rejects. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal && { signal });
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
  }
}
