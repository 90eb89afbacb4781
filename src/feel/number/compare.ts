import type { FeelNumber } from '../values.ts';
import { digitsOf, powerOf10, toDecimal } from './decimal.ts';

/** Gives the sign of a number: -1, 0 or 1. */
export function signOf(value: FeelNumber): number {
  if (typeof value !== 'object') return value > 0 ? 1 : value < 0 ? -1 : 0;
  return value.coefficient > 0 ? 1 : value.coefficient < 0 ? -1 : 0;
}

/** Whether a number is zero, whatever its scale. */
export function isZero(value: FeelNumber): boolean {
  return signOf(value) === 0;
}

/** Gives a number below zero, zero, or above zero when a is less than, equal to, or greater than b. The scale does not matter. */
export function compareNumbers(a: FeelNumber, b: FeelNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const x = toDecimal(a);
  const y = toDecimal(b);
  const sign = signOf(x);
  if (sign !== signOf(y) || sign === 0) return Math.sign(sign - signOf(y));
  if (x.scale === y.scale) return x.coefficient < y.coefficient ? -1 : x.coefficient > y.coefficient ? 1 : 0;
  const size = digitsOf(x.coefficient) - x.scale - (digitsOf(y.coefficient) - y.scale);
  if (size !== 0) return Math.sign(size) * sign;
  const scale = Math.max(x.scale, y.scale);
  const left = BigInt(x.coefficient) * powerOf10(scale - x.scale);
  const right = BigInt(y.coefficient) * powerOf10(scale - y.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Gives a text that is the same for equal numbers, whatever their scale. It is a key for maps and sets. */
export function numberKey(value: FeelNumber): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  const { coefficient, scale } = toDecimal(value);
  const digits = String(coefficient);
  const bare = digits.replace(/0+$/, '');
  if (bare === '') return '0';
  const exponent = digits.length - bare.length - scale;
  return exponent >= 0 && exponent < 16 ? bare + '0'.repeat(exponent) : `${bare}e${exponent}`;
}

/** Whether a number has no fraction, whatever its scale. */
export function isWhole(value: FeelNumber): boolean {
  if (typeof value === 'number') return Number.isInteger(value);
  if (typeof value === 'bigint' || value.scale <= 0) return true;
  if (isZero(value)) return true;
  if (value.scale >= digitsOf(value.coefficient)) return false;
  return BigInt(value.coefficient) % powerOf10(value.scale) === 0n;
}
