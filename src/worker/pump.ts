import { backoff } from '../async/backoff.ts';
import { pause, startTimer } from '../async/deadline.ts';

/** What the pump needs to know of a job: when its lock ends, in milliseconds since 1970. */
interface LockedJob {
  readonly deadline: number;
}

/** The parts that do the work. The pump knows no more of jobs than that they come, run and are reported. */
export interface PumpParts<Job extends LockedJob, Outcome> {
  /** Waits for jobs and gives them as they come. Resolves when the wait is over; rejects when nobody answers. */
  readonly activate: (maxJobs: number, onJob: (job: Job) => void, signal: AbortSignal) => Promise<void>;
  /** Never rejects. When `signal` is aborted, it ends soon. */
  readonly run: (job: Job, signal: AbortSignal) => Promise<Outcome>;
  /** Never rejects. */
  readonly report: (job: Job, outcome: Outcome) => Promise<unknown>;
  /** Locks a job for longer. Gives false when the job is not ours any more. Rejects when nobody answers. */
  readonly extendLock: (job: Job) => Promise<boolean>;
  /** Told when a poll or an extension fails. */
  readonly onTrouble: (error: Error) => void;
}

export interface PumpSettings {
  /** Jobs at once. */
  readonly maxJobs: number;
  /** How long a job is locked, in milliseconds. */
  readonly lock: number;
  /** On stop, how long the reports of jobs that were cut off may take, in milliseconds. */
  readonly reportGrace: number;
  /** With what reason the signals of jobs are aborted when time is up on stop. */
  readonly stopped: Error;
}

export interface Pump {
  /** Jobs that run or are being reported. */
  readonly active: number;
  /** Whether polls fail: the last one did, and the one that is open now has not yet shown that it lasts. */
  readonly failing: boolean;
  /**
   * Takes no more jobs, lets those at hand end, and after `drain` milliseconds cuts them off. Resolves with the number of jobs
   * that could not even be reported.
   */
  stop(drain: number): Promise<number>;
}

/** A gateway that ends a poll with nothing before this time does not wait for jobs: the pump has to. */
const EMPTY_TOO_SOON = 1_000;
const EMPTY_PAUSE = 130;
/** On stop, an open poll may bring jobs for so long; a poll that is cancelled leaves those on their way locked. */
const POLL_GRACE = 500;
/** A poll that is open for so long has been accepted. */
const LASTING = 1_000;
/** With fewer slots free than half, a poll waits this long for more of them. */
const REFILL_PAUSE = 10;
const FIRST_BACKOFF = 100;
const LONGEST_BACKOFF = 3_000;

interface Active<Job> {
  readonly job: Job;
  readonly controller: AbortController;
  extending: boolean;
  lost: boolean;
}

/** Starts to activate, run and report jobs. */
export function startPump<Job extends LockedJob, Outcome>(
  parts: PumpParts<Job, Outcome>,
  settings: PumpSettings,
): Pump {
  const { maxJobs, lock } = settings;
  // Not by key: a job whose lock was lost may come again while it still runs here.
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
    const entry = { job, controller: new AbortController(), extending: false, lost: false };
    active.add(entry);
    work(entry).catch(parts.onTrouble);
  }

  /** Resolves when half of the slots are free, or some are and `REFILL_PAUSE` has passed. */
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
        else if (free > 0) timer ??= setTimeout(done, REFILL_PAUSE);
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
        if (received === 0 && performance.now() - openSince < EMPTY_TOO_SOON) await pause(EMPTY_PAUSE, stopping.signal);
      } catch (error) {
        failed++;
        openSince = Number.POSITIVE_INFINITY;
        parts.onTrouble(error as Error);
        await pause(backoff(failed, FIRST_BACKOFF, LONGEST_BACKOFF), stopping.signal);
      }
    }
  }

  /** Extends the locks that are half over. */
  function extendLocks(): void {
    const soon = Date.now() + lock / 2;
    for (const entry of active) if (entry.job.deadline < soon && !entry.extending) extend(entry).catch(parts.onTrouble);
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

  /** Resolves when no job is left, or the time is up. */
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
      return failed > 0 && !(performance.now() - openSince > LASTING);
    },
    async stop(drain) {
      stopping.abort();
      const cancel = startTimer(POLL_GRACE, () => polling.abort());
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
