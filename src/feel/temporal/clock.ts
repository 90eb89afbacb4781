import { FeelDateTime } from './date-time.ts';
import { DaysTimeDuration } from './duration.ts';

/** The date and time of a system clock, in UTC. */
export function dateTimeOf(milliseconds: number): FeelDateTime {
  return FeelDateTime.at({ epochDay: 0, nanos: 0 }, 0).plus(DaysTimeDuration.ofMillis(Math.trunc(milliseconds)));
}
