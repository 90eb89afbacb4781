/** Counts the parts of a pattern as RE2's program has them. RE2 copies a part for each of its repetitions. */
export class ProgramSize {
  readonly #outer: number[] = [];
  #total = 0;
  #last = 0;

  get total(): number {
    return this.#total;
  }

  /** Adds a part that is not a group. */
  add(): void {
    this.#last = 1;
    this.#total++;
  }

  /** Begins a group. */
  open(): void {
    this.#outer.push(this.#total);
    this.#total = 0;
  }

  /** Ends a group. */
  close(): void {
    this.#last = this.#total;
    this.#total += this.#outer.pop() ?? 0;
  }

  /** Repeats the last part or group, so that it occurs this many times. */
  repeat(times: number): void {
    this.#total += this.#last * (times - 1);
    this.#last *= times;
  }
}
