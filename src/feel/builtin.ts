import { describe } from './text.ts';
import { ErrorValue, FeelFunction, type Result, type Value } from './values.ts';

/** The engine's names for its kinds of warnings. */
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
  /** The time of the evaluation, in milliseconds since 1970. It stays the same during one evaluation. */
  readonly now: number;
  /**
   * Adds a warning: the engine's suppressed failure. A message that is expensive to make is a function, called when it is read.
   */
  warn(type: WarningType, message: string | (() => string)): void;
  /** @throws FeelError always. It fails the whole expression, as an exception of the engine does */
  fail(message: string): never;
  /** Pays for work that grows with the input. One step is about 100 ns. @throws FeelError when the budget is used up */
  spend(steps: number): void;
  /** Pays for a text of this length, before it is made. @throws FeelError when it would be too long */
  spendText(length: number): void;
  /** Pays for a list or a context of this length, before it is made. @throws FeelError when it would be too long */
  spendList(length: number): void;
  /**
   * Looks into a value that is itself `levels` deep within another. Gives the level of what is in it.
   * @throws FeelError when that is too deep
   */
  within(levels: number): number;
  /** Calls a function value, like a lambda. */
  invoke(fn: FeelFunction, args: readonly Value[]): Result;
  /** The engine's `=`. Gives null, without a warning, for values that do not compare. */
  equal(a: Value, b: Value): boolean | null;
  /** Equality of the engine's objects, as `list contains` uses it. See `sameValues`. */
  same(a: Value, b: Value): boolean;
}

type Body = (call: Call, ...args: Value[]) => Result;

/**
 * All forms of a builtin, in the engine's order. A call takes the first form that fits the number or the names of its arguments.
 */
export type Builtin = readonly FeelFunction[];

/**
 * Makes one form of a builtin. A missing named argument is null. To give null with a warning, the body gives an `ErrorValue`,
 * see `illegal`.
 */
export function form(parameters: readonly string[], body: Body): FeelFunction {
  return new FeelFunction(parameters, (call, args) => body(call, ...args));
}

/** Makes a form whose last parameter takes any number of arguments. The body gets them as a list. */
export function varForm(parameters: readonly string[], body: Body): FeelFunction {
  return new FeelFunction(parameters, (call, args) => body(call, ...args), true);
}

/** Gives the error value of a form whose arguments have the wrong types. The call becomes null, with a warning. */
export function illegal(args: readonly Value[]): ErrorValue {
  return new ErrorValue(() => `Illegal arguments: ${args.map((arg) => `'${describe(arg)}'`).join(', ')}`);
}
