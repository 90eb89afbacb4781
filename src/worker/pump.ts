import { LRUCache } from 'lru-cache';
import { backoff } from '../async/backoff.ts';
import { pause, startTimer } from '../async/deadline.ts';

/** What the pump needs to know of a job: its key, and when its lock ends, as `performance.now()` tells it. */
interface LockedJob {
  readonly key: string;
  readonly deadline: number;
}

/** The parts that do the work. The pump itself knows only that jobs come, run and are reported. */
export interface PumpParts<Job extends LockedJob, Outcome> {
  /** Waits for jobs and gives each to `onJob` as it comes. Resolves when the poll is over. Rejects when the gateway fails. */
  readonly activate: (maxJobs: number, onJob: (job: Job) => void, signal: AbortSignal) => Promise<void>;
  /** Runs a job. Never rejects. When `signal` is aborted, it ends soon. */
  readonly run: (job: Job, signal: AbortSignal) => Promise<Outcome>;
  /** Reports how a job ended. Gives whether it could be delivered. Never rejects. */
  readonly report: (job: Job, outcome: Outcome) => Promise<boolean>;
  /**
   * Whether an outcome ends the job. If not, it ends one of the job's tries, and the next may come before the report is answered.
   */
  readonly isEnd: (outcome: Outcome) => boolean;
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
  /**
   * For how many milliseconds after its start a job's lock is extended. After that, a job that is still there, maybe being
   * reported, keeps its lock until the lock ends.
   */
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
/**
 * How long a job may still be on its way here after its report has ended it. It was handed out when its lock was over, before the
 * report came.
 */
const ON_THE_WAY_MS = 10_000;
const MOST_ON_THE_WAY = 10_000;

interface Active<Job> {
  readonly job: Job;
  readonly controller: AbortController;
  readonly since: number;
  /** Whether it has run, and is being reported. */
  reported: boolean;
  /** Whether its report ends the job, and not only a try. */
  ends: boolean;
  extending: boolean;
  lost: boolean;
}

/** Starts to activate, run and report jobs. Locks are extended for as long as jobs run. */
export function startPump<Job extends LockedJob, Outcome>(
  parts: PumpParts<Job, Outcome>,
  settings: PumpSettings,
): Pump {
  const { maxJobs, lock, longest } = settings;
  // Not by their keys: a job whose lock was lost may come again while it still runs here.
  const active = new Set<Active<Job>>();
  const newest = new Map<string, Active<Job>>();
  const endedLate = new LRUCache<string, true>({ max: MOST_ON_THE_WAY, ttl: ON_THE_WAY_MS });
  const stopping = new AbortController();
  const polling = new AbortController();
  let failed = 0;
  let openSince = Number.POSITIVE_INFINITY;
  /** Called when a job has ended. */
  let onEnd: (() => void) | undefined;

  async function work(entry: Active<Job>): Promise<void> {
    const { job, controller } = entry;
    const outcome = await parts.run(job, controller.signal);
    if (!entry.lost) await report(entry, outcome);
    active.delete(entry);
    if (newest.get(job.key) === entry) newest.delete(job.key);
    onEnd?.();
  }

  async function report(entry: Active<Job>, outcome: Outcome): Promise<void> {
    entry.reported = true;
    entry.ends = parts.isEnd(outcome);
    const delivered = await parts.report(entry.job, outcome);
    const late = performance.now() > entry.job.deadline;
    if (delivered && entry.ends && late) endedLate.set(entry.job.key, true);
  }

  function start(job: Job): void {
    if (endedLate.has(job.key)) return;
    const before = newest.get(job.key);
    if (before !== undefined && isAtHand(before)) {
      // The lock was over, so Zeebe handed the job out again, to this worker. What the job asks for is not done a second time.
      Object.assign(before.job, job);
      before.lost = false;
      return;
    }
    const entry: Active<Job> = {
      job,
      controller: new AbortController(),
      since: performance.now(),
      reported: false,
      ends: false,
      extending: false,
      lost: false,
    };
    active.add(entry);
    newest.set(job.key, entry);
    work(entry).catch(parts.onError);
  }

  /** Whether a job still runs here, or has been done and is being reported. */
  function isAtHand({ reported, ends, lost }: Active<Job>): boolean {
    return reported ? ends : !lost;
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
    const now = performance.now();
    for (const entry of active) {
      const { job, since, extending, lost } = entry;
      if (extending || lost || now - since > longest) continue;
      if (job.deadline < now + lock / 2) extend(entry).catch(parts.onError);
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
