import { backoff } from '../async/backoff.ts';
import { pause, startTimer } from '../async/deadline.ts';

/** What the pump needs to know of a job: when its lock ends, in milliseconds since 1970. */
interface LockedJob {
  readonly deadline: number;
}

/** The parts that do the work. The pump itself knows only that jobs come, run and are reported. */
export interface PumpParts<Job extends LockedJob, Outcome> {
  /** Waits for jobs and gives each to `onJob` as it comes. Resolves when the poll is over. Rejects when the gateway fails. */
  readonly activate: (maxJobs: number, onJob: (job: Job) => void, signal: AbortSignal) => Promise<void>;
  /** Runs a job. Never rejects. When `signal` is aborted, it ends soon. */
  readonly run: (job: Job, signal: AbortSignal) => Promise<Outcome>;
  /** Reports how a job ended. Never rejects. */
  readonly report: (job: Job, outcome: Outcome) => Promise<unknown>;
  /** Locks a job for longer. Gives false when we no longer have the job. Rejects when the gateway fails. */
  readonly extendLock: (job: Job) => Promise<boolean>;
  /** Is called when a poll or an extension fails. */
  readonly onError: (error: Error) => void;
}

export interface PumpSettings {
  /** How many jobs run at the same time. */
  readonly maxJobs: number;
  /** How long a job is locked, in milliseconds. */
  readonly lock: number;
  /** For how long a lock is extended, in milliseconds. A job that is there for longer, maybe being reported, keeps it until its end. */
  readonly longest: number;
  /** On stop, how long the reports of jobs that were cut off may take, in milliseconds. */
  readonly reportGrace: number;
  /** The reason with which the signals of jobs are aborted. */
  readonly stopped: Error;
}

export interface Pump {
  /** How many jobs run or are being reported. */
  readonly active: number;
  /** Whether polls fail: the last one failed, and the current one has not been open long enough to count as accepted. */
  readonly failing: boolean;
  /**
   * Takes no more jobs, lets the current ones end, and cuts them off after `drain` milliseconds. Resolves with the number of jobs
   * that could not be reported.
   */
  stop(drain: number): Promise<number>;
}

/** If the gateway ends an empty poll sooner than this, it does not wait for jobs itself. The pump then pauses between polls. */
const EMPTY_TOO_SOON_MS = 1_000;
const EMPTY_PAUSE_MS = 130;
/** On stop, how long an open poll may still bring jobs. Cancelling it would leave jobs that are on their way locked. */
const POLL_GRACE_MS = 500;
/** A poll that is open for this long counts as accepted. */
const LASTING_MS = 1_000;
/** If fewer than half of the slots are free, the next poll waits this long for more. */
const REFILL_PAUSE_MS = 10;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 3_000;

interface Active<Job> {
  readonly job: Job;
  readonly controller: AbortController;
  readonly since: number;
  extending: boolean;
  lost: boolean;
}

/** Starts to activate, run and report jobs. Locks are extended for as long as jobs run. */
export function startPump<Job extends LockedJob, Outcome>(
  parts: PumpParts<Job, Outcome>,
  settings: PumpSettings,
): Pump {
  const { maxJobs, lock, longest } = settings;
  // Jobs are not kept by their keys, because a job whose lock was lost may come again while it still runs here.
  const active = new Set<Active<Job>>();
  const stopping = new AbortController();
  const polling = new AbortController();
  let failed = 0;
  let openSince = Number.POSITIVE_INFINITY;
  /** Called when a job has ended. */
  let onEnd: (() => void) | undefined;

  async function work(entry: Active<Job>): Promise<void> {
    const outcome = await parts.run(entry.job, entry.controller.signal);
    if (!entry.lost) await parts.report(entry.job, outcome);
    active.delete(entry);
    onEnd?.();
  }

  function start(job: Job): void {
    const entry = {
      job,
      controller: new AbortController(),
      since: performance.now(),
      extending: false,
      lost: false,
    };
    active.add(entry);
    work(entry).catch(parts.onError);
  }

  /** Resolves when half of the slots are free, or when some are free and REFILL_PAUSE_MS have passed. */
  function room(): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const done = () => {
        clearTimeout(timer);
        onEnd = undefined;
        stopping.signal.removeEventListener('abort', done);
        resolve();
      };
      const look = () => {
        const free = maxJobs - active.size;
        if (free * 2 >= maxJobs) done();
        else if (free > 0) timer ??= setTimeout(done, REFILL_PAUSE_MS);
      };
      onEnd = look;
      stopping.signal.addEventListener('abort', done, { once: true });
      look();
    });
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      await room();
      if (stopping.signal.aborted) return;
      openSince = performance.now();
      let received = 0;
      try {
        await parts.activate(
          maxJobs - active.size,
          (job) => {
            received++;
            start(job);
          },
          polling.signal,
        );
        failed = 0;
        if (received === 0 && performance.now() - openSince < EMPTY_TOO_SOON_MS)
          await pause(EMPTY_PAUSE_MS, stopping.signal);
      } catch (error) {
        failed++;
        openSince = Number.POSITIVE_INFINITY;
        parts.onError(error as Error);
        await pause(backoff(failed, FIRST_BACKOFF_MS, LONGEST_BACKOFF_MS), stopping.signal);
      }
    }
  }

  /** Extends each lock of which less than half is left. */
  function extendLocks(): void {
    const soon = Date.now() + lock / 2;
    const begunBefore = performance.now() - longest;
    for (const entry of active) {
      if (entry.job.deadline >= soon || entry.extending || entry.since < begunBefore) continue;
      extend(entry).catch(parts.onError);
    }
  }

  async function extend(entry: Active<Job>): Promise<void> {
    entry.extending = true;
    try {
      entry.lost = !(await parts.extendLock(entry.job));
      if (entry.lost) entry.controller.abort(settings.stopped);
    } finally {
      entry.extending = false;
    }
  }

  /** Resolves when no job is left, or when the time is over. */
  async function drained(milliseconds: number): Promise<void> {
    if (active.size === 0) return;
    const over = new AbortController();
    onEnd = () => {
      if (active.size === 0) over.abort();
    };
    await pause(milliseconds, over.signal);
    onEnd = undefined;
  }

  const extension = setInterval(extendLocks, lock / 8);
  const loop = poll();

  return {
    get active() {
      return active.size;
    },
    get failing() {
      return failed > 0 && !(performance.now() - openSince > LASTING_MS);
    },
    async stop(drain) {
      stopping.abort();
      const cancel = startTimer(POLL_GRACE_MS, () => polling.abort());
      await loop;
      cancel();
      await drained(drain);
      for (const { controller } of active) controller.abort(settings.stopped);
      await drained(settings.reportGrace);
      clearInterval(extension);
      return active.size;
    },
  };
}
