import { type Builtin, type Call, form, illegal, varForm } from '../builtin.ts';
import { BudgetError, FeelError } from '../errors.ts';
import { isZero, numberText, toInt32 } from '../number.ts';
import { describe } from '../text.ts';
import {
  ErrorValue,
  isErrorValue,
  isFunction,
  isList,
  isNumber,
  isString,
  type List,
  type Result,
  type Value,
} from '../values.ts';
import { growing } from './growth.ts';
import { distinct, duplicates } from './list-values.ts';

/** Functions that search lists, or make lists from lists. Positions count from 1. Negative positions count from the end. */
export const listBuiltins: readonly (readonly [string, Builtin])[] = [
  [
    'list contains',
    [
      form(['list', 'element'], (call, list, element) =>
        isList(list) ? list.some((item) => call.same(item, element)) : illegal([list, element]),
      ),
    ],
  ],
  ['count', [one((_call, list) => list.length)]],
  ['is empty', [one((_call, list) => list.length === 0)]],
  ['reverse', [one((call, list) => sized(call, list.length, () => list.toReversed()))]],
  ['distinct values', [one((call, list) => distinct(call, list))]],
  ['duplicate values', [one((call, list) => duplicates(call, list))]],
  ['flatten', [one(flatten)]],
  ['sublist', [sublist(['list', 'start']), sublist(['list', 'start', 'length'])]],
  [
    'append',
    [
      varForm(['list', 'items'], (call, list, items) =>
        isList(list) && isList(items)
          ? sized(call, list.length + items.length, () => [...list, ...items])
          : illegal([list, items]),
      ),
    ],
  ],
  ['concatenate', [lists((call, all) => joined(call, all))]],
  ['union', [lists((call, all) => distinct(call, joined(call, all)))]],
  ['insert before', [form(['list', 'position', 'newItem'], insertBefore)]],
  ['remove', [form(['list', 'position'], remove)]],
  ['index of', [form(['list', 'match'], indexesOf)]],
  ['partition', [form(['list', 'size'], partition)]],
  ['sort', [form(['list', 'precedes'], sort)]],
  [
    'string join',
    [stringJoin(['list']), stringJoin(['list', 'delimiter']), stringJoin(['list', 'delimiter', 'prefix', 'suffix'])],
  ],
];

function one(body: (call: Call, list: List) => Result): Builtin[number] {
  return form(['list'], (call, list) => (isList(list) ? body(call, list) : illegal([list])));
}

function lists(body: (call: Call, all: List) => Result): Builtin[number] {
  return varForm(['lists'], (call, all) => (isList(all) ? body(call, all) : illegal([all])));
}

function sized(call: Call, length: number, make: () => List): List {
  call.spendList(length);
  return make();
}

function indexIn(list: List, position: number): number {
  return position > 0 ? position - 1 : list.length + position;
}

/** Gives the items from one index up to another, or fewer if the list ends before. */
function slice(list: List, from: number, to: number): List {
  return list.slice(Math.max(from, 0), Math.max(to, 0));
}

function joined(call: Call, all: List): List {
  let length = 0;
  for (const item of all) length += isList(item) ? item.length : 1;
  return sized(call, length, () => all.flat());
}

function flatten(call: Call, list: List): List {
  const items: Value[] = [];
  const pay = growing((size) => call.spendList(size));
  const add = (from: List, levels: number): void => {
    for (const item of from) {
      call.spend(1);
      if (isList(item)) add(item, call.within(levels));
      else items.push(item);
      pay(items.length);
    }
  };
  add(list, 0);
  return items;
}

function sublist(parameters: readonly string[]): Builtin[number] {
  return form(parameters, (call, ...args) => {
    const [list = null, start = null, length = null] = args;
    const all = parameters.length === 2;
    if (!isList(list) || !isNumber(start) || !(all || isNumber(length))) return illegal(args);
    if (isZero(start)) return new ErrorValue('start position must be a non-zero number');
    const from = indexIn(list, toInt32(start));
    const part = slice(list, from, isNumber(length) ? (from + toInt32(length)) | 0 : list.length);
    return sized(call, part.length, () => part);
  });
}

function insertBefore(call: Call, list: Value, position: Value, newItem: Value): Result {
  if (!isList(list) || !isNumber(position)) return illegal([list, position, newItem]);
  if (isZero(position)) return new ErrorValue('position must be a non-zero number');
  const index = indexIn(list, toInt32(position));
  return sized(call, list.length + 1, () => [...slice(list, 0, index), newItem, ...slice(list, index, list.length)]);
}

function remove(call: Call, list: Value, position: Value): Result {
  if (!isList(list) || !isNumber(position)) return illegal([list, position]);
  if (isZero(position)) return new ErrorValue('position must be a non-zero number');
  const [index, next] = [indexIn(list, toInt32(position)), indexIn(list, toInt32(position) + 1)];
  return sized(call, list.length, () => [...slice(list, 0, index), ...slice(list, next, list.length)]);
}

function indexesOf(call: Call, list: Value, match: Value): Result {
  if (!isList(list)) return illegal([list, match]);
  const indexes: number[] = [];
  for (const [index, item] of list.entries()) if (call.equal(item, match) === true) indexes.push(index + 1);
  return sized(call, indexes.length, () => indexes);
}

function partition(call: Call, list: Value, size: Value): Result {
  if (!isList(list) || !isNumber(size)) return illegal([list, size]);
  const length = toInt32(size);
  if (length <= 0) return new ErrorValue(`'size' should be greater than zero but was '${numberText(size)}'`);
  call.spendList(list.length);
  const parts: List[] = [];
  for (let i = 0; i < list.length; i += length) parts.push(list.slice(i, i + length));
  return parts;
}

/** Is thrown when a comparison of `sort` gives no boolean. */
class NoBoolean extends Error {
  readonly found: Result;

  constructor(found: Result) {
    super();
    this.found = found;
  }

  get failure(): string {
    const { found } = this;
    return `expected boolean but found '${isErrorValue(found) ? `error("${found.message}")` : describe(found)}'`;
  }
}

function sort(call: Call, list: Value, precedes: Value): Result {
  if (!isList(list) || !isFunction(precedes)) return illegal([list, precedes]);
  if (precedes.parameters.length !== 2) {
    return new ErrorValue(`expect boolean function with 2 arguments, but found '${precedes.parameters.length}'`);
  }
  call.spendList(list.length);
  const before = (a: Value, b: Value): boolean => {
    const result = call.invoke(precedes, [a, b]);
    if (typeof result === 'boolean') return result;
    throw new NoBoolean(result);
  };
  try {
    return list.toSorted((a, b) => (before(a, b) ? -1 : Number(before(b, a))));
  } catch (error) {
    if (error instanceof NoBoolean) return unsorted(() => error.failure);
    if (error instanceof FeelError && !(error instanceof BudgetError)) return unsorted(() => error.message);
    throw error;
  }
}

function unsorted(why: () => string): ErrorValue {
  return new ErrorValue(() => `fail to sort list by given precedes function: ${why()}`);
}

function stringJoin(parameters: readonly string[]): Builtin[number] {
  return form(parameters, (call, ...args) => {
    const [list = null, delimiter = null, prefix = null, suffix = null] = args;
    const framed = isString(prefix) && isString(suffix);
    if (
      !isList(list) ||
      !(delimiter === null || isString(delimiter)) ||
      !(framed || (prefix === null && suffix === null))
    ) {
      return illegal(args);
    }
    call.spend(list.length);
    const texts = list.filter((item) => item !== null);
    if (!texts.every(isString))
      return new ErrorValue(
        () => `expected a list of strings but found 'Vector${describe(list).replace(/^\[(.*?)\]?$/s, '($1)')}'`,
      );
    const [between, before, after] = [delimiter ?? '', prefix ?? '', suffix ?? ''];
    let length = before.length + after.length + between.length * texts.length;
    for (const text of texts) length += text.length;
    call.spendText(length);
    return before + texts.join(between) + after;
  });
}
