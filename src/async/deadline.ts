/** Node ends a timer of more milliseconds at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Calls `over` when so many milliseconds have passed, however many they are; never after `Infinity`.
 * @returns what cancels it
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

/** Resolves after so many milliseconds, or when one of the signals aborts. It never rejects. */
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
 * What `work` becomes, unless `signal` aborts before: then nobody waits for it any more, and nothing of it is kept. A race with
 * one promise for all the calls of a job would keep what each of them answered for as long as the job runs.
 * @throws as `work`, or the reason of the signal
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
 * What `work` becomes, which looks at `signal` itself and may have something to say when it aborts: it is given up `milliseconds` after
 * that.
 * @throws as `work`, or the reason of the signal
 */
export async function unlessOverdue<T>(work: Promise<T>, milliseconds: number, signal: AbortSignal): Promise<T> {
  const overdue = new AbortController();
  let cancel = () => {};
  const abort = () => {
    cancel = startTimer(milliseconds, () => overdue.abort(signal.reason));
  };
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await unlessAborted(work, overdue.signal);
  } finally {
    cancel();
    signal.removeEventListener('abort', abort);
  }
}

/** How long something may take, and the error that says that it took longer. */
export interface TimeLimit {
  readonly milliseconds: number;
  readonly late: () => Error;
}

/**
 * Does work with a signal that aborts when the time is over, or when `signal` does. Work that does not look at its signal is
 * not cut off.
 * @throws as `work`
 */
export async function withTimeLimit<T>(
  { milliseconds, late }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const limited = new AbortController();
  const abort = () => limited.abort(signal?.reason);
  const cancel = startTimer(milliseconds, () => limited.abort(late()));
  // Not AbortSignal.any: what it makes stays listed at a signal that lives long.
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
 * What `work` becomes within its time.
 * @throws as `work`; the error of the limit when it takes longer; the reason of `signal` when that aborts before
 */
export function within<T>(limit: TimeLimit, work: Promise<T>, signal?: AbortSignal): Promise<T> {
  return withTimeLimit(limit, (limited) => unlessAborted(work, limited), signal);
}
