import { LRUCache } from 'lru-cache';
import { pause } from '../async/deadline.ts';
import type { LockedJob, PumpParts, PumpSettings } from './pump.ts';
import type { Slots } from './slots.ts';
import { WaitingJobs } from './waiting-jobs.ts';

/**
 * How long a job may still be on its way here after its report. It was handed out when its lock was over, before the report came.
 * If it has a new lease, the report was in vain.
 */
const ON_THE_WAY_MS = 10_000;

interface AtHand<Job, Outcome> {
  readonly job: Job;
  readonly source: number;
  readonly controller: AbortController;
  /** When it began to run. */
  since: number;
  /** Whether it has run, and is being reported. */
  reported: boolean;
  /** What became of it when it was here before. Then it does not run again. */
  readonly before: Outcome | undefined;
  /** Whether its report ends the job, and not only a try. */
  ends: boolean;
  extending: boolean;
  /** How often it has come again while it was here. */
  again: number;
  lost: boolean;
  /** Whether its next try has come. */
  over: boolean;
}

/** The jobs that this worker has: those that run or are reported, and those that wait for a slot. */
export class JobsAtHand<Job extends LockedJob, Outcome> {
  readonly #parts: PumpParts<Job, Outcome>;
  readonly #settings: PumpSettings;
  readonly #slots: Slots;
  /** Is called when a slot became free. */
  readonly #onFree: () => void;
  // Not by their keys: a job whose lock was lost may come again while it still runs here.
  readonly #active = new Set<AtHand<Job, Outcome>>();
  /** By source, because the keys of two sources may be equal. */
  readonly #newest: readonly Map<string, AtHand<Job, Outcome>>[];
  readonly #waiting: WaitingJobs<AtHand<Job, Outcome>>;
  readonly #endedLate: LRUCache<string, { readonly outcome: Outcome }>;
  /** How many jobs are being handed back. */
  #handing = 0;
  #isStopping = false;
  #onDrained = () => {};

  constructor(parts: PumpParts<Job, Outcome>, settings: PumpSettings, slots: Slots, onFree: () => void) {
    this.#parts = parts;
    this.#settings = settings;
    this.#slots = slots;
    this.#onFree = onFree;
    this.#newest = parts.sources.map(() => new Map());
    this.#waiting = new WaitingJobs(slots, parts.sources.length);
    this.#endedLate = new LRUCache({ max: settings.maxJobs, ttl: ON_THE_WAY_MS });
  }

  /** How many jobs run or are being reported. */
  get active(): number {
    return this.#active.size;
  }

  /** Runs a job that has come, at once or when there is a slot for it. */
  take(job: Job, source: number): void {
    if (this.#isHere(job, source)) return;
    const before = this.#newest[source]?.get(job.key);
    if (before !== undefined) before.over = true;
    // It came while the process stood still. Another worker may have it by now, and if not, Zeebe hands it out again.
    if (isLockOver(job)) return;
    if (this.#slots.free(source) <= 0 && (this.#isStopping || this.#isHalfOver(job))) {
      this.#handBack(job);
      return;
    }
    const entry: AtHand<Job, Outcome> = {
      job,
      source,
      controller: new AbortController(),
      since: 0,
      before: this.#endedLate.size > 0 ? this.#endedLate.get(lateKey(job, source))?.outcome : undefined,
      reported: false,
      ends: false,
      extending: false,
      again: 0,
      lost: false,
      over: false,
    };
    this.#newest[source]?.set(job.key, entry);
    if (this.#slots.free(source) > 0) this.#start(entry);
    else this.#waiting.add(entry);
  }

  /** Gives a job back that has come, so that it can run elsewhere, unless it runs here already, or its lock is over. */
  giveBack(job: Job, source: number): void {
    if (!this.#isHere(job, source) && !isLockOver(job)) this.#handBack(job);
  }

  /**
   * Whether a job that has come is here already. Its lock was over, so Zeebe handed it out again, to this worker. What it asks for
   * is not done a second time.
   */
  #isHere(job: Job, source: number): boolean {
    const before = this.#newest[source]?.get(job.key);
    if (before === undefined || !isAtHand(before)) return false;
    Object.assign(before.job, job);
    before.again++;
    before.lost = false;
    return true;
  }

  #handBack(job: Job): void {
    this.#handing++;
    void this.#parts
      .handBack(job)
      .catch(this.#parts.onError)
      .finally(() => {
        this.#handing--;
        this.#lookDrained();
      });
  }

  #start(entry: AtHand<Job, Outcome>): void {
    entry.since = performance.now();
    this.#active.add(entry);
    this.#slots.share(entry.source).active++;
    this.#work(entry).catch(this.#parts.onError);
  }

  async #work(entry: AtHand<Job, Outcome>): Promise<void> {
    const { job, source, controller, before } = entry;
    // It was locked long ago, so that it may be lost soon, or by now: what it asks for is done only if it is ours.
    if (this.#isHalfOver(job)) await this.#extend(entry).catch(this.#parts.onError);
    if (!entry.lost && !isLockOver(job)) {
      const outcome = before ?? (await this.#parts.run(job, controller.signal));
      if (!entry.lost) await this.#report(entry, outcome);
    }
    this.#active.delete(entry);
    this.#slots.share(source).active--;
    this.#forget(entry);
    this.#startWaiting();
    this.#lookDrained();
    this.#onFree();
  }

  async #report(entry: AtHand<Job, Outcome>, outcome: Outcome): Promise<void> {
    entry.reported = true;
    entry.ends = this.#parts.isEnd(outcome);
    const delivered = await this.#parts.report(entry.job, outcome, () => entry.over);
    const late = performance.now() > entry.job.deadline;
    if (delivered && entry.ends && late) this.#endedLate.set(lateKey(entry.job, entry.source), { outcome });
  }

  #forget(entry: AtHand<Job, Outcome>): void {
    const newest = this.#newest[entry.source];
    if (newest?.get(entry.job.key) === entry) newest.delete(entry.job.key);
  }

  #startWaiting(): void {
    for (let entry = this.#waiting.next(); entry !== undefined; entry = this.#waiting.next()) {
      // If the process stood still, another worker may have the job by now.
      if (isLockOver(entry.job)) this.#forget(entry);
      else this.#start(entry);
    }
  }

  /** Extends each lock of which less than half is left. A job that still waits for a slot then is handed back instead. */
  extendLocks(): void {
    const now = performance.now();
    const { longest } = this.#settings;
    for (const entry of this.#active) {
      const { job, since, extending, lost } = entry;
      if (extending || lost || now - since > longest) continue;
      if (this.#isHalfOver(job, now)) this.#extend(entry).catch(this.#parts.onError);
    }
    this.#handBackWaiting((job) => this.#isHalfOver(job, now));
  }

  #isHalfOver({ deadline }: Job, now = performance.now()): boolean {
    return deadline < now + this.#settings.lock / 2;
  }

  async #extend(entry: AtHand<Job, Outcome>): Promise<void> {
    const { job, controller, again } = entry;
    entry.extending = true;
    try {
      const isOurs = await this.#parts.extendLock(job);
      // It may have come here again while the call was on its way.
      if (isOurs || entry.again > again) return;
      entry.lost = true;
      this.#parts.onLost?.(job);
      controller.abort(this.#settings.stopped);
    } finally {
      entry.extending = false;
    }
  }

  #handBackWaiting(isDue: (job: Job) => boolean): void {
    const due = this.#waiting.takeOut(({ job }) => isDue(job));
    for (const entry of due) {
      this.#forget(entry);
      // A job whose lock is over may run elsewhere by now.
      if (!isLockOver(entry.job)) this.#handBack(entry.job);
    }
    if (due.length > 0) this.#onFree();
  }

  /** From now on, no job waits for a slot. */
  stopWaiting(): void {
    this.#isStopping = true;
    this.#handBackWaiting(() => true);
  }

  #lookDrained(): void {
    if (this.#active.size + this.#handing === 0) this.#onDrained();
  }

  /** Resolves when no job is left, and all that were handed back have been, or when the time is over. */
  async drained(milliseconds: number): Promise<void> {
    if (this.#active.size + this.#handing === 0) return;
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
function isAtHand({ reported, ends, lost }: AtHand<LockedJob, unknown>): boolean {
  return reported ? ends : !lost;
}

function isLockOver({ deadline }: LockedJob): boolean {
  return deadline <= performance.now();
}

function lateKey({ key }: LockedJob, source: number): string {
  return `${source} ${key}`;
}
