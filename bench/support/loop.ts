import { existsSync, readFileSync } from 'node:fs';

/** Where Linux tells for how long the main thread has run. */
const THREAD = `/proc/self/task/${process.pid}/schedstat`;
const isLinux = existsSync(THREAD);

/** The time that the main thread has run, in milliseconds: without that in which other processes ran. Elsewhere, the time. */
function threadTime(): number {
  if (!isLinux) return performance.now();
  return Number(readFileSync(THREAD, 'latin1').split(' ')[0]) / 1e6;
}

/** Does some work, and gives the longest time for which the loop was held at a time, in milliseconds. */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let isOver = false;
  let last = threadTime();
  const looks = new Promise<void>((resolve) => {
    const look = () => {
      const now = threadTime();
      longest = Math.max(longest, now - last);
      last = threadTime();
      if (isOver) resolve();
      else setImmediate(look);
    };
    setImmediate(look);
  });
  await new Promise((resolve) => setImmediate(resolve));
  await work();
  isOver = true;
  await looks;
  return longest;
}
