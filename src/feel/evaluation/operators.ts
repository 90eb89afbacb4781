import { isComparable, orderOf } from '../compare.ts';
import {
  add,
  compareNumbers,
  divide,
  fromDouble,
  isWhole,
  isZero,
  multiply,
  negate,
  powerOf,
  subtract,
  toDouble,
  toInt32,
} from '../number.ts';
import type { ArithmeticOperator, ComparisonOperator } from '../syntax/tree.ts';
import { addTemporal, divideTemporal, multiplyTemporal, subtractTemporal } from '../temporal/index.ts';
import { describe } from '../text.ts';
import { type FeelNumber, isErrorValue, isNumber, kindOf, type Result, type Value } from '../values.ts';
import { orNull, type Run } from './run.ts';

/** How many steps arithmetic with large numbers and fractions costs. */
const DECIMAL_STEPS = 10;

interface Operation {
  readonly numbers: (a: FeelNumber, b: FeelNumber) => FeelNumber;
  readonly temporal: (a: Value, b: Value) => Value | undefined;
  readonly warning: (a: string, b: string) => string;
}

const OPERATIONS: { readonly [operator in Exclude<ArithmeticOperator, '**'>]: Operation } = {
  '+': { numbers: add, temporal: addTemporal, warning: (a, b) => `Can't add '${b}' to '${a}'` },
  '-': { numbers: subtract, temporal: subtractTemporal, warning: (a, b) => `Can't subtract '${b}' from '${a}'` },
  '*': { numbers: multiply, temporal: multiplyTemporal, warning: (a, b) => `Can't multiply '${a}' by '${b}'` },
  '/': { numbers: divide, temporal: divideTemporal, warning: (a, b) => `Can't divide '${a}' by '${b}'` },
};

/** Applies an operator. Gives null, with a warning, when the operator has no meaning for the operands. */
export function arithmetic(run: Run, operator: ArithmeticOperator, a: Result, b: Result): Result {
  if (isErrorValue(a)) return orNull(a);
  if (isErrorValue(b)) return orNull(b);
  if (operator === '**') return power(run, a, b);
  const { numbers, temporal, warning } = OPERATIONS[operator];
  if (isNumber(a) && isNumber(b)) {
    if (operator !== '/' || !isZero(b)) {
      const result = numbers(a, b);
      if (typeof result !== 'number') run.spend(DECIMAL_STEPS);
      return result;
    }
  } else if (typeof a === 'string' && typeof b === 'string') {
    if (operator === '+') {
      run.spendText(a.length + b.length);
      return a + b;
    }
  } else {
    run.spend(DECIMAL_STEPS);
    const result = temporal(a, b);
    if (result !== undefined) return result;
  }
  run.warn('INVALID_TYPE', () => warning(describe(a), describe(b)));
  return null;
}

function power(run: Run, base: Value, exponent: Value): Value {
  if (!isNumber(base)) return run.expected('number', base);
  if (!isNumber(exponent)) return run.expected('number', exponent);
  run.spend(DECIMAL_STEPS * 10);
  return isWhole(exponent) ? powerOf(base, toInt32(exponent)) : fromDouble(toDouble(base) ** toDouble(exponent));
}

/** Negates a number. Gives null, with a warning, for any other value. */
export function negation(run: Run, value: Result): Result {
  if (isErrorValue(value)) return orNull(value);
  return isNumber(value) ? negate(value) : run.expected('number', value);
}

/** Compares two values. Gives null, with a warning, for values that do not compare. */
export function compare(run: Run, operator: ComparisonOperator, a: Result, b: Result): Result {
  if (isErrorValue(a)) return a;
  if (isErrorValue(b)) return b;
  if (operator === '=') {
    if (typeof a === 'string' && typeof b === 'string') return a === b;
    return run.equal(a, b) ?? incomparable(run, a, b);
  }
  return order(run, operator, a, b) ?? incomparable(run, a, b);
}

function incomparable(run: Run, a: Value, b: Value): null {
  run.warn('NOT_COMPARABLE', () => `Can't compare '${describe(a)}' with '${describe(b)}'`);
  return null;
}

/** Whether two values are in this order. Gives undefined for values of different kinds, or of a kind without an order. */
export function order(run: Run, operator: Exclude<ComparisonOperator, '='>, a: Value, b: Value): boolean | undefined {
  let sign: number | undefined;
  if (typeof a === 'number' && typeof b === 'number') sign = compareNumbers(a, b);
  else {
    if (!isComparable(a, run) || !isComparable(b, run) || kindOf(a) !== kindOf(b)) return undefined;
    sign = orderOf(a, b);
    if (sign === undefined) run.fail(`${describe(a)} can not be compared to ${describe(b)}`);
  }
  switch (operator) {
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '>':
      return sign > 0;
    default:
      return sign >= 0;
  }
}
