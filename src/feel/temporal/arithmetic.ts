import { divide, isZero, toInt32 } from '../number.ts';
import { type FeelNumber, isNumber, type Value } from '../values.ts';
import { FeelDate } from './date.ts';
import { FeelDateTime } from './date-time.ts';
import { DaysTimeDuration, YearsMonthsDuration } from './duration.ts';
import { nanosPerDay } from './local.ts';
import { FeelTime } from './time.ts';

/** Gives the sum of two temporal values, or undefined when they cannot be added. @throws FeelError when it is out of range */
export function addTemporal(a: Value, b: Value): Value | undefined {
  const isDuration = a instanceof DaysTimeDuration || a instanceof YearsMonthsDuration;
  return isDuration ? (plus(a, b) ?? plus(b, a)) : plus(a, b);
}

/** Gives the difference of two temporal values, or undefined when there is none. @throws FeelError when it is out of range */
export function subtractTemporal(a: Value, b: Value): Value | undefined {
  if (b instanceof DaysTimeDuration || b instanceof YearsMonthsDuration) return plus(a, b.negated());
  if (a instanceof FeelDate && b instanceof FeelDate) {
    return new DaysTimeDuration(BigInt(a.epochDay - b.epochDay) * BigInt(nanosPerDay));
  }
  if (a instanceof FeelTime && b instanceof FeelTime && a.kind === b.kind) return a.since(b);
  if (a instanceof FeelDateTime && b instanceof FeelDateTime && a.kind === b.kind) return a.since(b);
  return undefined;
}

/** Gives a duration times the integer part of a number, or undefined for anything else. @throws FeelError when it is too long */
export function multiplyTemporal(a: Value, b: Value): Value | undefined {
  const [duration, factor] = isNumber(a) ? [b, a] : [a, b];
  if (!isNumber(factor)) return undefined;
  const fits = duration instanceof DaysTimeDuration || duration instanceof YearsMonthsDuration;
  return fits ? duration.times(toInt32(factor)) : undefined;
}

/**
 * Divides a duration by a number, or by another duration. Gives undefined for anything else, and for a division by zero. As in the
 * engine, the quotient is cut to 32 bits of months or milliseconds.
 * @throws FeelError when it is outside Java's range
 */
export function divideTemporal(a: Value, b: Value): Value | undefined {
  if (a instanceof YearsMonthsDuration) {
    if (b instanceof YearsMonthsDuration) return b.months === 0 ? undefined : Math.trunc(a.months / b.months) + 0;
    return isDivisor(b) ? new YearsMonthsDuration(toInt32(divide(a.months, b))) : undefined;
  }
  if (!(a instanceof DaysTimeDuration)) return undefined;
  if (b instanceof DaysTimeDuration) return b.nanos === 0n ? undefined : a.dividedBy(b);
  return isDivisor(b) ? DaysTimeDuration.ofMillis(toInt32(divide(a.toMillis(), b))) : undefined;
}

function plus(a: Value, b: Value): Value | undefined {
  if (b instanceof DaysTimeDuration) {
    const fits =
      a instanceof FeelDate || a instanceof FeelTime || a instanceof FeelDateTime || a instanceof DaysTimeDuration;
    return fits ? a.plus(b) : undefined;
  }
  if (!(b instanceof YearsMonthsDuration)) return undefined;
  if (a instanceof YearsMonthsDuration) return a.plus(b);
  return a instanceof FeelDate || a instanceof FeelDateTime ? a.plusMonths(b) : undefined;
}

function isDivisor(value: Value): value is FeelNumber {
  return isNumber(value) && !isZero(value);
}
