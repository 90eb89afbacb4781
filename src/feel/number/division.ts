import { FeelError } from '../errors.ts';
import type { Decimal, FeelNumber } from '../values.ts';
import { isZero } from './compare.ts';
import {
  abs,
  digitsOf,
  divideRounded,
  make,
  powerOf10,
  type RoundingMode,
  round,
  strip,
  toDecimal,
} from './decimal.ts';

/** Gives a / b, rounded to the precision of a. b must not be zero. */
export function divide(a: FeelNumber, b: FeelNumber): FeelNumber {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    if (a % b === 0) return a / b + 0;
  }
  const x = toDecimal(a);
  const y = toDecimal(b);
  return divideDecimals(BigInt(x.coefficient), x.scale, BigInt(y.coefficient), y.scale, x.precision, 'HALF_EVEN');
}

function divideDecimals(
  x: bigint,
  xScale: number,
  y: bigint,
  yScale: number,
  precision: number,
  mode: RoundingMode,
): FeelNumber {
  if (y === 0n) throw new FeelError('Division by zero');
  const wanted = xScale - yScale;
  if (x === 0n) return make(0, wanted, precision);
  const xDigits = digitsOf(x);
  let yDigits = digitsOf(y);
  const gap = yDigits - xDigits;
  const [left, right] = gap >= 0 ? [abs(x) * powerOf10(gap), abs(y)] : [abs(x), abs(y) * powerOf10(-gap)];
  if (left > right) yDigits--;
  const shift = yDigits - xDigits + precision;
  const [dividend, divisor] = shift >= 0 ? [x * powerOf10(shift), y] : [x, y * powerOf10(-shift)];
  const quotient = divideRounded(dividend, divisor, mode) as bigint;
  if (dividend % divisor === 0n) {
    const exact = toDecimal(strip(quotient, wanted + shift, wanted, precision));
    return round(BigInt(exact.coefficient), exact.scale, precision);
  }
  return round(quotient, wanted + shift, precision);
}

/** Gives the remainder of a / b with an integer quotient. It has the sign of a. */
export function remainder(a: FeelNumber, b: FeelNumber): FeelNumber {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b) && b !== 0) {
    return (a % b) + 0;
  }
  const x = toDecimal(a);
  const y = toDecimal(b);
  if (isZero(y)) throw new FeelError('Division by zero');
  if (isZero(x)) return x;
  const scale = Math.max(x.scale, y.scale);
  if (digitsOf(y.coefficient) - y.scale > digitsOf(x.coefficient) - x.scale + 1) return x;
  const left = BigInt(x.coefficient) * powerOf10(scale - x.scale);
  const right = BigInt(y.coefficient) * powerOf10(scale - y.scale);
  if (abs(left) < abs(right)) return make(x.coefficient, x.scale, x.precision);
  // Digits of the quotient beyond the precision count as zeros.
  const quotient = left / right;
  const unit = powerOf10(Math.max(0, digitsOf(quotient) - x.precision));
  const rest = left - (quotient / unit) * unit * right;
  if (abs(rest) >= abs(right)) throw new FeelError('Division impossible');
  return make(rest, scale, x.precision);
}

/** Gives base to the power of an integer, rounded to the precision of the base. */
export function powerOf(base: FeelNumber, exponent: number): FeelNumber {
  if (exponent < -999_999_999 || exponent > 999_999_999) throw new FeelError('Invalid operation');
  const x = toDecimal(base);
  if (exponent === 0) return make(1, 0, x.precision);
  const work = x.precision + digitsOf(Math.abs(exponent)) + 1;
  const size = Math.abs(exponent);
  let result = toDecimal(1);
  for (let bit = Math.floor(Math.log2(size)); bit >= 0; bit--) {
    result = times(result, result, work);
    if (Math.floor(size / 2 ** bit) % 2 === 1) result = times(result, x, work);
  }
  if (exponent < 0) {
    if (isZero(result)) throw new FeelError('Division by zero');
    result = toDecimal(divideDecimals(1n, 0, BigInt(result.coefficient), result.scale, work, 'HALF_EVEN'));
  }
  return round(BigInt(result.coefficient), result.scale, x.precision);
}

function times(a: Decimal, b: Decimal, precision: number): Decimal {
  return toDecimal(round(BigInt(a.coefficient) * BigInt(b.coefficient), a.scale + b.scale, precision));
}
