import { type Builtin, type Call, form, illegal } from '../builtin.ts';
import { dateTimeOf, FeelDate, FeelDateTime } from '../temporal/index.ts';
import type { Value } from '../values.ts';

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Functions of dates and of the clock. The clock is in UTC. */
export const temporalBuiltins: readonly (readonly [string, Builtin])[] = [
  ['now', [form([], now)]],
  ['today', [form([], (call) => now(call).date)]],
  ['day of year', [ofDate((date) => date.dayOfYear)]],
  ['day of week', [ofDate((date) => days[date.weekday - 1] ?? null)]],
  ['month of year', [ofDate((date) => months[date.month - 1] ?? null)]],
  ['week of year', [ofDate((date) => date.week)]],
  ['last day of month', [ofDate((date) => date.lastOfMonth())]],
];

function now(call: Call): FeelDateTime {
  call.spend(50);
  return dateTimeOf(call.now);
}

function ofDate(body: (date: FeelDate) => Value): Builtin[number] {
  return form(['date'], (_call, date) => {
    if (date instanceof FeelDateTime) return body(date.date);
    return date instanceof FeelDate ? body(date) : illegal([date]);
  });
}
