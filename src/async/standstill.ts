/*
 * What came while a process stood still (it was stopped, its container was frozen, or one piece of work held it) is read when it goes
 * on, and looks as if it had come just now. A job that came so has been locked for longer than it seems.
 */

/** For how long after it is read again what is read may have come before. */
const READING_MS = 1_000;

/** Times in which something was not read, be it because the process stood still, or because a stream was paused. */
export class Unread {
  #since = 0;
  #until = Number.NEGATIVE_INFINITY;

  /** To be called when it is read again, with the time since when it was not. */
  end(since: number): void {
    this.#since = this.since(since);
    this.#until = performance.now();
  }

  /** Since when that which is read now may have been there. It is `here`, unless it is read again since a moment ago. */
  since(here: number): number {
    return performance.now() < this.#until + READING_MS ? Math.min(this.#since, here) : here;
  }
}

const TICK_MS = 1_000;
/** With more time between two ticks, the process stood still. */
const STILL_MS = 2 * TICK_MS;

const unread = new Unread();
let watchers = 0;
let ticking: NodeJS.Timeout | undefined;
let lastTick = 0;

/**
 * Watches whether the process stands still. All who watch share one timer, which keeps no process alive.
 * @returns a function that ends the watch
 */
export function watchStandstills(): () => void {
  if (watchers === 0) {
    lastTick = performance.now();
    ticking = setInterval(look, TICK_MS).unref();
  }
  watchers++;
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    watchers--;
    if (watchers === 0) clearInterval(ticking);
  };
}

function look(): void {
  const now = performance.now();
  if (now - lastTick > STILL_MS) unread.end(lastTick);
  lastTick = now;
}

/**
 * Since when that which is read now may have been there, as `performance.now()` tells it. That is now, or, when the process has just
 * stood still, the last time before that it is known to have run. Only a process that is watched tells this (`watchStandstills`).
 */
export function hereSince(): number {
  const now = performance.now();
  if (watchers === 0) return now;
  // Sockets may be read before the timer runs.
  if (now - lastTick > STILL_MS) look();
  return unread.since(now);
}
