/** Counts the parts of a pattern as a machine has them, which copies what is repeated. */
export class ProgramSize {
  readonly #outer: number[] = [];
  #total = 0;
  #last = 0;

  get total(): number {
    return this.#total;
  }

  /** A part that is no group. */
  add(): void {
    this.#last = 1;
    this.#total++;
  }

  /** The begin of a group. */
  open(): void {
    this.#outer.push(this.#total);
    this.#total = 0;
  }

  /** The end of a group. */
  close(): void {
    this.#last = this.#total;
    this.#total += this.#outer.pop() ?? 0;
  }

  /** The last part comes so many times. */
  repeat(times: number): void {
    this.#total += this.#last * (times - 1);
    this.#last *= times;
  }
}
