import { FeelError } from '../errors.ts';
import type { FeelNumber } from '../values.ts';
import { isWhole } from './compare.ts';
import { integerPart, toDouble } from './convert.ts';
import { digitsOf, MAX_DIGITS, make, PRECISION, toDecimal } from './decimal.ts';

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * Reads a number as Java's `new BigDecimal(text)` does. Gives undefined when the text is not a number.
 * @throws FeelError when it has too many digits
 */
export function fromText(text: string): FeelNumber | undefined {
  if (/^-?\d{1,15}$/.test(text)) return Number(text) + 0;
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  if (digits === '') return undefined;
  if (digits.length > MAX_DIGITS) throw new FeelError(`The number has more than ${MAX_DIGITS} digits.`);
  const coefficient = BigInt(digits) * (sign === '-' ? -1n : 1n);
  const precision = Math.max(PRECISION, digitsOf(coefficient));
  return make(coefficient, fraction.length - Number(exponent), precision);
}

/** Writes a number as Java's `BigDecimal.toString` does: all digits, or like `1E-7` for a small number or a negative scale. */
export function numberText(value: FeelNumber): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  const { coefficient, scale } = toDecimal(value);
  const negative = coefficient < 0;
  const digits = String(negative ? -coefficient : coefficient);
  const sign = negative ? '-' : '';
  if (scale === 0) return sign + digits;
  const adjusted = digits.length - 1 - scale;
  if (scale > 0 && adjusted >= -6) {
    const point = digits.length - scale;
    if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
    return `${sign}0.${'0'.repeat(-point)}${digits}`;
  }
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  if (adjusted === 0) return sign + mantissa;
  return `${sign}${mantissa}E${adjusted > 0 ? '+' : ''}${adjusted}`;
}

/**
 * Converts a number to JSON as the connector runtime does. An integer of up to 64 bits is exact (a bigint from 2^53 on). Any other
 * number is the nearest double, or the text `Infinity` or `-Infinity` if it is too large.
 */
export function numberToJson(value: FeelNumber): number | bigint | string {
  if (typeof value === 'number') return value;
  if (isWhole(value)) {
    const whole = integerPart(value);
    if (whole !== undefined && BigInt.asIntN(64, whole) === whole) {
      const number = Number(whole);
      return Number.isSafeInteger(number) ? number : whole;
    }
  }
  const double = toDouble(value);
  return Number.isFinite(double) ? double : String(double);
}
