import { backoff } from '../async/backoff.ts';
import type { DynamoDb } from '../operation/operation.ts';

/** How long requests that AWS leaves unprocessed are sent again. */
interface Patience {
  /** Gives what a call gives; the slowest call so far is a measure for the next. */
  during<T>(call: () => Promise<T>): Promise<T>;
  /** Something was processed: there is hope for another minute. */
  renew(): void;
  /** Whether the job has time for a call of twice what the slowest took. */
  hasTime(): boolean;
  /**
   * Waits before what is left is sent again.
   * @param fruitless how many calls in a row have processed nothing
   * @returns false, without waiting, when it is time to give up
   */
  pause(fruitless: number): Promise<boolean>;
}

/** So long after the last progress there is no hope, in milliseconds. */
const HOPE = 60_000;
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5_000;

/** Patience that lasts a minute from the last progress on, and not longer than the job may take. */
export function keepPatience(dynamodb: DynamoDb): Patience {
  let hopeUntil = performance.now() + HOPE;
  let slowest = 0;

  /** Whether there is time for another call after so many milliseconds. */
  function hasTimeAfter(milliseconds: number): boolean {
    return dynamodb.timeLeft() > milliseconds + 2 * slowest;
  }

  return {
    async during(call) {
      const began = performance.now();
      try {
        return await call();
      } finally {
        slowest = Math.max(slowest, performance.now() - began);
      }
    },
    renew() {
      hopeUntil = performance.now() + HOPE;
    },
    hasTime: () => hasTimeAfter(0),
    async pause(fruitless) {
      const milliseconds = backoff(Math.max(1, fruitless), FIRST_PAUSE, LONGEST_PAUSE);
      if (performance.now() + milliseconds > hopeUntil) return false;
      if (!hasTimeAfter(milliseconds)) return false;
      await dynamodb.pause(milliseconds);
      return true;
    },
  };
}
