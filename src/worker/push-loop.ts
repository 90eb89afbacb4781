import { backoff } from '../async/backoff.ts';
import { pause, startTimer } from '../async/deadline.ts';
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
/** A stream that was open for this long was taken; its end is none of many failures. */
const LASTING_MS = 10_000;
/** How long the jobs of a stream that is closed may still come. */
const CLOSE_GRACE_MS = 500;

/** What a loop of streams needs. */
interface PushParts<Job> {
  readonly source: number;
  readonly slots: Slots;
  readonly open: (onJob: (job: Job) => void) => Promise<Stream>;
  readonly onJob: (job: Job) => void;
  /** Gives a job back that has not begun. */
  readonly handBack: (job: Job) => void;
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
 * it is closed, and what it has brought is handed back.
 */
export function startPush<Job>(parts: PushParts<Job>, stopping: AbortSignal): PushLoop {
  const { source, slots, lock } = parts;
  const share = slots.share(source);
  /** With so many jobs waiting, the stream is paused. */
  const brim = slots.few;
  let stream: Stream | undefined;
  let isOverflowing = false;
  let cancelPause: (() => void) | undefined;

  function take(job: Job): void {
    if (isOverflowing) {
      parts.handBack(job);
      return;
    }
    parts.onJob(job);
    if (share.waiting < brim || cancelPause !== undefined) return;
    stream?.pause();
    cancelPause = startTimer(lock / 4, overflow);
  }

  /** Takes what is on its way, to hand it back, and closes the stream. */
  function overflow(): void {
    const full = stream;
    isOverflowing = true;
    full?.resume();
    startTimer(CLOSE_GRACE_MS, () => full?.close());
  }

  function look(): void {
    if (cancelPause === undefined || isOverflowing || share.waiting * 2 > brim) return;
    endPause();
    stream?.resume();
  }

  function endPause(): void {
    cancelPause?.();
    cancelPause = undefined;
  }

  /** Waits until there is room for what a stream may bring. */
  async function room(): Promise<void> {
    while (share.waiting * 2 > brim && !stopping.aborted) await pause(CLOSE_GRACE_MS, stopping);
  }

  async function run(): Promise<void> {
    let failed = 0;
    while (!stopping.aborted) {
      await room();
      if (stopping.aborted) return;
      const since = performance.now();
      let wait = 0;
      try {
        stream = await parts.open(take);
        if (stopping.aborted) stream.close();
        await stream.ended;
      } catch (error) {
        if (parts.onBroken(error as Error)) wait = ASK_AGAIN_MS;
      }
      stream = undefined;
      isOverflowing = false;
      endPause();
      failed = performance.now() - since > LASTING_MS ? 1 : failed + 1;
      await pause(wait || backoff(failed, FIRST_BACKOFF_MS, LONGEST_BACKOFF_MS), stopping);
    }
  }

  stopping.addEventListener('abort', () => stream?.close(), { once: true });
  void run();
  return {
    get open() {
      return stream !== undefined;
    },
    look,
  };
}
