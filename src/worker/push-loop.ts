import { backoff } from '../async/backoff.ts';
import { pause, startLimit, startTimer } from '../async/deadline.ts';
import type { Slots } from './slots.ts';

/** A stream that brings jobs as soon as there are some. See `JobStream` of the gateway. */
export interface Stream {
  readonly ended: Promise<void>;
  pause(): void;
  resume(): void;
  close(): void;
}

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 30_000;
/** When a gateway that has no streams is asked for one again: it may be another one by then. */
const ASK_AGAIN_MS = 600_000;
/** A stream that was open for this long was taken: its end is none of many failures. */
const LONG_LIVED_MS = 10_000;
/** How long jobs that are on their way may still come before a stream is closed. */
const CLOSE_GRACE_MS = 500;

/** What a loop of streams needs. */
interface PushParts<Job> {
  readonly source: number;
  readonly slots: Slots;
  readonly open: (onJob: (job: Job) => void) => Promise<Stream>;
  readonly onJob: (job: Job) => void;
  /** Gives a job back that has come, unless it is at hand already. */
  readonly giveBack: (job: Job) => void;
  /** How long a job is locked, in milliseconds. */
  readonly lock: number;
  /** Is called when a stream has broken, or could not be opened. Gives whether there are no streams. */
  readonly onBroken: (error: Error) => boolean;
}

/** A loop of streams of one source. */
export interface PushLoop {
  /** Whether a stream is open. */
  readonly open: boolean;
  /** To be called when slots became free. */
  look(): void;
}

/**
 * Keeps a stream of jobs open. While too many jobs wait for slots, it takes no more of them, so that the gateway gives them to
 * others. Jobs that are on their way then are locked already. So a stream is not left paused for longer than a quarter of the lock:
 * it is closed, and what it has brought is given back.
 */
export function startPush<Job>(parts: PushParts<Job>, stopping: AbortSignal): PushLoop {
  const { source, slots, lock } = parts;
  const share = slots.share(source);
  /** With so many jobs waiting, a stream is paused. */
  const brim = slots.few;
  let stream: Stream | undefined;
  let look = () => {};

  /** Takes the jobs of one stream until it ends. Gives for how many milliseconds at least no other is to be opened. */
  async function takeOne(): Promise<number> {
    /** What came while the stream was about to be closed. Given back at once, it would be pushed to the same stream again. */
    let overflow: Job[] | undefined;
    let cancelPause: (() => void) | undefined;

    function take(job: Job): void {
      if (overflow !== undefined) {
        overflow.push(job);
        return;
      }
      parts.onJob(job);
      if (share.waiting < brim || cancelPause !== undefined || stream === undefined) return;
      stream.pause();
      cancelPause = startTimer(lock / 4, closeFull);
    }

    function closeFull(): void {
      overflow = [];
      stream?.resume();
      cancelPause = startLimit(CLOSE_GRACE_MS, () => stream?.close());
    }

    try {
      stream = await parts.open(take);
      look = () => {
        if (cancelPause === undefined || overflow !== undefined || share.waiting * 2 > brim) return;
        cancelPause();
        cancelPause = undefined;
        stream?.resume();
      };
      if (stopping.aborted) stream.close();
      await stream.ended;
      return 0;
    } catch (error) {
      const isUnsupported = parts.onBroken(error as Error);
      return isUnsupported ? ASK_AGAIN_MS : ((error as { readonly retryAfter?: number }).retryAfter ?? 0);
    } finally {
      cancelPause?.();
      stream = undefined;
      look = () => {};
      for (const job of overflow ?? []) parts.giveBack(job);
    }
  }

  /** Waits until there is room for what a stream may bring. */
  async function room(): Promise<void> {
    while (share.waiting * 2 > brim && !stopping.aborted) await pause(CLOSE_GRACE_MS, stopping);
  }

  async function run(): Promise<void> {
    let failed = 0;
    for (await room(); !stopping.aborted; await room()) {
      const since = performance.now();
      const least = await takeOne();
      failed = performance.now() - since > LONG_LIVED_MS ? 1 : failed + 1;
      await pause(Math.max(least, backoff(failed, FIRST_BACKOFF_MS, LONGEST_BACKOFF_MS)), stopping);
    }
  }

  stopping.addEventListener('abort', () => stream?.close(), { once: true });
  void run();
  return {
    get open() {
      return stream !== undefined;
    },
    look: () => look(),
  };
}
