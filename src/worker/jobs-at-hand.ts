import { LRUCache } from 'lru-cache';
import { pause } from '../async/deadline.ts';
import type { LockedJob, PumpParts, PumpSettings } from './pump.ts';
import type { Slots } from './slots.ts';

/**
 * How long a job may still be on its way here after its report has ended it. It was handed out when its lock was over, before the
 * report came.
 */
const ON_THE_WAY_MS = 10_000;
const MOST_ON_THE_WAY = 10_000;

interface AtHand<Job> {
  readonly job: Job;
  readonly source: number;
  readonly controller: AbortController;
  /** When it began to run. */
  since: number;
  /** Whether it has run, and is being reported. */
  reported: boolean;
  /** Whether its report ends the job, and not only a try. */
  ends: boolean;
  extending: boolean;
  lost: boolean;
}

/** The jobs that this worker has: those that run or are reported, and those that wait for a slot. */
export class JobsAtHand<Job extends LockedJob, Outcome> {
  readonly #parts: PumpParts<Job, Outcome>;
  readonly #settings: PumpSettings;
  readonly #slots: Slots;
  /** Is called when a slot became free. */
  readonly #onFree: () => void;
  // Not by their keys: a job whose lock was lost may come again while it still runs here.
  readonly #active = new Set<AtHand<Job>>();
  /** By source, because the keys of two sources may be equal. */
  readonly #newest: readonly Map<string, AtHand<Job>>[];
  readonly #waiting: readonly AtHand<Job>[][];
  readonly #endedLate = new LRUCache<string, true>({ max: MOST_ON_THE_WAY, ttl: ON_THE_WAY_MS });
  #isStopping = false;
  #onDrained = () => {};

  constructor(parts: PumpParts<Job, Outcome>, settings: PumpSettings, slots: Slots, onFree: () => void) {
    this.#parts = parts;
    this.#settings = settings;
    this.#slots = slots;
    this.#onFree = onFree;
    this.#newest = parts.sources.map(() => new Map());
    this.#waiting = parts.sources.map(() => []);
  }

  /** How many jobs run or are being reported. */
  get active(): number {
    return this.#active.size;
  }

  /** Runs a job that has come, at once or when there is a slot for it. */
  take(job: Job, source: number): void {
    if (this.#endedLate.size > 0 && this.#endedLate.has(lateKey(job, source))) return;
    const before = this.#newest[source]?.get(job.key);
    if (before !== undefined && isAtHand(before)) {
      // The lock was over, so Zeebe handed the job out again, to this worker. What the job asks for is not done a second time.
      Object.assign(before.job, job);
      before.lost = false;
      return;
    }
    const entry: AtHand<Job> = {
      job,
      source,
      controller: new AbortController(),
      since: 0,
      reported: false,
      ends: false,
      extending: false,
      lost: false,
    };
    if (this.#slots.free(source) <= 0 && this.#isStopping) {
      this.handBack(job);
      return;
    }
    this.#newest[source]?.set(job.key, entry);
    if (this.#slots.free(source) > 0) this.#start(entry);
    else this.#wait(entry);
  }

  /** Gives a job back that has not begun, so that it can run elsewhere. */
  handBack(job: Job): void {
    this.#parts.handBack(job).catch(this.#parts.onError);
  }

  #wait(entry: AtHand<Job>): void {
    this.#waiting[entry.source]?.push(entry);
    this.#slots.share(entry.source).waiting++;
  }

  #start(entry: AtHand<Job>): void {
    entry.since = performance.now();
    this.#active.add(entry);
    this.#slots.share(entry.source).active++;
    this.#work(entry).catch(this.#parts.onError);
  }

  async #work(entry: AtHand<Job>): Promise<void> {
    const { job, source, controller } = entry;
    const outcome = await this.#parts.run(job, controller.signal);
    if (!entry.lost) await this.#report(entry, outcome);
    this.#active.delete(entry);
    this.#slots.share(source).active--;
    this.#forget(entry);
    this.#startWaiting();
    if (this.#active.size === 0) this.#onDrained();
    this.#onFree();
  }

  async #report(entry: AtHand<Job>, outcome: Outcome): Promise<void> {
    entry.reported = true;
    entry.ends = this.#parts.isEnd(outcome);
    const delivered = await this.#parts.report(entry.job, outcome);
    const late = performance.now() > entry.job.deadline;
    if (delivered && entry.ends && late) this.#endedLate.set(lateKey(entry.job, entry.source), true);
  }

  #forget(entry: AtHand<Job>): void {
    const newest = this.#newest[entry.source];
    if (newest?.get(entry.job.key) === entry) newest.delete(entry.job.key);
  }

  /** Gives free slots to jobs that wait for one; first to the source that has the fewest. */
  #startWaiting(): void {
    for (let next = this.#nextSource(); next !== undefined; next = this.#nextSource()) {
      const entry = this.#waiting[next]?.shift();
      if (entry === undefined) return;
      this.#slots.share(next).waiting--;
      this.#start(entry);
    }
  }

  #nextSource(): number | undefined {
    let next: number | undefined;
    for (let source = 0; source < this.#waiting.length; source++) {
      const { active, waiting } = this.#slots.share(source);
      if (waiting === 0 || this.#slots.free(source) <= 0) continue;
      if (next === undefined || active < this.#slots.share(next).active) next = source;
    }
    return next;
  }

  /** Extends each lock of which less than half is left. A job that still waits for a slot then is handed back instead. */
  extendLocks(): void {
    const now = performance.now();
    const { lock, longest } = this.#settings;
    for (const entry of this.#active) {
      const { job, since, extending, lost } = entry;
      if (extending || lost || now - since > longest) continue;
      if (job.deadline < now + lock / 2) this.#extend(entry).catch(this.#parts.onError);
    }
    this.#handBackWaiting(({ deadline }) => deadline < now + lock / 2);
  }

  async #extend(entry: AtHand<Job>): Promise<void> {
    entry.extending = true;
    try {
      entry.lost = !(await this.#parts.extendLock(entry.job));
      if (entry.lost) entry.controller.abort(this.#settings.stopped);
    } finally {
      entry.extending = false;
    }
  }

  #handBackWaiting(isDue: (job: Job) => boolean): void {
    for (const [source, waiting] of this.#waiting.entries()) {
      const due = waiting.filter(({ job }) => isDue(job));
      if (due.length === 0) continue;
      waiting.splice(0, waiting.length, ...waiting.filter((entry) => !due.includes(entry)));
      this.#slots.share(source).waiting = waiting.length;
      for (const entry of due) {
        this.#forget(entry);
        this.handBack(entry.job);
      }
    }
  }

  /** From now on, no job waits for a slot. */
  stopWaiting(): void {
    this.#isStopping = true;
    this.#handBackWaiting(() => true);
  }

  /** Resolves when no job is left, or when the time is over. */
  async drained(milliseconds: number): Promise<void> {
    if (this.#active.size === 0) return;
    const drained = new AbortController();
    this.#onDrained = () => drained.abort();
    await pause(milliseconds, drained.signal);
    this.#onDrained = () => {};
  }

  cutOff(): void {
    for (const { controller } of this.#active) controller.abort(this.#settings.stopped);
  }
}

/** Whether a job runs here or waits for it, or has been done and is being reported. */
function isAtHand({ reported, ends, lost }: AtHand<LockedJob>): boolean {
  return reported ? ends : !lost;
}

function lateKey({ key }: LockedJob, source: number): string {
  return `${source} ${key}`;
}
