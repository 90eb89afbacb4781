import { type Builtin, type Call, form, illegal } from '../builtin.ts';
import { multiply, numberText, remainder, toInt32 } from '../number.ts';
import {
  DaysTimeDuration,
  dateText,
  dateTimeText,
  durationText,
  FeelDate,
  FeelDateTime,
  FeelTime,
  monthsBetween,
  parseLenientZone,
  timeText,
  YearsMonthsDuration,
} from '../temporal/index.ts';
import { ErrorValue, type FeelNumber, isNumber, isString, type Result, type Value } from '../values.ts';

const zoneSteps = 1000;

/** Functions that make temporal values. */
export const temporalConversionBuiltins: readonly (readonly [string, Builtin])[] = [
  ['date', [form(['from'], dateFrom), form(['year', 'month', 'day'], dateOf)]],
  [
    'date and time',
    [
      form(['from'], (call, from) => (isString(from) ? parsed(dateTimeText(paid(call, from)), from) : illegal([from]))),
      form(['date', 'time'], dateTimeOf),
    ],
  ],
  [
    'time',
    [
      form(['from'], timeFrom),
      form(['hour', 'minute', 'second'], (_call, hour, minute, second) =>
        isNumber(hour) && isNumber(minute) && isNumber(second)
          ? timeOf(hour, minute, second)
          : illegal([hour, minute, second]),
      ),
      form(['hour', 'minute', 'second', 'offset'], timeWithOffset),
    ],
  ],
  [
    'duration',
    [form(['from'], (_call, from) => (isString(from) ? parsed(durationText(from), from) : illegal([from])))],
  ],
  [
    'years and months duration',
    [
      form(['from', 'to'], (_call, from, to) => {
        const [a, b] = [dateIn(from), dateIn(to)];
        return a && b ? new YearsMonthsDuration(monthsBetween(a, b)) : illegal([from, to]);
      }),
    ],
  ],
];

/** Pays for reading a text. A zone costs more, because it may have to be looked up. */
function paid(call: Call, text: string): string {
  call.spend(/[@[]/.test(text) ? zoneSteps : 50);
  return text;
}

/** Gives what was read from a text. If it is a name, the text could not be read as that; then gives the error value. */
function parsed(result: Exclude<Result, string> | string, text: string): Result {
  return isString(result) ? new ErrorValue(`Failed to parse ${result} from '${text}'`) : result;
}

/** Gives a date itself, or the date of a date and time. Gives undefined for any other value. */
function dateIn(value: Value): FeelDate | undefined {
  if (value instanceof FeelDateTime) return value.date;
  return value instanceof FeelDate ? value : undefined;
}

function dateFrom(_call: Call, from: Value): Result {
  return isString(from) ? parsed(dateText(from), from) : (dateIn(from) ?? illegal([from]));
}

function dateOf(_call: Call, year: Value, month: Value, day: Value): Result {
  if (!isNumber(year) || !isNumber(month) || !isNumber(day)) return illegal([year, month, day]);
  const [y, m, d] = [numberText(year), numberText(month), numberText(day)];
  return (
    FeelDate.of(toInt32(year), toInt32(month), toInt32(day)) ??
    new ErrorValue(`Failed to parse date from: year=${y}, month=${m}, day=${d}`)
  );
}

function dateTimeOf(call: Call, date: Value, time: Value): Result {
  const day = dateIn(date);
  if (day !== undefined && time instanceof FeelTime) {
    const clock = { epochDay: day.epochDay, nanos: time.nanos };
    return time.offset === undefined ? FeelDateTime.local(clock) : FeelDateTime.at(clock, time.zone ?? time.offset);
  }
  if (!(date instanceof FeelDateTime) || !isString(time)) return illegal([date, time]);
  call.spend(zoneSteps);
  const zone = parseLenientZone(time) ?? call.fail(`Unknown time-zone ID: ${time}`);
  return date.offset === undefined ? date.atZone(zone) : date.inZone(zone);
}

function timeFrom(call: Call, from: Value): Result {
  if (isString(from)) return parsed(timeText(paid(call, from), call.now), from);
  if (from instanceof FeelDateTime) return from.time;
  return from instanceof FeelDate ? new FeelTime(0, 0) : illegal([from]);
}

function timeOf(hour: FeelNumber, minute: FeelNumber, second: FeelNumber): Result {
  const nanos = toInt32(multiply(remainder(second, 1), 1e9));
  return (
    FeelTime.of(toInt32(hour), toInt32(minute), toInt32(second), nanos) ?? noTime('local-time', hour, minute, second)
  );
}

function timeWithOffset(_call: Call, hour: Value, minute: Value, second: Value, offset: Value): Result {
  const numbers = isNumber(hour) && isNumber(minute) && isNumber(second);
  if (!numbers || !(offset === null || offset instanceof DaysTimeDuration))
    return illegal([hour, minute, second, offset]);
  // If the offset is null, the engine drops the fraction of the second.
  if (offset === null) return timeOf(hour, minute, toInt32(second));
  const local = timeOf(hour, minute, second);
  const seconds = Number(BigInt.asIntN(32, offset.seconds));
  if (local instanceof FeelTime && Math.abs(seconds) <= 18 * 3600) return new FeelTime(local.nanos, seconds);
  return noTime('time', hour, minute, second, `, offset=${offset.toConnectorText()}`);
}

function noTime(what: string, hour: FeelNumber, minute: FeelNumber, second: FeelNumber, more = ''): ErrorValue {
  const parts = `hour=${numberText(hour)}, minute=${numberText(minute)}, second=${numberText(second)}`;
  return new ErrorValue(`Failed to parse ${what} from: ${parts}${more}`);
}
