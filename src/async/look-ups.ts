import { type TimeLimit, unlessAborted, withTimeLimit } from './deadline.ts';

/** Look-ups by key, each done once for all who ask for it meanwhile. */
interface LookUps<Key, Value> {
  /** What is looked up now, the first asked first. */
  readonly underWay: Iterable<Key>;
  /**
   * Gives what is found, or joins who asked for it before.
   * @param waiter who asks goes when it aborts. Without one, it stays until the end
   * @throws what the look-up throws, the error of its limit, or the reason of `waiter`
   */
  find(key: Key, waiter?: AbortSignal): Promise<Value>;
  /** Gives up all that is looked up now, and looks nothing up any more. */
  close(reason: Error): void;
}

interface LookUpSettings<Key, Value> {
  /** How long one look-up may take, whoever waits for it. */
  readonly limit: TimeLimit;
  /** Looks up, until the signal aborts: then nobody waits for it any more. */
  readonly lookUp: (key: Key, signal: AbortSignal) => Promise<Value>;
  /** Is told of each look-up that failed, also when its limit was over; not of one that all who asked have left. */
  readonly onFailure?: (error: unknown, key: Key) => void;
}

interface LookUp<Value> {
  readonly found: Promise<Value>;
  readonly left: AbortController;
  waiters: number;
}

/**
 * Shares look-ups. One ends when it has found something, when its limit is over, or when the last who asked has gone; whoever asks
 * then, starts the next. So none that hangs is waited for by all who come later.
 */
export function shareLookUps<Key, Value>(settings: LookUpSettings<Key, Value>): LookUps<Key, Value> {
  const { limit, lookUp, onFailure } = settings;
  const underWay = new Map<Key, LookUp<Value>>();
  const closed = new AbortController();

  function start(key: Key): LookUp<Value> {
    const left = new AbortController();
    const found = withTimeLimit(limit, (signal) => unlessAborted(lookUp(key, signal), signal), left.signal).finally(
      () => drop(key, entry),
    );
    const entry = { found, left, waiters: 0 };
    underWay.set(key, entry);
    found.catch((error) => {
      if (!left.signal.aborted) onFailure?.(error, key);
    });
    return entry;
  }

  function drop(key: Key, entry: LookUp<Value>): void {
    if (underWay.get(key) === entry) underWay.delete(key);
  }

  return {
    get underWay() {
      return underWay.keys();
    },
    async find(key, waiter) {
      waiter?.throwIfAborted();
      closed.signal.throwIfAborted();
      const entry = underWay.get(key) ?? start(key);
      entry.waiters++;
      if (waiter === undefined) return entry.found;
      try {
        return await unlessAborted(entry.found, waiter);
      } finally {
        entry.waiters--;
        if (entry.waiters === 0) {
          drop(key, entry);
          entry.left.abort(new Error('Nobody waits for it any more'));
        }
      }
    },
    close(reason) {
      closed.abort(reason);
      for (const { left } of underWay.values()) left.abort(reason);
    },
  };
}
