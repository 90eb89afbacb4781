import { TemporalValue, type Value } from '../values.ts';
import { type CalendarDay, daysInMonth, fromEpochDay, isDay, plusMonths, toEpochDay, weekdayOf } from './calendar.ts';
import type { DaysTimeDuration, YearsMonthsDuration } from './duration.ts';
import { plusNanos } from './local.ts';

/** A day without a time. */
export class FeelDate extends TemporalValue implements CalendarDay {
  readonly kind = 'date';
  readonly propertyNames = ['year', 'month', 'day', 'weekday'];
  readonly year: number;
  readonly month: number;
  readonly day: number;

  private constructor({ year, month, day }: CalendarDay) {
    super();
    this.year = year;
    this.month = month;
    this.day = day;
  }

  /** Makes a date. Gives undefined when the calendar has no such day. */
  static of(year: number, month: number, day: number): FeelDate | undefined {
    return isDay({ year, month, day }) ? new FeelDate({ year, month, day }) : undefined;
  }

  /** Makes the date of a day counted from 1970-01-01. @throws FeelError outside Java's years */
  static ofEpochDay(epochDay: number): FeelDate {
    return new FeelDate(fromEpochDay(epochDay));
  }

  get epochDay(): number {
    return toEpochDay(this);
  }

  get weekday(): number {
    return weekdayOf(this.epochDay);
  }

  get dayOfYear(): number {
    return this.epochDay - toEpochDay({ year: this.year, month: 1, day: 1 }) + 1;
  }

  /** The number of the ISO week. A week belongs to the year of its Thursday. */
  get week(): number {
    const thursday = this.epochDay + 4 - this.weekday;
    const { year } = fromEpochDay(thursday);
    return Math.floor((thursday - toEpochDay({ year, month: 1, day: 1 })) / 7) + 1;
  }

  lastOfMonth(): FeelDate {
    return new FeelDate({ year: this.year, month: this.month, day: daysInMonth(this.year, this.month) });
  }

  plusMonths(duration: YearsMonthsDuration): FeelDate {
    return new FeelDate(plusMonths(this, duration.months));
  }

  /** Gives the date of the moment that is a duration after this date's midnight. */
  plus(duration: DaysTimeDuration): FeelDate {
    return FeelDate.ofEpochDay(plusNanos({ epochDay: this.epochDay, nanos: 0 }, duration.nanos).epochDay);
  }

  property(name: string): Value | undefined {
    switch (name) {
      case 'year':
        return this.year;
      case 'month':
        return this.month;
      case 'day':
        return this.day;
      case 'weekday':
        return this.weekday;
      default:
        return undefined;
    }
  }

  toText(): string {
    return this.year > 9999 ? `+${this.plainText()}` : this.plainText();
  }

  toConnectorText(): string {
    return this.toText();
  }

  /** Gives the date as text, without the plus sign that ISO 8601 has for years beyond 9999. */
  plainText(): string {
    const year = String(Math.abs(this.year)).padStart(4, '0');
    return `${this.year < 0 ? '-' : ''}${year}-${pad(this.month)}-${pad(this.day)}`;
  }

  compare(other: FeelDate): number {
    return this.year - other.year || this.month - other.month || this.day - other.day;
  }

  equals(other: FeelDate): boolean {
    return this.compare(other) === 0;
  }
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
