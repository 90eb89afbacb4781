import type { Call, WarningType } from '../builtin.ts';
import { equalValues, sameValues } from '../compare.ts';
import { BudgetError, FeelError } from '../errors.ts';
import { describe } from '../text.ts';
import { ErrorValue, type FeelFunction, isErrorValue, type Result, type Value } from '../values.ts';

/** What one evaluation may use. A step is about 100 ns of work, so the default is about 50 ms. */
export interface Budget {
  readonly steps: number;
  /** How deep calls of functions may be nested. */
  readonly depth: number;
  /**
   * Levels of nesting: of the expression, of the functions that it is calling and of the values that they look into, all
   * together. A level takes up to 640 bytes of the stack, of which Node has 984 KB.
   */
  readonly levels: number;
  /** How many items a list, or entries a context, may have. */
  readonly listLength: number;
  /** How many UTF-16 units a text may have. */
  readonly textLength: number;
}

export const DEFAULT_BUDGET: Budget = {
  steps: 500_000,
  depth: 100,
  levels: 1_200,
  listLength: 100_000,
  textLength: 1_000_000,
};

/** Why a part of the expression became null: one of the engine's suppressed failures. */
export interface Warning {
  readonly type: WarningType;
  readonly message: string;
}

const MAX_WARNINGS = 100;
const CHARACTERS_PER_STEP = 16;

/** One evaluation: what is left of its budget, and its warnings. */
export class Run implements Call {
  readonly now: number;
  /** Whether a function was bound to a name. Only then must calls look for one. */
  bindsFunctions = false;
  /** The message of the first failed assertion. It fails the expression at the end. */
  assertion: ErrorValue | undefined;
  private left: number;
  private depth = 0;
  private levels: number;
  private readonly budget: Budget;
  private readonly notes: (readonly [type: WarningType, message: string | (() => string)])[] = [];

  /** @param levels those of the expression */
  constructor(budget: Budget, now: number, levels: number) {
    this.budget = budget;
    this.left = budget.steps;
    this.now = now;
    this.levels = levels;
  }

  /** How many steps of its budget it has used. */
  get taken(): number {
    return this.budget.steps - this.left;
  }

  /** Each makes its message when that is read. */
  get warnings(): readonly Warning[] {
    return this.notes.map(([type, message]) => ({
      type,
      get message() {
        return typeof message === 'string' ? message : message();
      },
    }));
  }

  warn(type: WarningType, message: string | (() => string)): void {
    this.spend(1);
    if (this.notes.length < MAX_WARNINGS) this.notes.push([type, message]);
  }

  /** Adds a warning, and gives the error value that it is about. */
  errorValue(type: WarningType, message: () => string): ErrorValue {
    this.warn(type, message);
    return new ErrorValue(message);
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
    this.spend(1 + length / CHARACTERS_PER_STEP);
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

  within(levels: number): number {
    if (this.levels + levels < this.budget.levels) return levels + 1;
    throw new BudgetError(`The evaluation is nested deeper than ${this.budget.levels} levels`);
  }

  /** Begins a call of a function whose body has so many levels. */
  enter(levels: number): void {
    if (++this.depth > this.budget.depth) {
      throw new BudgetError(`The evaluation takes more than ${this.budget.depth} calls within calls`);
    }
    this.within(levels);
    this.levels += levels;
  }

  leave(levels: number): void {
    this.depth--;
    this.levels -= levels;
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

/** Gives null for an error value that is not fatal. Gives anything else as it is. */
export function orNull(result: Result): Result {
  return isErrorValue(result) && !result.fatal ? null : result;
}
