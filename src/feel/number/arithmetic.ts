import { Decimal, type FeelNumber } from '../values.ts';
import { digitsOf, MAX_DIGITS, make, powerOf10, round, SMALL_POWERS, strip, toDecimal } from './decimal.ts';

/** Gives a + b, rounded to the precision of a. */
export function add(a: FeelNumber, b: FeelNumber): FeelNumber {
  if (typeof a === 'number' && typeof b === 'number' && Number.isInteger(a) && Number.isInteger(b)) {
    const sum = a + b;
    if (Number.isSafeInteger(sum) && Number.isSafeInteger(a) && Number.isSafeInteger(b)) return sum;
  }
  return addDecimals(toDecimal(a), toDecimal(b));
}

function addDecimals(a: Decimal, b: Decimal): FeelNumber {
  if (typeof a.coefficient === 'number' && typeof b.coefficient === 'number') {
    const up = b.scale - a.scale;
    if (up === 0) {
      const sum = a.coefficient + b.coefficient;
      if (Number.isSafeInteger(sum)) return make(sum, a.scale, a.precision);
    } else if (up < 16 && up > -16) {
      const x = up > 0 ? a.coefficient * (SMALL_POWERS[up] as number) : a.coefficient;
      const y = up < 0 ? b.coefficient * (SMALL_POWERS[-up] as number) : b.coefficient;
      const sum = x + y;
      if (Number.isSafeInteger(sum) && Number.isSafeInteger(x) && Number.isSafeInteger(y)) {
        return make(sum, Math.max(a.scale, b.scale), a.precision);
      }
    }
  }
  let x = BigInt(a.coefficient);
  let y = BigInt(b.coefficient);
  if (x === 0n || y === 0n) return addZero(a, b);
  const scale = Math.max(a.scale, b.scale);
  const { precision } = a;
  const gap = Math.abs(a.scale - b.scale);
  if (gap > precision * 2 + MAX_DIGITS) {
    // The smaller number is so small that it can only change how the larger one is rounded.
    const [big, small] = a.scale < b.scale ? [a, b] : [b, a];
    const digits = digitsOf(big.coefficient);
    const smallTop = digitsOf(small.coefficient) - small.scale;
    const padded = precision + 3;
    if (smallTop < digits - big.scale - padded) {
      const shift = Math.max(0, padded - digits);
      const sticky = BigInt(big.coefficient) * powerOf10(shift) * 10n + (BigInt(small.coefficient) < 0n ? -1n : 1n);
      return round(sticky, big.scale + shift + 1, precision);
    }
  }
  x *= powerOf10(scale - a.scale);
  y *= powerOf10(scale - b.scale);
  return round(x + y, scale, precision);
}

function addZero(a: Decimal, b: Decimal): FeelNumber {
  const scale = Math.max(a.scale, b.scale);
  const { precision } = a;
  const other = BigInt(a.coefficient) === 0n ? b : a;
  const coefficient = BigInt(other.coefficient);
  if (coefficient === 0n) return make(0, scale, precision);
  const rounded = toDecimal(round(coefficient, other.scale, precision));
  if (rounded.scale >= scale) return strip(BigInt(rounded.coefficient), rounded.scale, scale, precision);
  const room = Math.min(precision - digitsOf(rounded.coefficient), scale - rounded.scale);
  return make(BigInt(rounded.coefficient) * powerOf10(room), rounded.scale + room, precision);
}

/** Gives a - b, rounded to the precision of a. */
export function subtract(a: FeelNumber, b: FeelNumber): FeelNumber {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  const y = toDecimal(b);
  return addDecimals(toDecimal(a), new Decimal(-y.coefficient, y.scale, y.precision));
}

/** Gives a · b, rounded to the precision of a. */
export function multiply(a: FeelNumber, b: FeelNumber): FeelNumber {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  const x = toDecimal(a);
  const y = toDecimal(b);
  const scale = x.scale + y.scale;
  if (typeof x.coefficient === 'number' && typeof y.coefficient === 'number') {
    const product = x.coefficient * y.coefficient;
    if (Number.isSafeInteger(product)) return make(product, scale, x.precision);
  }
  return round(BigInt(x.coefficient) * BigInt(y.coefficient), scale, x.precision);
}

/** Gives -value, rounded to its precision. */
export function negate(value: FeelNumber): FeelNumber {
  if (typeof value === 'number') return value === 0 ? 0 : -value;
  const { coefficient, scale, precision } = toDecimal(value);
  if (typeof coefficient === 'number') return make(-coefficient, scale, precision);
  return round(-coefficient, scale, precision);
}
