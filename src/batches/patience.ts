import { backoff } from '../async/backoff.ts';
import type { DynamoDb } from '../operation/operation.ts';

/** Decides how long requests that AWS leaves unprocessed are sent again. */
interface Patience {
  /** Runs a call and gives its result. Remembers how long the slowest call took. */
  during<T>(call: () => Promise<T>): Promise<T>;
  /** Tells that AWS has processed something, so that patience lasts for another minute. */
  renew(): void;
  /** Whether the job has time for a call that takes twice as long as the slowest so far. */
  hasTime(): boolean;
  /**
   * Waits before the rest is sent again.
   * @param fruitless how many calls in a row have processed nothing
   * @returns false, without waiting, when it is time to give up
   */
  pause(fruitless: number): Promise<boolean>;
}

/** How long after the last progress the requests are given up. */
const GIVE_UP_AFTER_MS = 60_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/** Makes a patience that lasts a minute after the last progress, but not longer than the time of the job. */
export function keepPatience(dynamodb: DynamoDb): Patience {
  let giveUpAtMs = performance.now() + GIVE_UP_AFTER_MS;
  let slowestMs = 0;

  /** Whether there is time for another call after a pause. */
  function hasTimeAfter(pauseMs: number): boolean {
    return dynamodb.timeLeft() > pauseMs + 2 * slowestMs;
  }

  return {
    async during(call) {
      const began = performance.now();
      try {
        return await call();
      } finally {
        slowestMs = Math.max(slowestMs, performance.now() - began);
      }
    },
    renew() {
      giveUpAtMs = performance.now() + GIVE_UP_AFTER_MS;
    },
    hasTime: () => hasTimeAfter(0),
    async pause(fruitless) {
      const pauseMs = backoff(Math.max(1, fruitless), FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
      if (performance.now() + pauseMs > giveUpAtMs) return false;
      if (!hasTimeAfter(pauseMs)) return false;
      await dynamodb.pause(pauseMs);
      return true;
    },
  };
}
