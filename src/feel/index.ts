import { FeelError, FeelSyntaxError } from './errors.ts';
import type { Code } from './evaluation/code.ts';
import { compileTree } from './evaluation/compiler.ts';
import { type Budget, DEFAULT_BUDGET, Run, type Warning } from './evaluation/run.ts';
import { Scope } from './evaluation/scope.ts';
import { toJson } from './json.ts';
import { parse } from './syntax/parser.ts';
import { isFailure, type JsonContext } from './values.ts';

export type { Budget, Warning };
export { FeelError, FeelSyntaxError };

/** What an evaluation may use beyond the defaults, and the time that it takes for now (milliseconds since 1970). */
export interface Options extends Partial<Budget> {
  readonly now?: number;
}

/** A value, as the connector runtime would write it as JSON, and what became null on the way to it. */
export interface Evaluation {
  readonly value: unknown;
  readonly warnings: readonly Warning[];
}

/** A parsed expression. */
export interface Expression {
  /**
   * Evaluates over a context of JSON values. What is missing or does not fit gives null and a warning.
   * @throws FeelError when there is no value, or the budget is used up
   */
  evaluate(context: Readonly<Record<string, unknown>>, options?: Options): Evaluation;
}

/**
 * Parses a FEEL expression, without a leading `=`, and makes it ready to run. It is not kept here: who evaluates it more than
 * once keeps it.
 * @throws FeelSyntaxError when it is none, FeelError when it is nested too deep to be evaluated
 */
export function compile(text: string): Expression {
  const { code, levels } = compileTree(parse(text));
  if (levels >= DEFAULT_BUDGET.levels) throw new FeelError(`More than ${DEFAULT_BUDGET.levels} parts within parts`);
  return new CompiledExpression(code, levels);
}

class CompiledExpression implements Expression {
  private readonly code: Code;
  private readonly levels: number;

  constructor(code: Code, levels: number) {
    this.code = code;
    this.levels = levels;
  }

  evaluate(context: Readonly<Record<string, unknown>>, options?: Options): Evaluation {
    const run = new Run(
      options === undefined ? DEFAULT_BUDGET : { ...DEFAULT_BUDGET, ...options },
      options?.now ?? Date.now(),
      this.levels,
    );
    try {
      const result = this.code(run, new Scope(undefined, context as JsonContext));
      if (run.assertion !== undefined) run.fail(`Assertion failed: ${run.assertion.message}`);
      if (isFailure(result)) return run.fail(result.message);
      return new Done(toJson(run, result), run);
    } catch (error) {
      throw error instanceof FeelError ? error.during(run) : error;
    }
  }
}

/** Makes the texts of warnings only when somebody reads them. */
class Done implements Evaluation {
  readonly value: unknown;
  private readonly run: Run;

  constructor(value: unknown, run: Run) {
    this.value = value;
    this.run = run;
  }

  get warnings(): readonly Warning[] {
    return this.run.warnings;
  }
}
