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

/**
 * Gives the number with `scale` digits after the point. Gives undefined when it would have to be rounded, but the mode is
 * `UNNECESSARY`.
 * @throws FeelError when it would have too many digits
 */
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
  // If all digits are dropped, only the sign matters: the dropped part is less than a half.
  const rounded =
    drop > digitsOf(big) + 1
      ? divideRounded(big < 0n ? -1n : 1n, 10n, mode)
      : divideRounded(big, powerOf10(drop), mode);
  return rounded === undefined ? undefined : make(rounded, scale, precision);
}

/** Gives the integer part, or undefined when it has too many digits. */
export function integerPart(value: FeelNumber): bigint | undefined {
  if (typeof value === 'bigint') return value;
  const { coefficient, scale } = toDecimal(value);
  if (scale >= 0) return scale > digitsOf(coefficient) ? 0n : BigInt(coefficient) / powerOf10(scale);
  return -scale > MAX_DIGITS ? undefined : BigInt(coefficient) * powerOf10(-scale);
}

/** Java's `intValue`: the integer part, or its low 32 bits if it is larger. */
export function toInt32(value: FeelNumber): number {
  if (typeof value === 'number' && Math.abs(value) <= 0x7fffffff) return Math.trunc(value) + 0;
  const whole = integerPart(value);
  return whole === undefined ? 0 : Number(BigInt.asIntN(32, whole));
}

/** Gives the nearest double, or infinity for a number that is too large. */
export function toDouble(value: FeelNumber): number {
  if (typeof value !== 'object') return Number(value);
  const { coefficient, scale } = value;
  if (scale === 0) return Number(coefficient);
  if (typeof coefficient === 'number' && scale > 0 && scale < 16) return coefficient / (SMALL_POWERS[scale] as number);
  return Number(`${coefficient}e${-scale}`);
}
