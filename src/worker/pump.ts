import { startLimit } from '../async/deadline.ts';
import { JobsAtHand } from './jobs-at-hand.ts';
import { type PollLoop, startPolls } from './poll-loop.ts';
import { type PushLoop, type Stream, startPush } from './push-loop.ts';
import { Slots } from './slots.ts';

/** What the pump needs to know of a job: its key, and when its lock ends, as `performance.now()` tells it. */
export interface LockedJob {
  readonly key: string;
  readonly deadline: number;
}

/** Where jobs come from, like one tenant of an engine. */
export interface Source<Job> {
  /** Waits for jobs and gives each to `onJob` as it comes. Resolves when the poll is over. Rejects when the gateway fails. */
  readonly activate: (maxJobs: number, onJob: (job: Job) => void, signal: AbortSignal) => Promise<void>;
  /** Opens a stream that gives each job to `onJob` as it comes. Without it, there are only polls. */
  readonly stream?: ((onJob: (job: Job) => void) => Promise<Stream>) | undefined;
}

/** The parts that do the work. The pump itself knows only that jobs come, run and are reported. */
export interface PumpParts<Job extends LockedJob, Outcome> {
  /** The slots are shared among these. */
  readonly sources: readonly Source<Job>[];
  /** Runs a job. Never rejects. When `signal` is aborted, it ends soon. */
  readonly run: (job: Job, signal: AbortSignal) => Promise<Outcome>;
  /**
   * Reports how a job ended. Gives whether it could be delivered. Never rejects. If `isOver` gives true, the report would be one of
   * the job's next try, and is not made again.
   */
  readonly report: (job: Job, outcome: Outcome, isOver: () => boolean) => Promise<boolean>;
  /**
   * Whether an outcome ends the job. If not, it ends one of the job's tries, and the next may come before the report is answered.
   */
  readonly isEnd: (outcome: Outcome) => boolean;
  /** Locks a job for longer. Gives false when we no longer have the job. Rejects when the gateway fails. */
  readonly extendLock: (job: Job) => Promise<boolean>;
  /** Is called when a job is lost: another worker may have it. */
  readonly onLost?: (job: Job) => void;
  /** Gives back a job that has not begun, with all its retries. Rejects when the gateway fails. */
  readonly handBack: (job: Job) => Promise<unknown>;
  /** Is called when a poll, an extension or a handing back fails. */
  readonly onError: (error: Error) => void;
  /** Is called when a stream has broken, or could not be opened. Gives whether the gateway has no streams. */
  readonly onBrokenStream: (error: Error) => boolean;
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
  /** Whether polls of a source fail. */
  readonly failing: boolean;
  /** How many jobs have come since the start. */
  readonly taken: number;
  /**
   * Takes no more jobs, lets the current ones end, and cuts them off after `drain` milliseconds. Resolves with the number of jobs
   * that could not be reported.
   */
  stop(drain: number): Promise<number>;
}

/** On stop, how long an open poll may still bring jobs. Cancelling it would leave jobs that are on their way locked. */
const POLL_GRACE_MS = 500;

/** Starts to activate, run and report jobs. Locks are extended for as long as jobs run. */
export function startPump<Job extends LockedJob, Outcome>(
  parts: PumpParts<Job, Outcome>,
  settings: PumpSettings,
): Pump {
  const { sources, onError } = parts;
  const slots = new Slots(settings.maxJobs, sources.length);
  const stopping = new AbortController();
  const cancelling = new AbortController();
  const polls: PollLoop[] = [];
  const pushes: PushLoop[] = [];
  const order = sources.map((_, index) => index);
  let taken = 0;

  const jobs = new JobsAtHand(parts, settings, slots, onFree);

  /** Shares the free slots out: the source that has the fewest goes first. */
  function onFree(): void {
    for (const push of pushes) push.look();
    if (polls.length < 2) polls[0]?.look();
    else for (const source of order.sort((a, b) => slots.used(a) - slots.used(b))) polls[source]?.look();
  }

  for (const [index, { activate, stream }] of sources.entries()) {
    const onJob = (job: Job) => {
      taken++;
      jobs.take(job, index);
    };
    const common = { source: index, slots, onJob };
    const giveBack = (job: Job) => jobs.giveBack(job, index);
    const { lock } = settings;
    const push =
      stream && startPush({ ...common, open: stream, giveBack, lock, onBroken: parts.onBrokenStream }, stopping.signal);
    if (push !== undefined) pushes.push(push);
    const hasStream = () => push?.open === true;
    const isAlone = () => sources.length === 1 && !hasStream();
    const { signal } = stopping;
    polls.push(startPolls({ ...common, activate, onError, onFree, isAlone, hasStream }, signal, cancelling.signal));
  }
  const extension = setInterval(() => jobs.extendLocks(), settings.lock / 8);

  return {
    get active() {
      return jobs.active;
    },
    get failing() {
      return polls.some(({ failing }) => failing);
    },
    get taken() {
      return taken;
    },
    async stop(drain) {
      stopping.abort();
      jobs.stopWaiting();
      const cancel = startLimit(POLL_GRACE_MS, () => cancelling.abort());
      await Promise.all(polls.map(({ ended }) => ended));
      cancel();
      await jobs.drained(drain);
      jobs.cutOff();
      await jobs.drained(settings.reportGrace);
      clearInterval(extension);
      return jobs.active;
    },
  };
}
