/** The longest time of Node's timers. Node ends a timer of more milliseconds at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Calls `over` after this many milliseconds, however many they are. After `Infinity` it is never called.
 * @returns a function that cancels the timer
 */
export function startTimer(milliseconds: number, over: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  function wait(left: number): void {
    if (left <= LONGEST_TIMER) timer = setTimeout(over, left);
    else if (left < Number.POSITIVE_INFINITY) timer = setTimeout(wait, LONGEST_TIMER, left - LONGEST_TIMER);
  }
  wait(milliseconds);
  return () => clearTimeout(timer);
}

/** A timer that is so late was not held up: timers usually are a little late. */
const USUAL_LATENESS_MS = 5;
/** In how many turns of the loop is read what came before a late limit. A further standstill takes one of them, and not all. */
const GRACE_TURNS = 10;
/** How long they take together at most. */
const LONGEST_GRACE_MS = 1_000;

/**
 * Calls `over` after this many milliseconds, but not before that which came in time could be read. If the process stood still (it was
 * stopped, its container was frozen, or one piece of work held it), Node first runs the timers that are due, and only then reads its
 * sockets. So a late limit waits for as long again as it was late, up to a second.
 * @returns a function that cancels the limit
 */
export function startLimit(milliseconds: number, over: () => void): () => void {
  const due = performance.now() + milliseconds;
  let cancel = startTimer(milliseconds, () => {
    const lateness = performance.now() - due;
    if (lateness > USUAL_LATENESS_MS) grant(GRACE_TURNS, Math.min(lateness, LONGEST_GRACE_MS) / GRACE_TURNS);
    else over();
  });

  function grant(turns: number, step: number): void {
    cancel = startTimer(step, () => (turns > 1 ? grant(turns - 1, step) : over()));
  }

  return () => cancel();
}

/** Resolves after this many milliseconds, or when one of the signals aborts. Never rejects. */
export function pause(milliseconds: number, ...signals: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      for (const signal of signals) signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = startTimer(milliseconds, end);
    for (const signal of signals) signal.addEventListener('abort', end, { once: true });
    if (signals.some(({ aborted }) => aborted)) end();
  });
}

/**
 * Gives the result of `work`, unless `signal` aborts before. Then nobody waits for `work` any more, and memory keeps nothing of
 * it. (A race against one promise for all the calls of a job would keep every answer for as long as the job runs.)
 * @throws what `work` throws, or the reason of `signal`
 */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    const end = () => signal.removeEventListener('abort', abort);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).then(end, end);
  });
}

/**
 * Gives the result of `work`, which looks at `signal` itself and may have something to say when it aborts. Gives up `work` this
 * many milliseconds after the abort.
 * @throws what `work` throws, or the reason of `signal`
 */
export function unlessOverdue<T>(work: Promise<T>, milliseconds: number, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let cancel = () => {};
    const abort = () => {
      cancel = startTimer(milliseconds, () => reject(signal.reason));
    };
    const end = () => {
      cancel();
      signal.removeEventListener('abort', abort);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).then(end, end);
  });
}

/** How long something may take, and the error for when it takes longer. */
export interface TimeLimit {
  readonly milliseconds: number;
  readonly late: () => Error;
}

/**
 * Does work with a signal that aborts when the time is over (see `startLimit`), or when `signal` aborts. Work that does not look at its signal is
 * not cut off.
 * @throws what `work` throws
 */
export async function withTimeLimit<T>(
  { milliseconds, late }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const limited = new AbortController();
  const abort = () => limited.abort(signal?.reason);
  const cancel = startLimit(milliseconds, () => limited.abort(late()));
  // Not AbortSignal.any: the signal that it makes would stay listed at a signal that lives long.
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort, { once: true });
  try {
    return await work(limited.signal);
  } finally {
    cancel();
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * Gives the result of `work`, if it comes in time.
 * @throws what `work` throws; the error of the limit when it takes longer; the reason of `signal` when that aborts before
 */
export function within<T>(limit: TimeLimit, work: Promise<T>, signal?: AbortSignal): Promise<T> {
  return withTimeLimit(limit, (limited) => unlessAborted(work, limited), signal);
}
