import { type Builtin, type Call, illegal, varForm } from '../builtin.ts';
import { isComparable, orderOf } from '../compare.ts';
import {
  add,
  compareNumbers,
  divide,
  fromDouble,
  multiply,
  numberKey,
  powerOf,
  subtract,
  toDouble,
} from '../number.ts';
import { describe } from '../text.ts';
import {
  ErrorValue,
  type FeelNumber,
  isBoolean,
  isList,
  isNumber,
  type List,
  type Result,
  type Value,
} from '../values.ts';

/** Functions that make one value from a list, or from any number of arguments. */
export const aggregateBuiltins: readonly (readonly [string, Builtin])[] = [
  ['min', [over((call, list) => extreme(call, list, (order) => order <= 0))]],
  ['max', [over((call, list) => extreme(call, list, (order) => order >= 0))]],
  ['sum', [numbers(sum)]],
  ['product', [numbers((list) => list.reduce(multiply))]],
  ['mean', [numbers((list) => divide(sum(list), list.length))]],
  ['median', [numbers(median)]],
  ['stddev', [numbers(deviation)]],
  ['mode', [over((call, list) => (list.length === 0 ? [] : withNumbers(call, list, mode)))]],
  ['and', [over((_call, list) => fold(list, true))]],
  ['all', [over((_call, list) => fold(list, true))]],
  ['or', [over((_call, list) => fold(list, false))]],
  ['any', [over((_call, list) => fold(list, false))]],
];

function over(body: (call: Call, list: List) => Result): Builtin[number] {
  return varForm(['list'], (call, list) => {
    if (!isList(list)) return illegal([list]);
    call.spend(list.length);
    return body(call, list);
  });
}

/** Makes a function of a list of numbers. It gives null for an empty list. */
function numbers(body: (list: readonly FeelNumber[], call: Call) => Result): Builtin[number] {
  return over((call, list) => (list.length === 0 ? null : withNumbers(call, list, body)));
}

function withNumbers(call: Call, list: List, body: (list: readonly FeelNumber[], call: Call) => Result): Result {
  const other = list.find((item) => !isNumber(item));
  if (other !== undefined) return new ErrorValue(() => `expected number but found '${describe(other)}'`);
  call.spend(list.length * 10);
  return body(list as readonly FeelNumber[], call);
}

function extreme(call: Call, list: List, stays: (order: number) => boolean): Result {
  if (list.length === 0) return null;
  if (!isComparable(list, call)) return new ErrorValue(() => `${describe(list)} is not comparable`);
  return list.reduce((best, item) => {
    const order = orderOf(best, item) ?? call.fail(`${describe(best)} can not be compared to ${describe(item)}`);
    return stays(order) ? best : item;
  });
}

function sum(list: readonly FeelNumber[]): FeelNumber {
  return list.reduce(add);
}

function median(list: readonly FeelNumber[]): FeelNumber {
  const sorted = list.toSorted(compareNumbers);
  const middle = Math.floor(list.length / 2);
  const upper = sorted[middle] ?? 0;
  return list.length % 2 === 1 ? upper : divide(add(sorted[middle - 1] ?? 0, upper), 2);
}

function deviation(list: readonly FeelNumber[], call: Call): FeelNumber {
  if (list.length === 1) return call.fail('one number has no standard deviation');
  const mean = divide(sum(list), list.length);
  const squares = list.reduce((total, item) => add(total, powerOf(subtract(item, mean), 2)), 0);
  return fromDouble(Math.sqrt(toDouble(divide(squares, list.length - 1))));
}

/** Gives the most frequent numbers, in ascending order. */
function mode(list: readonly FeelNumber[]): Value {
  const counts = new Map<string, { item: FeelNumber; count: number }>();
  for (const item of list) {
    const entry = counts.get(numberKey(item));
    if (entry === undefined) counts.set(numberKey(item), { item, count: 1 });
    else entry.count++;
  }
  let most = 0;
  for (const { count } of counts.values()) most = Math.max(most, count);
  const items = [...counts.values()].filter(({ count }) => count === most).map(({ item }) => item);
  return items.sort(compareNumbers);
}

/** Gives the opposite of `start` if an item is that, else null if an item is not a boolean, else `start`. `all` starts with true. */
function fold(list: List, start: boolean): boolean | null {
  let result: boolean | null = start;
  for (const item of list) {
    if (item === !start) return !start;
    if (!isBoolean(item)) result = null;
  }
  return result;
}
