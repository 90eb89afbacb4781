import { describe } from './text.ts';
import { Failure, FeelFunction, type Result, type Value } from './values.ts';

/** The engine's names of what it warns about. */
export type WarningType =
  | 'UNKNOWN'
  | 'NO_VARIABLE_FOUND'
  | 'NO_CONTEXT_ENTRY_FOUND'
  | 'NO_PROPERTY_FOUND'
  | 'NOT_COMPARABLE'
  | 'INVALID_TYPE'
  | 'NO_FUNCTION_FOUND'
  | 'FUNCTION_INVOCATION_FAILURE'
  | 'ASSERT_FAILURE';

/** What a function may use of the evaluation that calls it. */
export interface Call {
  /** The clock: milliseconds since 1970, the same during one evaluation. */
  readonly now: number;
  /** Notes a suppressed failure. A message that is costly to make is given as a function: it is made only when read. */
  warn(type: WarningType, message: string | (() => string)): void;
  /** @throws FeelError: fails the whole expression, as an exception of the engine does */
  fail(message: string): never;
  /** Pays for work that grows with the input: one step is about 100 ns. @throws FeelError when the budget is used up */
  spend(steps: number): void;
  /** Pays for a text to be made. @throws FeelError when it would be too long */
  spendText(length: number): void;
  /** Pays for a list (or context) to be made. @throws FeelError when it would be too long */
  spendList(length: number): void;
  /**
   * Looks into a value that is itself so many levels within another: gives the level of what is in it.
   * @throws FeelError when that is too deep
   */
  within(levels: number): number;
  /** Calls a function value, a lambda say. */
  invoke(fn: FeelFunction, args: readonly Value[]): Result;
  /** `=` of the engine: null for values that do not compare, without a warning. */
  equal(a: Value, b: Value): boolean | null;
  /** Equality of the engine's objects, as `list contains` sees it: two contexts are never the same. */
  same(a: Value, b: Value): boolean;
}

type Body = (call: Call, ...args: Value[]) => Result;

/** A builtin: all its forms, in the engine's order; a call takes the first that fits its number or names of arguments. */
export type Builtin = readonly FeelFunction[];

/** One form of a builtin. A missing named argument is null. It gives a `Failure` for null and a warning: `illegal(args)`. */
export function form(parameters: readonly string[], body: Body): FeelFunction {
  return new FeelFunction(parameters, (call, args) => body(call, ...args));
}

/** A form whose last parameter takes any number of arguments: the body gets them as a list. */
export function varForm(parameters: readonly string[], body: Body): FeelFunction {
  return new FeelFunction(parameters, (call, args) => body(call, ...args), true);
}

/** What a form gives when its arguments have the wrong types: null and a warning. */
export function illegal(args: readonly Value[]): Failure {
  return new Failure(() => `Illegal arguments: ${args.map((arg) => `'${describe(arg)}'`).join(', ')}`);
}
