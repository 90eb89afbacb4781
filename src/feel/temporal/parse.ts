import { FeelError } from '../errors.ts';
import { FeelDate } from './date.ts';
import { FeelDateTime } from './date-time.ts';
import { DaysTimeDuration, YearsMonthsDuration } from './duration.ts';
import { type DayTime, nanosPerDay, nanosPerSecond } from './local.ts';
import { FeelTime } from './time.ts';
import { parseOffset, parseZone, refuseFarOffset, type Zone } from './zone.ts';

const date = '-?(?:[1-9]\\d{0,4})?\\d{4}-[01]\\d-[0-3]\\d';
const clock = 'T[0-2]\\d:[0-5]\\d(?::[0-5]\\d)?(?:\\.\\d{1,9})?';

export const datePattern = new RegExp(`^${date}$`);
export const localDateTimePattern = new RegExp(`^${date}${clock}$`);
export const zonedDateTimePattern = new RegExp(`^${date}${clock}(?:(?:[+-][01]\\d:[0-5]\\d|Z)(?:\\[.+\\])?|@.*)$`);
export const zonedTimePattern = /^T?\d{2}:\d{2}:\d{2}(\.\d{1,9})?([+-]\d{2}:\d{2}|Z|@.*)$/;
export const yearsMonthsPattern = /^-?P-?(\d+Y)?-?(\d+M)?$/;
export const daysTimePattern = /^-?P(-?(\d+D)?(T-?(\d+H)?-?(\d+M)?-?(\d+(\D\d*)?S)?)?)$/;

/** Reads a date. Gives undefined when the text is not a date, or the calendar has no such day. */
export function readDate(text: string): FeelDate | undefined {
  const match = /^(-?\d{4,9})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null || match[1]?.match(/^-0+$/)) return undefined;
  return FeelDate.of(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** Reads a time without offset: `10:00`, `10:00:00.5`, `T10:00:00`, and `24:00` for midnight. */
export function readLocalTime(text: string): FeelTime | undefined {
  const nanos = readClock(text.replace(/^T/, ''));
  return nanos === undefined ? undefined : new FeelTime(nanos % nanosPerDay);
}

/**
 * Reads a time with its offset or zone. A zone gives the time its offset without summer time.
 * @param now decides the year of that offset, in milliseconds since 1970
 */
export function readZonedTime(text: string, now: number): FeelTime | undefined {
  const [, local = '', zoneText = ''] = /^(T?[\d:.]+)(.*)$/.exec(text) ?? [];
  const time = readLocalTime(local);
  const zone = zoneText.startsWith('@') ? parseZone(zoneText.slice(1)) : parseOffset(zoneText);
  if (time === undefined || zone === undefined) return undefined;
  if (typeof zone === 'number') return new FeelTime(time.nanos, zone);
  return new FeelTime(time.nanos, zone.standardOffset(Math.floor(now / 86_400_000)), zone);
}

/** Reads a date and time without offset. */
export function readLocalDateTime(text: string): FeelDateTime | undefined {
  const local = readDayTime(text);
  return local && FeelDateTime.local(local);
}

/** Reads a date and time with its offset or zone. If it has both, the offset decides which moment it is. */
export function readZonedDateTime(text: string): FeelDateTime | undefined {
  const [, localText = '', offsetText, region, atZone] =
    /^([^T]+T[\d:.]+)(?:([+-][\d:]+|Z)(?:\[(.+)\])?|@(.*))$/.exec(text) ?? [];
  const local = readDayTime(localText);
  if (local === undefined) return undefined;
  const zone = readZone(atZone ?? region);
  if (offsetText === undefined) return zone === undefined ? undefined : FeelDateTime.at(local, zone);
  const offset = parseOffset(offsetText);
  if (offset === undefined || (region !== undefined && zone === undefined)) return undefined;
  return orNone(() => {
    refuseFarOffset(offset);
    const moment = FeelDateTime.at(local, offset);
    return zone === undefined ? moment : moment.inZone(zone);
  });
}

/** Reads a duration of years and months, as Java's `Period.parse` does. */
export function readYearsMonths(text: string): YearsMonthsDuration | undefined {
  const match = /^(-?)P(?:(-?\d+)Y)?(?:(-?\d+)M)?$/.exec(text);
  const [years, months] = [match?.[2], match?.[3]];
  if (match === null || (years === undefined && months === undefined)) return undefined;
  const sign = match[1] === '-' ? -1 : 1;
  const amounts = [years, months].map((amount) => Number(amount ?? 0));
  if (amounts.some((amount) => (amount | 0) !== amount)) return undefined;
  const [y = 0, m = 0] = amounts;
  return orNone(() => new YearsMonthsDuration(sign * (y * 12 + m)));
}

/** Reads a duration of days and times, as Java's `Duration.parse` does. */
export function readDaysTime(text: string): DaysTimeDuration | undefined {
  const match =
    /^([+-]?)P(?:([+-]?\d+)D)?(T(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?\d+)(?:[.,](\d{0,9}))?S)?)?$/i.exec(text);
  if (match === null || match[3]?.length === 1) return undefined;
  const [, sign, days, , hours, minutes, seconds, fraction = ''] = match;
  if ([days, hours, minutes, seconds].every((part) => part === undefined)) return undefined;
  // A part with more digits would exceed the 64 bits that Java has for seconds.
  if ([days, hours, minutes, seconds].some((part) => part !== undefined && part.length > 20)) return undefined;
  const whole = amount(days) * 86_400n + amount(hours) * 3600n + amount(minutes) * 60n + amount(seconds);
  const rest = BigInt(fraction.padEnd(9, '0')) * (seconds?.startsWith('-') ? -1n : 1n);
  const nanos = whole * BigInt(nanosPerSecond) + rest;
  return orNone(() => {
    const duration = new DaysTimeDuration(nanos);
    return sign === '-' ? duration.negated() : duration;
  });
}

function amount(text: string | undefined): bigint {
  return BigInt((text ?? '0').replace('+', ''));
}

function readDayTime(text: string): DayTime | undefined {
  const at = text.indexOf('T');
  const day = readDate(text.slice(0, Math.max(at, 0)));
  const nanos = readClock(text.slice(at + 1));
  return day && nanos !== undefined && nanos < nanosPerDay ? { epochDay: day.epochDay, nanos } : undefined;
}

/** Gives the nanoseconds since midnight of `10:00`, `10:00:00` or `10:00:00.5`, up to `24:00`. */
function readClock(text: string): number | undefined {
  const match = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{0,9}))?)?$/.exec(text);
  if (match === null) return undefined;
  const [hour = 0, minute = 0, second = 0, nano = 0] = [match[1], match[2], match[3], match[4]?.padEnd(9, '0')].map(
    (part) => Number(part ?? 0),
  );
  if (minute > 59 || second > 59) return undefined;
  const nanos = (hour * 3600 + minute * 60 + second) * nanosPerSecond + nano;
  return nanos <= nanosPerDay ? nanos : undefined;
}

function readZone(text: string | undefined): Zone | number | undefined {
  return text === undefined ? undefined : parseZone(text);
}

/** Makes a value. Gives undefined when it is out of range. */
function orNone<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof FeelError) return undefined;
    throw error;
  }
}
