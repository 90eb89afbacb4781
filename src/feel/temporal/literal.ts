import type { TemporalValue } from '../values.ts';
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

/** Gives the value of `date("…")`, or null when the text is not a date. */
export function dateLiteral(text: string): TemporalValue | null {
  return datePattern.test(text) ? (readDate(text) ?? null) : null;
}

/** Gives the value of `time("…")`, or null when the text is not a time. */
export function timeLiteral(text: string): TemporalValue | null {
  return (zonedTimePattern.test(text) ? readZonedTime(text, Date.now()) : readLocalTime(text)) ?? null;
}

/** Gives the value of `date and time("…")`, or null when the text is none. A date alone stands for its midnight. */
export function dateTimeLiteral(text: string): TemporalValue | null {
  if (datePattern.test(text)) return readLocalDateTime(`${text}T00:00`) ?? null;
  return (zonedDateTimePattern.test(text) ? readZonedDateTime(text) : readLocalDateTime(text)) ?? null;
}

/** Gives the value of `duration("…")`, or null when the text is not a duration. */
export function durationLiteral(text: string): TemporalValue | null {
  return (yearsMonthsPattern.test(text) ? readYearsMonths(text) : readDaysTime(text)) ?? null;
}

/** Gives the value of `@"…"`, or null when the text is not a temporal value. */
export function temporalLiteral(text: string): TemporalValue | null {
  if (datePattern.test(text)) return dateLiteral(text);
  if (zonedTimePattern.test(text)) return timeLiteral(text);
  if (zonedDateTimePattern.test(text) || localDateTimePattern.test(text)) return dateTimeLiteral(text);
  if (yearsMonthsPattern.test(text) || daysTimePattern.test(text)) return durationLiteral(text);
  return timeLiteral(text);
}
