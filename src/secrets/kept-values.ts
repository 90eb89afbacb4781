import { LRUCache } from 'lru-cache';
import { shareLookUps } from '../async/look-ups.ts';
import type { FoundSecret } from '../connection/secrets.ts';
import { Failure } from '../failure/failure.ts';

/** How the values of a store are kept. */
export interface KeepValues {
  /** Asks the store for a value. Gives undefined if the store says that there is none. */
  readonly ask: (id: string, signal: AbortSignal) => Promise<string | undefined>;
  /** What messages call the store. */
  readonly name: string;
  /** After how many milliseconds a value is asked for again. */
  readonly refresh: number;
  /** How many milliseconds the store may take to answer. */
  readonly limit: number;
  /** Is called when the last value serves because the store could not be reached: once a minute at most. */
  readonly onStale: (failure: Failure) => void;
}

/** Values by their ids, which a store was asked for. */
interface KeptValues {
  /** Gives the value, undefined if there is none, or who must be asked first. */
  find(id: string): FoundSecret;
  /** From now on, each value is asked for again before it is used. */
  refresh(): void;
  /** Gives up what the store is asked now, and never asks it again. */
  close(): void;
}

interface Kept {
  /** Undefined if there was none. */
  readonly value: string | undefined;
  /** When it was asked for, as `performance.now()` tells it, and after how many calls of `refresh`. */
  readonly since: number;
  readonly round: number;
  /** Until then the store is not asked again, because it could not be reached. 0 if it could. */
  pauseUntil: number;
}

/** In the last part of its time, a value is asked for again while it is used: who uses it then need not wait. */
const RENEWAL_PART = 1 / 5;
/** How long a secret that does not exist counts as missing. Somebody may be about to make it. */
const MISSING_MS = 10_000;
/** How long a store that could not be reached is not asked again for the same value, if there is an older one. */
const PAUSE_MS = 10_000;
const TOLD_EVERY_MS = 60_000;
/** How many values are kept: those used last. The names of those that are missing come from jobs, so they have a place of their own. */
const MOST_KEPT = 1_000;
const MOST_CHARACTERS = 16 * 2 ** 20;

/** Whether a store could not be reached, or could not answer. Any other failure is an answer. */
function isUnreachable(failure: unknown): failure is Failure {
  return failure instanceof Failure && failure.class === 'connection';
}

/**
 * Keeps what a store answers. All who ask for a value at the same time wait for one answer. When its time is over, a value is asked
 * for again before it is used. If the store then cannot be reached, its last answer serves, also when it said that there is none. A
 * refusal is an answer: what was kept before it never serves again.
 */
export function keepValues({ ask, name, refresh, limit, onStale }: KeepValues): KeptValues {
  const values = new LRUCache<string, Kept>({
    max: MOST_KEPT,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ({ value = '' }) => value.length + 1,
  });
  const absent = new LRUCache<string, Kept>({ max: MOST_KEPT });
  let toldAt = Number.NEGATIVE_INFINITY;
  let round = 0;
  const keptOf = (id: string) => values.get(id) ?? absent.get(id);
  const askings = shareLookUps<string, string | undefined>({
    limit: {
      milliseconds: limit,
      late: () => new Failure('connection', `${name} did not answer within ${limit / 1000} s.`),
    },
    async lookUp(id, signal) {
      const asked = { since: performance.now(), round, pauseUntil: 0 };
      const value = await ask(id, signal);
      // An answer that comes too late must not replace a newer one.
      if (signal.aborted) return value;
      (value === undefined ? values : absent).delete(id);
      (value === undefined ? absent : values).set(id, { value, ...asked });
      return value;
    },
    onFailure(failure, id) {
      const kept = keptOf(id);
      if (kept === undefined) return;
      if (!isUnreachable(failure)) {
        values.delete(id);
        absent.delete(id);
        return;
      }
      const now = performance.now();
      kept.pauseUntil = now + PAUSE_MS;
      if (now - toldAt < TOLD_EVERY_MS) return;
      toldAt = now;
      onStale(failure);
    },
  });

  /** @throws what the store throws, when there is no older value or it refuses; the reason of `waiter` */
  async function askAgain(id: string, waiter: AbortSignal): Promise<string | undefined> {
    try {
      const value = await askings.find(id, waiter);
      // The answer may be one to a question from before the last `refresh`.
      return keptOf(id)?.round === round ? value : await askings.find(id, waiter);
    } catch (failure) {
      const kept = keptOf(id);
      if (kept === undefined || waiter.aborted || !isUnreachable(failure)) throw failure;
      return kept.value;
    }
  }

  return {
    find(id) {
      const asked = { ask: (waiter: AbortSignal) => askAgain(id, waiter) };
      const kept = keptOf(id);
      if (kept === undefined) return asked;
      const { value, since, pauseUntil } = kept;
      const now = performance.now();
      const time = value === undefined ? Math.min(MISSING_MS, refresh) : refresh;
      const left = kept.round === round ? time - (now - since) : 0;
      if (left > time * RENEWAL_PART || now < pauseUntil) return value;
      if (left <= 0 && pauseUntil === 0) return asked;
      // Nobody waits for this answer. `onStale` is told if there is none, and the store is asked again later.
      askings.find(id).catch(() => {});
      return value;
    },
    refresh() {
      round++;
      for (const kept of [...values.values(), ...absent.values()]) kept.pauseUntil = 0;
    },
    close: () => askings.close(new Failure('connection', 'The worker stops: no secrets are asked for any more.')),
  };
}
