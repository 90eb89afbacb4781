/** An expression that cannot be parsed: where (from 1), what is wrong there, and what could stand there instead. */
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

/** An expression that was parsed, but cannot be evaluated. */
export class FeelError extends Error {
  override readonly name = 'FeelError';
  private evaluation: Warnings | undefined;

  /** What had become null before. */
  get warnings(): Warnings['warnings'] {
    return this.evaluation?.warnings ?? [];
  }

  /** Notes which evaluation failed. */
  during(evaluation: Warnings): this {
    this.evaluation = evaluation;
    return this;
  }
}

/** An evaluation that has used up its budget: nothing in the expression can catch it. */
export class BudgetError extends FeelError {}
