/** An expression cannot be parsed. Line and column count from 1. `expected` lists what could be at that position. */
export class FeelSyntaxError extends Error {
  override readonly name = 'FeelSyntaxError';
  readonly line: number;
  readonly column: number;
  readonly expected: readonly string[];

  constructor(message: string, line: number, column: number, expected: readonly string[] = []) {
    super(message);
    this.line = line;
    this.column = column;
    this.expected = expected;
  }
}

interface Warnings {
  readonly warnings: readonly { readonly type: string; readonly message: string }[];
}

/** An expression was parsed, but cannot be evaluated. */
export class FeelError extends Error {
  override readonly name = 'FeelError';
  private evaluation: Warnings | undefined;

  /** The warnings before the error. */
  get warnings(): Warnings['warnings'] {
    return this.evaluation?.warnings ?? [];
  }

  /** Notes which evaluation failed. */
  during(evaluation: Warnings): this {
    this.evaluation = evaluation;
    return this;
  }
}

/** An evaluation has used up its budget. Nothing in the expression can catch this. */
export class BudgetError extends FeelError {}
