import type { FeelDate } from './date.ts';
import type { FeelDateTime } from './date-time.ts';
import type { DaysTimeDuration, YearsMonthsDuration } from './duration.ts';
import {
  datePattern,
  daysTimePattern,
  localDateTimePattern,
  readDate,
  readDaysTime,
  readLocalDateTime,
  readLocalTime,
  readYearsMonths,
  readZonedDateTime,
  readZonedTime,
  yearsMonthsPattern,
  zonedDateTimePattern,
  zonedTimePattern,
} from './parse.ts';
import type { FeelTime } from './time.ts';

// These are the functions `date(text)` and so on. Literal texts are read by `literal.ts`, which accepts more in some cases.
// If a text cannot be read, the result is the name of what it looks like. The engine's warnings use the same names.

/** Reads a text as `date(text)` does. Gives a name, like `date`, when it cannot be read. */
export function dateText(text: string): FeelDate | string {
  return (datePattern.test(text) ? readDate(text) : undefined) ?? 'date';
}

/** Reads a text as `time(text)` does. Gives a name, like `local-time`, when it cannot be read. */
export function timeText(text: string, now: number): FeelTime | string {
  return zonedTimePattern.test(text) ? (readZonedTime(text, now) ?? 'time') : (readLocalTime(text) ?? 'local-time');
}

/** Reads a text as `date and time(text)` does. Gives a name, like `date-time`, when it cannot be read. */
export function dateTimeText(text: string): FeelDateTime | string {
  if (datePattern.test(text)) return readLocalDateTime(`${text}T00:00`) ?? 'date(-time)';
  if (zonedDateTimePattern.test(text)) return readZonedDateTime(text) ?? 'date-time';
  return localDateTimePattern.test(text) ? (readLocalDateTime(text) ?? 'local-date-time') : 'date-time';
}

/** Reads a text as `duration(text)` does. Gives a name, like `duration`, when it cannot be read. */
export function durationText(text: string): DaysTimeDuration | YearsMonthsDuration | string {
  if (yearsMonthsPattern.test(text)) return readYearsMonths(text) ?? 'year-month-duration';
  return daysTimePattern.test(text) ? (readDaysTime(text) ?? 'day-time-duration') : 'duration';
}
