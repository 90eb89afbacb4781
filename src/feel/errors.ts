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

/** An expression was parsed, but cannot be evaluated. */
export class FeelError extends Error {
  override readonly name = 'FeelError';
  /** The warnings before the error. */
  warnings: readonly { readonly type: string; readonly message: string }[] = [];
}

/** An evaluation has used up its budget. Nothing in the expression can catch this. */
export class BudgetError extends FeelError {}
