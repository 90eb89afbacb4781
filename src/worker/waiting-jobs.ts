import type { Slots } from './slots.ts';

/** Jobs that have come and wait for a slot, in their order, by source. */
export class WaitingJobs<Waiting extends { readonly source: number }> {
  readonly #slots: Slots;
  readonly #queues: readonly Waiting[][];

  constructor(slots: Slots, sources: number) {
    this.#slots = slots;
    this.#queues = Array.from({ length: sources }, () => []);
  }

  add(job: Waiting): void {
    this.#queues[job.source]?.push(job);
    this.#slots.share(job.source).waiting++;
  }

  /** Takes out the job that a free slot is for: one of the source that has the fewest. Undefined if there is none. */
  next(): Waiting | undefined {
    const source = this.#nextSource();
    if (source === undefined) return undefined;
    this.#slots.share(source).waiting--;
    return this.#queues[source]?.shift();
  }

  #nextSource(): number | undefined {
    let next: number | undefined;
    for (let source = 0; source < this.#queues.length; source++) {
      const { active, waiting } = this.#slots.share(source);
      if (waiting === 0 || this.#slots.free(source) <= 0) continue;
      if (next === undefined || active < this.#slots.share(next).active) next = source;
    }
    return next;
  }

  /** Takes out all that are due. */
  takeOut(isDue: (job: Waiting) => boolean): Waiting[] {
    return this.#queues.flatMap((queue, source) => {
      const due = queue.filter(isDue);
      if (due.length === 0) return due;
      queue.splice(0, queue.length, ...queue.filter((job) => !due.includes(job)));
      this.#slots.share(source).waiting = queue.length;
      return due;
    });
  }
}
