import { backoff } from '../async/backoff.ts';
import { pause } from '../async/deadline.ts';
import type { Slots } from './slots.ts';

/** If the gateway ends an empty poll sooner than this, it does not wait for jobs itself. The loop then pauses between polls. */
const EMPTY_TOO_SOON_MS = 1_000;
const EMPTY_PAUSE_MS = 130;
/** The pause while a stream brings what is new. The polls then bring only what was there before, or was not taken. */
const EMPTY_PAUSE_BESIDE_STREAM_MS = 1_000;
/** A poll that is open for this long counts as accepted. Likely, no jobs are there. */
const LASTING_MS = 1_000;
/** If fewer than half of the slots are free, the next poll waits this long for more. */
const REFILL_PAUSE_MS = 10;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 3_000;

/** What a loop of polls needs. */
interface PollParts<Job> {
  readonly source: number;
  readonly slots: Slots;
  /** Waits for jobs. See `Source`. */
  readonly activate: (maxJobs: number, onJob: (job: Job) => void, signal: AbortSignal) => Promise<void>;
  readonly onJob: (job: Job) => void;
  readonly onError: (error: Error) => void;
  /** Is called when slots became free for others, or should be shared out now. */
  readonly onFree: () => void;
  /** Whether all jobs come by these polls. If not, few are asked for until there are some. */
  readonly isAlone: () => boolean;
  /** Whether a stream of the same source is open. */
  readonly hasStream: () => boolean;
}

/** A loop of polls of one source. */
export interface PollLoop {
  /** Whether polls fail: the last one failed, and the current one has not been open long enough to count as accepted. */
  readonly failing: boolean;
  /** To be called when slots became free. */
  look(): void;
  /** Ends when `stopping` has aborted and the poll under way has ended. */
  readonly ended: Promise<void>;
}

/**
 * Polls for jobs, again and again, as slots become free.
 * @param stopping after it aborts, no new poll begins
 * @param cancelling when it aborts, the poll under way is cancelled
 */
export function startPolls<Job>(parts: PollParts<Job>, stopping: AbortSignal, cancelling: AbortSignal): PollLoop {
  const { source, slots } = parts;
  const share = slots.share(source);
  let failed = 0;
  let openSince = Number.POSITIVE_INFINITY;
  let broughtJobs = true;
  let look = () => {};

  /** How many jobs to ask for now. */
  function wanted(): number {
    const askable = slots.askable(source);
    return broughtJobs || parts.isAlone() ? askable : Math.min(askable, slots.few);
  }

  /** Resolves when half of the slots are free, or when some are free and REFILL_PAUSE_MS have passed. */
  function room(): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      let isDue = false;
      const done = () => {
        clearTimeout(timer);
        look = () => {};
        stopping.removeEventListener('abort', done);
        resolve();
      };
      look = () => {
        const free = slots.askable(source);
        if (free * 2 >= slots.most || (isDue && free > 0)) done();
        else if (free > 0) timer ??= setTimeout(refill, REFILL_PAUSE_MS);
      };
      const refill = () => {
        isDue = true;
        // Another source may have fewer, and go first.
        parts.onFree();
      };
      stopping.addEventListener('abort', done, { once: true });
      if (stopping.aborted) done();
      else look();
    });
  }

  async function poll(asked: number): Promise<void> {
    openSince = performance.now();
    share.asked = asked;
    // A poll that is open for long may bring jobs late. Until then, its slots are for others.
    const lasting = setTimeout(() => forgetAsked(), LASTING_MS);
    let received = 0;
    try {
      await parts.activate(
        asked,
        (job) => {
          received++;
          if (share.asked > 0) share.asked--;
          parts.onJob(job);
        },
        cancelling,
      );
    } finally {
      clearTimeout(lasting);
      forgetAsked();
    }
    failed = 0;
    broughtJobs = received > 0;
    if (broughtJobs || performance.now() - openSince >= EMPTY_TOO_SOON_MS) return;
    await pause(parts.hasStream() ? EMPTY_PAUSE_BESIDE_STREAM_MS : EMPTY_PAUSE_MS, stopping);
  }

  function forgetAsked(): void {
    if (share.asked === 0) return;
    share.asked = 0;
    parts.onFree();
  }

  async function run(): Promise<void> {
    while (!stopping.aborted) {
      await room();
      if (stopping.aborted) return;
      const asked = wanted();
      // Meanwhile another source may have taken the slots.
      if (asked < 1) continue;
      try {
        await poll(asked);
      } catch (error) {
        failed++;
        openSince = Number.POSITIVE_INFINITY;
        parts.onError(error as Error);
        const { retryAfter = 0 } = error as { readonly retryAfter?: number };
        await pause(Math.max(retryAfter, backoff(failed, FIRST_BACKOFF_MS, LONGEST_BACKOFF_MS)), stopping);
      }
    }
  }

  return {
    get failing() {
      return failed > 0 && !(performance.now() - openSince > LASTING_MS);
    },
    look: () => look(),
    ended: run(),
  };
}
