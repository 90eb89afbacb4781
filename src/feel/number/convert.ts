import { FeelError } from '../errors.ts';
import type { FeelNumber } from '../values.ts';
import {
  digitsOf,
  divideRounded,
  MAX_DIGITS,
  make,
  powerOf10,
  type RoundingMode,
  SMALL_POWERS,
  toDecimal,
} from './decimal.ts';

/** The number with this many digits after the point; undefined when it would be rounded, but must not be. */
export function setScale(value: FeelNumber, scale: number, mode: RoundingMode): FeelNumber | undefined {
  if (typeof value === 'number' && scale === 0 && Number.isSafeInteger(value)) return value;
  const { coefficient, scale: from, precision } = toDecimal(value);
  if (scale === from) return value;
  const big = BigInt(coefficient);
  if (big === 0n) return make(0, scale, precision);
  if (scale > from) {
    if (digitsOf(big) + scale - from > MAX_DIGITS)
      throw new FeelError(`The number has more than ${MAX_DIGITS} digits.`);
    return make(big * powerOf10(scale - from), scale, precision);
  }
  const drop = from - scale;
  // Past all digits only the sign and "not half" count.
  const rounded =
    drop > digitsOf(big) + 1
      ? divideRounded(big < 0n ? -1n : 1n, 10n, mode)
      : divideRounded(big, powerOf10(drop), mode);
  return rounded === undefined ? undefined : make(rounded, scale, precision);
}

/** The integer part; undefined when it has too many digits to be written out. */
export function integerPart(value: FeelNumber): bigint | undefined {
  if (typeof value === 'bigint') return value;
  const { coefficient, scale } = toDecimal(value);
  if (scale >= 0) return scale > digitsOf(coefficient) ? 0n : BigInt(coefficient) / powerOf10(scale);
  return -scale > MAX_DIGITS ? undefined : BigInt(coefficient) * powerOf10(-scale);
}

/** `intValue` of Java: the integer part, of a large one the low 32 bits. */
export function toInt32(value: FeelNumber): number {
  if (typeof value === 'number' && Math.abs(value) <= 0x7fffffff) return Math.trunc(value) + 0;
  const whole = integerPart(value);
  return whole === undefined ? 0 : Number(BigInt.asIntN(32, whole));
}

/** The nearest double; infinite for what is too large. */
export function toDouble(value: FeelNumber): number {
  if (typeof value !== 'object') return Number(value);
  const { coefficient, scale } = value;
  if (scale === 0) return Number(coefficient);
  if (typeof coefficient === 'number' && scale > 0 && scale < 16) return coefficient / (SMALL_POWERS[scale] as number);
  return Number(`${coefficient}e${-scale}`);
}
