import type { Call, WarningType } from '../builtin.ts';
import { equalValues, sameValues } from '../compare.ts';
import { BudgetError, FeelError } from '../errors.ts';
import { describe } from '../text.ts';
import { Failure, type FeelFunction, isFailure, type Result, type Value } from '../values.ts';

/** What one evaluation may use. A step is about 100 ns of work, so the default is some 50 ms. */
export interface Budget {
  readonly steps: number;
  /** Calls of functions within calls. */
  readonly depth: number;
  /** Items of a list, or entries of a context. */
  readonly listLength: number;
  /** UTF-16 units of a text. */
  readonly textLength: number;
}

export const DEFAULT_BUDGET: Budget = { steps: 500_000, depth: 100, listLength: 100_000, textLength: 1_000_000 };

/** Something that did not fit and became null: the engine's suppressed failures. */
export interface Warning {
  readonly type: WarningType;
  readonly message: string;
}

const MAX_WARNINGS = 100;
const TEXT_PER_STEP = 16;

/** One evaluation: what is left of its budget, and what it warned about. */
export class Run implements Call {
  readonly now: number;
  /** Whether any function was bound to a name: only then calls must look for one. */
  bindsFunctions = false;
  /** The message of the first failed assertion; it fails the expression at its end. */
  assertion: string | undefined;
  private left: number;
  private depth = 0;
  private readonly budget: Budget;
  private readonly notes: (readonly [type: WarningType, message: string | (() => string)])[] = [];

  constructor(budget: Budget, now: number) {
    this.budget = budget;
    this.left = budget.steps;
    this.now = now;
  }

  get warnings(): readonly Warning[] {
    return this.notes.map(([type, message]) => ({ type, message: typeof message === 'string' ? message : message() }));
  }

  warn(type: WarningType, message: string | (() => string)): void {
    this.spend(1);
    if (this.notes.length < MAX_WARNINGS) this.notes.push([type, message]);
  }

  /** A warning, and the failure that it is about. */
  failure(type: WarningType, message: () => string): Failure {
    this.warn(type, message);
    return new Failure(message());
  }

  expected(type: string, value: Value): null {
    this.warn('INVALID_TYPE', () => `Expected ${type} but found '${describe(value)}'`);
    return null;
  }

  fail(message: string): never {
    throw new FeelError(message);
  }

  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new BudgetError(`The evaluation takes more than ${this.budget.steps} steps`);
  }

  spendText(length: number): void {
    if (length > this.budget.textLength) {
      throw new BudgetError(`The evaluation makes a text of more than ${this.budget.textLength} characters`);
    }
    this.spend(1 + length / TEXT_PER_STEP);
  }

  /** For a list that is made at once. */
  spendList(length: number): void {
    this.limitList(length);
    this.spend(1 + length);
  }

  /** For a list that grows item by item, each of which has been paid for. */
  limitList(length: number): void {
    if (length > this.budget.listLength) {
      throw new BudgetError(`The evaluation makes a list of more than ${this.budget.listLength} items`);
    }
  }

  enter(): void {
    if (++this.depth > this.budget.depth) {
      throw new BudgetError(`The evaluation takes more than ${this.budget.depth} calls within calls`);
    }
  }

  leave(): void {
    this.depth--;
  }

  invoke(fn: FeelFunction, args: readonly Value[]): Result {
    this.spend(1);
    return fn.invoke(this, args);
  }

  equal(a: Value, b: Value): boolean | null {
    return equalValues(a, b, this);
  }

  same(a: Value, b: Value): boolean {
    return sameValues(a, b, this);
  }
}

/** Makes a failure null, unless it is fatal. */
export function orNull(result: Result): Result {
  return isFailure(result) && !result.fatal ? null : result;
}
