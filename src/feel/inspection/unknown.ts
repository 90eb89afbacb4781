/** Stands for a value that only a running process knows. */
export class Unknown {
  /** Whether the expression itself has an empty text in it, like `get or else(region, "")`: it may give just that. */
  readonly mayBeEmpty: boolean;

  constructor(mayBeEmpty = false) {
    this.mayBeEmpty = mayBeEmpty;
  }
}

/** The value of an expression as far as it is known before a process runs: JSON with `Unknown` in it. */
export type PartlyKnown = unknown;
