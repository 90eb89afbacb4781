import { setImmediate } from 'node:timers/promises';

/** A time of its own, in milliseconds from 0: it goes on to the next end of a pause when nothing else is left to do. */
export function startClock() {
  let now = 0;
  const pauses: { readonly end: number; readonly resolve: () => void }[] = [];
  return {
    now: () => now,
    pause: (milliseconds: number) =>
      new Promise<void>((resolve) => void pauses.push({ end: now + milliseconds, resolve })),
    /** Lets the time go on until something has ended. */
    async runUntil(ended: Promise<unknown>): Promise<void> {
      let running = true;
      const stop = () => {
        running = false;
      };
      ended.then(stop, stop);
      for (;;) {
        await setImmediate();
        if (!running) break;
        pauses.sort((one, other) => one.end - other.end);
        const next = pauses.shift();
        if (next === undefined) throw new Error('Nothing is left that could end');
        now = next.end;
        next.resolve();
      }
      await ended;
    },
  };
}
