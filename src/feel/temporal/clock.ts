import { FeelDateTime } from './date-time.ts';
import { DaysTimeDuration } from './duration.ts';

/** Gives the date and time, in UTC, of a time in milliseconds since 1970. */
export function dateTimeOf(milliseconds: number): FeelDateTime {
  return FeelDateTime.at({ epochDay: 0, nanos: 0 }, 0).plus(DaysTimeDuration.ofMillis(Math.trunc(milliseconds)));
}
