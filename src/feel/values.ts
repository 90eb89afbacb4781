import type { Call } from './builtin.ts';

/**
 * The kinds of values that the engine distinguishes. Times with and without an offset are different kinds, and do not compare.
 */
type Kind =
  | 'null'
  | 'boolean'
  | 'number'
  | 'string'
  | 'date'
  | 'local time'
  | 'time'
  | 'local date and time'
  | 'date and time'
  | 'years and months duration'
  | 'days and time duration'
  | 'list'
  | 'context'
  | 'function'
  | 'range';

/** The base of all values that are neither plain JavaScript values nor contexts. */
abstract class FeelObject {
  abstract readonly kind: Kind;
}

/**
 * A number. An integer that a double holds exactly is a JavaScript number. So is a fraction of the JSON input, which stands for its
 * shortest digits. Computed fractions and large integers are decimals. A bigint comes only from JSON input.
 */
export type FeelNumber = number | bigint | Decimal;

/**
 * A decimal number, coefficient / 10^scale. The coefficient is a bigint only if a double cannot hold it.
 * Arithmetic rounds to the precision of its left operand: 34 digits, or the digits of a longer literal.
 */
export class Decimal extends FeelObject {
  readonly coefficient: number | bigint;
  readonly scale: number;
  readonly precision: number;

  constructor(coefficient: number | bigint, scale: number, precision = 34) {
    super();
    this.coefficient = coefficient;
    this.scale = scale;
    this.precision = precision;
  }

  get kind(): 'number' {
    return 'number';
  }
}

type TemporalKind =
  | 'date'
  | 'local time'
  | 'time'
  | 'local date and time'
  | 'date and time'
  | 'years and months duration'
  | 'days and time duration';

/** A date, time, date and time, or duration. */
export abstract class TemporalValue extends FeelObject {
  abstract override readonly kind: TemporalKind;
  /** The properties that a path can read, in the engine's order. */
  abstract readonly propertyNames: readonly string[];
  abstract property(name: string): Value | undefined;
  /** Writes the value as the engine does: in `string(…)`, in warnings, and as a Zeebe variable. */
  abstract toText(): string;
  /** Writes the value as the connector runtime does in a process variable. */
  abstract toConnectorText(): string;
  /** Gives a number below zero, zero, or above zero, as Java's `compareTo` does. The other value must have the same kind. */
  abstract compare(other: TemporalValue): number;
  /** Equality of the Java objects: dates with times are equal only in the same zone. The other value must have the same kind. */
  abstract equals(other: TemporalValue): boolean;
}

/** A range. It is a value only as an argument of a function. */
export class FeelRange extends FeelObject {
  readonly start: Value;
  readonly end: Value;
  readonly startClosed: boolean;
  readonly endClosed: boolean;

  constructor(start: Value, end: Value, startClosed: boolean, endClosed: boolean) {
    super();
    this.start = start;
    this.end = end;
    this.startClosed = startClosed;
    this.endClosed = endClosed;
  }

  get kind(): 'range' {
    return 'range';
  }
}

/** A function. With `varArgs`, its last parameter takes all further arguments as a list. */
export class FeelFunction extends FeelObject {
  readonly parameters: readonly string[];
  readonly varArgs: boolean;
  readonly invoke: (call: Call, args: readonly Value[]) => Result;

  constructor(parameters: readonly string[], invoke: (call: Call, args: readonly Value[]) => Result, varArgs = false) {
    super();
    this.parameters = parameters;
    this.invoke = invoke;
    this.varArgs = varArgs;
  }

  get kind(): 'function' {
    return 'function';
  }
}

/**
 * A failed part of an expression. The part around it passes it on or turns it into null. A fatal one fails the whole expression.
 * Most become null, and nobody reads their messages. So a message that is costly to make is given as a function.
 */
export class ErrorValue {
  readonly fatal: boolean;
  private readonly text: string | (() => string);

  constructor(message: string | (() => string), fatal = false) {
    this.text = message;
    this.fatal = fatal;
  }

  get message(): string {
    return typeof this.text === 'string' ? this.text : this.text();
  }

  /** The failure as one that is not fatal. */
  get suppressible(): ErrorValue {
    return this.fatal ? new ErrorValue(this.text) : this;
  }
}

/** A context that an expression has made. Its functions are not entries: they can be called, but not read. */
export class FeelContext {
  readonly entries: ReadonlyMap<string, Value>;
  readonly functions: ReadonlyMap<string, readonly FeelFunction[]> | undefined;

  constructor(entries: ReadonlyMap<string, Value>, functions?: ReadonlyMap<string, readonly FeelFunction[]>) {
    this.entries = entries;
    this.functions = functions;
  }
}

/** A context that is written in the expression, like `{a: 1}`. */
export class LiteralContext extends FeelContext {}

/** An object of the JSON input, not copied. Only its own members count, see `entryOf`. */
export interface JsonContext {
  readonly [key: string]: Value | undefined;
}

export type Context = FeelContext | JsonContext;
export type List = readonly Value[];

/** A FEEL value. JSON input is a FEEL value without being copied. */
export type Value = null | boolean | string | FeelNumber | TemporalValue | FeelRange | FeelFunction | List | Context;

export type Result = Value | ErrorValue;

/** Gives the kind of a value. */
export function kindOf(value: Value): Kind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
    case 'bigint':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      if (value === null) return 'null';
      if (value instanceof FeelObject) return value.kind;
      return Array.isArray(value) ? 'list' : 'context';
  }
}

/** Whether a value is a number. */
export function isNumber(value: Result): value is FeelNumber {
  return typeof value === 'number' || value instanceof Decimal || typeof value === 'bigint';
}

/** Whether a value is a text. */
export function isString(value: Result): value is string {
  return typeof value === 'string';
}

/** Whether a value is true or false. */
export function isBoolean(value: Result): value is boolean {
  return typeof value === 'boolean';
}

/** Whether a value is a list. */
export function isList(value: Result): value is List {
  return Array.isArray(value);
}

/** Whether a value is a context, made by an expression or from JSON input. */
export function isContext(value: Result): value is Context {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof FeelObject) &&
    !(value instanceof ErrorValue)
  );
}

/** Whether a value is a date, a time, a date and time, or a duration. */
export function isTemporal(value: Result): value is TemporalValue {
  return value instanceof TemporalValue;
}

/** Whether a value is a function. */
export function isFunction(value: Result): value is FeelFunction {
  return value instanceof FeelFunction;
}

/** Whether a value is a range. */
export function isRange(value: Result): value is FeelRange {
  return value instanceof FeelRange;
}

/** Whether a result is an error value, and so not a value. */
export function isErrorValue(value: Result): value is ErrorValue {
  return value instanceof ErrorValue;
}

/** Gives the engine's name for the type of a value, as in `instance of`. */
export function typeName(kind: Kind): string {
  if (kind === 'local time') return 'time';
  return kind === 'local date and time' ? 'date and time' : kind;
}
