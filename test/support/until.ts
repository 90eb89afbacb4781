import { setTimeout as delay } from 'node:timers/promises';

/** Waits until a condition holds, looking every few milliseconds; rejects when it never does. */
export async function until(condition: () => boolean, what: string, withinMs = 20_000): Promise<void> {
  const limit = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > limit) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await delay(5);
  }
}

/** Tries again until an attempt succeeds, and gives its result; rejects with the last reason when none does. */
export async function untilDone<Result>(attempt: () => Promise<Result>, withinMs = 20_000): Promise<Result> {
  const limit = Date.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > limit) throw error;
      await delay(20);
    }
  }
}
