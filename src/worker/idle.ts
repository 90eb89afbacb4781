import type { Pump } from './pump.ts';

/**
 * Calls `explain` once, when no job has come in the time that the polls have been accepted. A worker that lacks a permission, or that
 * asks for another type of jobs than the processes have, looks just like one that has nothing to do.
 * @param milliseconds how long polls must have been accepted
 * @returns a function that ends the watch
 */
export function watchIdle(
  pump: Pick<Pump, 'taken' | 'failing'>,
  milliseconds: number,
  explain: () => void,
): () => void {
  let accepted = 0;
  const step = milliseconds / 10;
  const watch = setInterval(() => {
    accepted = pump.failing ? 0 : accepted + step;
    if (pump.taken > 0) clearInterval(watch);
    else if (accepted >= milliseconds) {
      clearInterval(watch);
      explain();
    }
  }, step);
  return () => clearInterval(watch);
}
