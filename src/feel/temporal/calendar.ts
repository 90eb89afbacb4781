import { FeelError } from '../errors.ts';

// The proleptic ISO calendar, for the years that Java has. Days are counted from 1970-01-01.

/** Java's last year. The first one is -maxYear. */
const maxYear = 999_999_999;

const daysPer400Years = 146_097;
const daysTo1970 = 719_528;

/** A day of the calendar. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Whether a year has a leap day. */
function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Gives the number of days of a month, from 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Gives the number of a day, counted from 1970-01-01. */
export function toEpochDay({ year, month, day }: CalendarDay): number {
  // Years begin in March here, so that the leap day is the last day of its year.
  const y = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear + 60 - daysTo1970;
}

/** Gives the day with a number, counted from 1970-01-01. @throws FeelError when it is outside Java's years */
export function fromEpochDay(epochDay: number): CalendarDay {
  const shifted = epochDay + daysTo1970 - 60;
  const cycle = Math.floor(shifted / daysPer400Years);
  const dayOfCycle = shifted - cycle * daysPer400Years;
  const yearOfCycle = Math.floor(
    (dayOfCycle - Math.floor(dayOfCycle / 1460) + Math.floor(dayOfCycle / 36_524) - Math.floor(dayOfCycle / 146_096)) /
      365,
  );
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0);
  refuseFarYear(year);
  return { year, month, day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 };
}

/**
 * Gives the same day some months later, or the last day of that month if it is shorter. @throws FeelError outside Java's years
 */
export function plusMonths({ year, month, day }: CalendarDay, months: number): CalendarDay {
  const total = year * 12 + (month - 1) + months;
  const newYear = Math.floor(total / 12);
  const newMonth = total - newYear * 12 + 1;
  refuseFarYear(newYear);
  return { year: newYear, month: newMonth, day: Math.min(day, daysInMonth(newYear, newMonth)) };
}

/** Gives the number of whole months between two days. It is negative when `to` is before `from`. */
export function monthsBetween(from: CalendarDay, to: CalendarDay): number {
  const months = (to.year - from.year) * 12 + to.month - from.month;
  if (months > 0 && to.day < from.day) return months - 1;
  return months < 0 && to.day > from.day ? months + 1 : months;
}

/** Gives the weekday of a day: Monday is 1, Sunday is 7. */
export function weekdayOf(epochDay: number): number {
  return ((((epochDay + 3) % 7) + 7) % 7) + 1;
}

/** Whether the calendar has this day. */
export function isDay({ year, month, day }: CalendarDay): boolean {
  return Math.abs(year) <= maxYear && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function refuseFarYear(year: number): void {
  if (Math.abs(year) > maxYear) throw new FeelError(`no year is ${year}, they end at ${maxYear}`);
}
