/** What one source of jobs has here. */
interface Share {
  /** Jobs that run or are being reported. */
  active: number;
  /** Jobs that have come and wait for a slot. */
  waiting: number;
  /** Jobs that a poll under way has asked for, and that have not come yet. */
  asked: number;
}

/**
 * Counts the slots of a pump, and divides them among the sources of jobs. Half of the slots are kept for the sources in equal
 * parts, so that a flood of one keeps none of the others waiting. The other half is for whoever comes first. A source that is
 * alone has all of them.
 */
export class Slots {
  readonly #max: number;
  /** How many slots are kept for each source. */
  readonly #kept: number;
  readonly #shares: readonly Share[];

  constructor(max: number, sources: number) {
    this.#max = max;
    this.#kept = sources > 1 ? Math.floor(max / (2 * sources)) : 0;
    this.#shares = Array.from({ length: sources }, () => ({ active: 0, waiting: 0, asked: 0 }));
  }

  /** What the source has here. Whoever takes or ends its jobs changes the numbers. */
  share(source: number): Share {
    return this.#shares[source] as Share;
  }

  /** The most slots that one source can have. */
  get most(): number {
    return this.#max - this.#kept * (this.#shares.length - 1);
  }

  /** For how many jobs to ask if it is not known that there are so many. */
  get few(): number {
    return this.#shares.length > 1 ? Math.max(1, this.#kept) : Math.ceil(this.#max / 4);
  }

  /** How many jobs a source has here, or has asked for. */
  used(source: number): number {
    const { active, waiting, asked } = this.share(source);
    return active + waiting + asked;
  }

  /** How many more jobs of the source may run now. */
  free(source: number): number {
    let free = this.#max;
    for (let index = 0; index < this.#shares.length; index++) {
      const { active } = this.share(index);
      free -= index === source ? active : Math.max(active, this.#kept);
    }
    return free;
  }

  /** How many more jobs of the source may be asked for now. */
  askable(source: number): number {
    let askable = this.#max;
    for (let index = 0; index < this.#shares.length; index++) {
      const used = this.used(index);
      // What others have that waits is not more than they can have: it takes nothing of what is kept for this one.
      askable -= index === source ? used : Math.max(Math.min(used, this.most), this.#kept);
    }
    return askable;
  }
}
