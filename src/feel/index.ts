import { connectorFunctions } from './connector-functions.ts';
import { FeelError, FeelSyntaxError } from './errors.ts';
import type { Code, Functions } from './evaluation/code.ts';
import { compileTree } from './evaluation/compiler.ts';
import { type Budget, DEFAULT_BUDGET, Run, type Warning } from './evaluation/run.ts';
import { Scope } from './evaluation/scope.ts';
import { toJson } from './json.ts';
import { parse } from './syntax/parser.ts';
import { isErrorValue, type JsonContext } from './values.ts';

export { FeelError, FeelSyntaxError };

/** Limits of an evaluation that differ from the defaults, and the time that it takes as `now()`, in milliseconds since 1970. */
interface Options extends Partial<Budget> {
  readonly now?: number;
}

/** The result of an evaluation: its value, as the connector runtime would write it as JSON, and why parts of it became null. */
export interface Evaluation {
  readonly value: unknown;
  readonly warnings: readonly Warning[];
}

/** A parsed expression. */
export interface Expression {
  /**
   * Evaluates the expression with a context of JSON values, like `{response: {…}}`. A name that is missing, or a value of the wrong
   * type, gives null and a warning.
   * @throws FeelError when there is no value, or the budget is used up
   */
  evaluate(context: Readonly<Record<string, unknown>>, options?: Options): Evaluation;
}

/**
 * Parses a FEEL expression, and makes it ready to run. The text has no leading `=`. Nothing is kept here: who evaluates an
 * expression more than once keeps it.
 * @param functions what it may call beside FEEL's own functions
 * https://docs.camunda.io/docs/components/modeler/feel/what-is-feel/
 * @throws FeelSyntaxError when the text is not FEEL, FeelError when it is nested too deep to be evaluated
 */
export function compile(text: string, functions: Functions = connectorFunctions): Expression {
  const { code, levels } = compileTree(parse(text), functions);
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
      if (isErrorValue(result)) return run.fail(result.message);
      return new Done(toJson(run, result), run);
    } catch (error) {
      throw error instanceof FeelError ? error.during(run) : error;
    }
  }
}

/** Makes the texts of warnings only when they are read. */
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
