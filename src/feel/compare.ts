import type { Call } from './builtin.ts';
import { entryOf, keysAsTheyCame } from './contexts.ts';
import { compareNumbers } from './number.ts';
import { isContext, isNumber, kindOf, LiteralContext, TemporalValue, type Value } from './values.ts';

/** Pays for the comparison of nested values, and counts their levels. */
type Payer = Pick<Call, 'spend' | 'within'>;

/**
 * The engine's `=`. Gives null for values of different kinds, and for functions and ranges. Null equals only null.
 * @param levels how deep in other values these are
 */
export function equalValues(a: Value, b: Value, payer: Payer, levels = 0): boolean | null {
  payer.spend(1);
  if (a === null || b === null) return a === b;
  if (typeof a === 'string' || typeof a === 'boolean') return typeof a === typeof b ? a === b : null;
  if (isNumber(a)) return isNumber(b) ? compareNumbers(a, b) === 0 : null;
  if (Array.isArray(a)) return Array.isArray(b) ? equalLists(a, b, payer, payer.within(levels)) : null;
  if (a instanceof TemporalValue) return b instanceof TemporalValue && a.kind === b.kind ? a.equals(b) : null;
  if (!isContext(a) || !isContext(b)) return null;
  const keys = keysAsTheyCame(a);
  payer.spend(5 + keys.length);
  if (keys.length !== keysAsTheyCame(b).length) return false;
  const inner = payer.within(levels);
  for (const key of keys) {
    const other = entryOf(b, key);
    if (other === undefined || equalValues(entryOf(a, key) ?? null, other, payer, inner) !== true) return false;
  }
  return true;
}

function equalLists(a: readonly Value[], b: readonly Value[], payer: Payer, levels: number): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (equalValues(a[i] as Value, b[i] as Value, payer, levels) !== true) return false;
  }
  return true;
}

/**
 * Equality of the engine's own objects, which `list contains` and `in` use for the items of a list. A context that is written in
 * the expression is equal only to itself. Other contexts are compared entry by entry.
 * @param levels how deep in other values these are
 */
export function sameValues(a: Value, b: Value, payer: Payer, levels = 0): boolean {
  payer.spend(1);
  if (a === b) return true;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    const inner = payer.within(levels);
    return a.every((item, i) => sameValues(item, b[i] as Value, payer, inner));
  }
  if (!isContext(a)) return equalValues(a, b, payer) === true;
  if (!isContext(b) || a instanceof LiteralContext || b instanceof LiteralContext) return false;
  const keys = keysAsTheyCame(a);
  payer.spend(5 + keys.length);
  if (keys.length !== keysAsTheyCame(b).length) return false;
  const inner = payer.within(levels);
  return keys.every((key) => {
    const other = entryOf(b, key);
    return other !== undefined && sameValues(entryOf(a, key) ?? null, other, payer, inner);
  });
}

/**
 * Whether the engine compares values like this one with `<`. It takes lists of one comparable kind, too, but then fails.
 * @param levels how deep in other values this is
 */
export function isComparable(value: Value, payer: Payer, levels = 0): boolean {
  if (typeof value === 'string' || isNumber(value) || value instanceof TemporalValue) return true;
  if (!Array.isArray(value) || value.length === 0) return false;
  const [head] = value as [Value];
  const kind = kindOf(head);
  return isComparable(head, payer, payer.within(levels)) && value.every((item: Value) => kindOf(item) === kind);
}

/**
 * Gives a number below zero, zero, or above zero when `a` is less than, equal to, or greater than `b`. Gives undefined for kinds
 * that have no order. Both values must have the same kind.
 */
export function orderOf(a: Value, b: Value): number | undefined {
  if (typeof a === 'string') return a < (b as string) ? -1 : a > (b as string) ? 1 : 0;
  if (isNumber(a)) return compareNumbers(a, b as number);
  return a instanceof TemporalValue ? a.compare(b as TemporalValue) : undefined;
}
