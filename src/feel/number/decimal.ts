import { FeelError } from '../errors.ts';
import { Decimal, type FeelNumber } from '../values.ts';

/** Numbers with more digits are refused, because their arithmetic could take too long. */
export const MAX_DIGITS = 1_000;

/** How many digits arithmetic keeps, as in Java's `MathContext.DECIMAL128`. */
export const PRECISION = 34;

const SCALE_LIMIT = 2 ** 31 - 1;

export type RoundingMode = 'UP' | 'DOWN' | 'CEILING' | 'FLOOR' | 'HALF_UP' | 'HALF_DOWN' | 'HALF_EVEN' | 'UNNECESSARY';

/** Powers of ten that a double holds exactly, by exponent. */
export const SMALL_POWERS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

const POWERS = Array.from({ length: 80 }, (_, exponent) => 10n ** BigInt(exponent));

/** Gives 10 to the power of an exponent from 0 on. @throws FeelError when it has too many digits */
export function powerOf10(exponent: number): bigint {
  if (exponent > MAX_DIGITS * 3) throw new FeelError(`The number has more than ${MAX_DIGITS} digits.`);
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

/** Gives the absolute value of an integer. */
export const abs = (value: bigint): bigint => (value < 0n ? -value : value);

/** Gives the number of digits of an integer. */
export function digitsOf(value: number | bigint): number {
  if (value === 0 || value === 0n) return 1;
  const text = String(value);
  return text.charCodeAt(0) === 45 ? text.length - 1 : text.length;
}

/**
 * Makes the number coefficient / 10^scale. An integer that a double holds becomes a JavaScript number, unless its precision is
 * extended.
 * @throws FeelError when the scale is out of range
 */
export function make(coefficient: number | bigint, scale: number, precision: number): FeelNumber {
  if (typeof coefficient === 'bigint') {
    const number = Number(coefficient);
    if (Number.isSafeInteger(number)) coefficient = number;
  } else if (coefficient === 0) coefficient = 0; // not -0
  if (scale === 0 && precision === PRECISION && typeof coefficient === 'number') return coefficient;
  if (scale > SCALE_LIMIT || scale < -SCALE_LIMIT) throw new FeelError('The exponent of a number is out of range.');
  return new Decimal(coefficient, scale, precision);
}

/** Gives a number as a decimal. @throws FeelError when it has too many digits, or is not finite */
export function toDecimal(value: FeelNumber): Decimal {
  if (value instanceof Decimal) return value;
  if (typeof value === 'bigint') {
    const digits = digitsOf(value);
    if (digits > MAX_DIGITS) throw new FeelError(`The number has more than ${MAX_DIGITS} digits.`);
    const number = Number(value);
    return new Decimal(Number.isSafeInteger(number) ? number : value, 0, Math.max(PRECISION, digits));
  }
  return Number.isSafeInteger(value) ? new Decimal(value, 0) : fromDouble(value);
}

/** Makes a decimal from a double as Java does with `Double.toString`: `2` becomes `2.0`, `1e-7` becomes `1.0E-7`. */
export function fromDouble(value: number): Decimal {
  if (!Number.isFinite(value)) throw new FeelError(`${value} is not a number.`);
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value);
    const point = text.indexOf('.');
    if (point < 0) return new Decimal(value * 10, 1);
    const digits = text.slice(0, point) + text.slice(point + 1);
    return new Decimal(coefficientOf(digits), text.length - point - 1);
  }
  if (value === 0) return new Decimal(0, 1);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const fraction = mantissa.split('.')[1] ?? '0';
  return new Decimal(coefficientOf(mantissa.split('.')[0] + fraction), fraction.length - Number(exponent));
}

function coefficientOf(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

/** Rounds coefficient / 10^scale to a number of digits, half to even. */
export function round(coefficient: bigint, scale: number, digits: number, precision = digits): FeelNumber {
  const over = digitsOf(coefficient) - digits;
  if (over <= 0) return make(coefficient, scale, precision);
  const rounded = divideRounded(coefficient, powerOf10(over), 'HALF_EVEN') as bigint;
  // 99…9 rounds up to one more digit.
  return digitsOf(rounded) > digits
    ? make(rounded / 10n, scale - over - 1, precision)
    : make(rounded, scale - over, precision);
}

/** Gives a quotient, rounded to an integer. Gives undefined when it has a remainder, but the mode is `UNNECESSARY`. */
export function divideRounded(dividend: bigint, divisor: bigint, mode: RoundingMode): bigint | undefined {
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  if (remainder === 0n) return quotient;
  const negative = dividend < 0n !== divisor < 0n;
  const twice = abs(remainder) * 2n - abs(divisor);
  let away: boolean;
  switch (mode) {
    case 'UP':
      away = true;
      break;
    case 'DOWN':
      away = false;
      break;
    case 'CEILING':
      away = !negative;
      break;
    case 'FLOOR':
      away = negative;
      break;
    case 'HALF_UP':
      away = twice >= 0n;
      break;
    case 'HALF_DOWN':
      away = twice > 0n;
      break;
    case 'HALF_EVEN':
      away = twice > 0n || (twice === 0n && quotient % 2n !== 0n);
      break;
    default:
      return undefined;
  }
  if (!away) return quotient;
  return negative ? quotient - 1n : quotient + 1n;
}

/** Removes trailing zeros until the scale is `wanted`. */
export function strip(coefficient: bigint, scale: number, wanted: number, precision: number): FeelNumber {
  while (scale > wanted && coefficient % 10n === 0n && coefficient !== 0n) {
    coefficient /= 10n;
    scale--;
  }
  return make(coefficient, scale, precision);
}
