import { type TimeLimit, unlessAborted, withTimeLimit } from './deadline.ts';

/** Look-ups by key. All who ask for a key meanwhile share one look-up. */
interface LookUps<Key, Value> {
  /** The keys that are looked up now, in the order in which they were asked for. */
  readonly underWay: Iterable<Key>;
  /**
   * Gives what is found. Joins the look-up of this key if one is under way.
   * @param waiter aborts when whoever asked has gone. Without it, whoever asked stays until the end
   * @throws what the look-up throws, the error of its limit, or the reason of `waiter`
   */
  find(key: Key, waiter?: AbortSignal): Promise<Value>;
  /** Gives up all that is looked up now, and looks up nothing more: `find` then throws `reason`. */
  close(reason: Error): void;
}

interface LookUpSettings<Key, Value> {
  /** How long one look-up may take, whoever waits for it. */
  readonly limit: TimeLimit;
  /** Looks up a key. When the signal aborts, nobody waits for it any more. */
  readonly lookUp: (key: Key, signal: AbortSignal) => Promise<Value>;
  /**
   * Is called for each look-up that failed, also when its limit was over. It is not called for one that all who asked have left.
   */
  readonly onFailure?: (error: unknown, key: Key) => void;
}

interface LookUp<Value> {
  readonly found: Promise<Value>;
  readonly left: AbortController;
  waiters: number;
}

/**
 * Shares look-ups. A look-up ends when it finds something or fails, when its limit is over, or when the last who asked has gone.
 * Whoever asks after that starts the next, so a look-up that hangs does not keep all who come later waiting.
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
