import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromEpochDay, toEpochDay, weekdayOf } from '../../../src/feel/temporal/calendar.ts';
import { dateTimeOf, FeelDate, parseLenientZone, temporalLiteral } from '../../../src/feel/temporal/index.ts';
import { TemporalValue } from '../../../src/feel/values.ts';

function value(text: string): TemporalValue {
  return temporalLiteral(text) ?? expect.unreachable(text);
}

test('the calendar is that of JavaScript, where that has one', () => {
  fc.assert(
    fc.property(fc.integer({ min: -99_999_999, max: 99_999_999 }), (epochDay) => {
      const date = new Date(epochDay * 86_400_000);
      const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
      expect(fromEpochDay(epochDay)).toEqual(day);
      expect(toEpochDay(day)).toBe(epochDay);
      expect(weekdayOf(epochDay)).toBe(date.getUTCDay() || 7);
    }),
  );
});

test('the calendar has every day of the years up to 999999999', () => {
  fc.assert(
    fc.property(fc.integer({ min: -365_243_219_162, max: 365_241_780_471 }), (epochDay) => {
      expect(toEpochDay(fromEpochDay(epochDay))).toBe(epochDay);
    }),
  );
  expect(() => fromEpochDay(365_241_780_472)).toThrow('no year is 1000000000');
});

test.each([
  ['2020-12-31', 53, 366],
  ['2021-01-03', 53, 3],
  ['2018-12-31', 1, 365],
  ['-0001-12-31', 52, 365],
])('%s lies in week %d and is day %d of its year', (text, week, dayOfYear) => {
  const date = value(text);
  expect(date instanceof FeelDate && [date.week, date.dayOfYear]).toEqual([week, dayOfYear]);
});

test.each([
  ['2024-03-03', 'weekday', 7],
  ['10:20:30.5', 'second', 30],
  ['10:20:30', 'time offset', null],
  ['10:20:30@Europe/Berlin', 'timezone', 'Europe/Berlin'],
  ['10:20:30Z', 'timezone', null],
  ['2024-07-01T10:20:30@Europe/Berlin', 'time offset', 'PT2H'],
  ['2024-07-01T10:20:30', 'hour', 10],
  ['-P1DT2H', 'hours', -2],
  ['-PT90.5S', 'minutes', -1],
  ['-P1Y2M', 'months', -2],
  ['P1D', 'years', undefined],
])('%s has the %s %j', (text, name, expected) => {
  const property = value(text).property(name);
  expect(property instanceof TemporalValue ? property.toText() : property).toBe(expected);
});

describe('order and equality', () => {
  test.each([
    ['10:00:00Z', '11:00:00+01:00', 0, false],
    ['10:00:00@UTC', '10:00:00Z', 0, false],
    ['2024-01-31T10:00:00Z', '2024-01-31T10:00:00+00:00', 0, true],
    ['2024-01-31T10:00:00Z', '2024-01-31T11:00:00+01:00', -1, false],
    ['2024-01-31T10:00:00Z', '2024-01-31T10:00:00@UTC', 1, false],
    ['P12M', 'P1Y', 0, true],
    ['PT24H', 'P1D', 0, true],
  ])('%s and %s', (a, b, order, equal) => {
    expect(Math.sign(value(a).compare(value(b)))).toBe(order);
    expect(value(a).equals(value(b))).toBe(equal);
  });
});

describe('zones', () => {
  test.each([
    ['2024-03-31T02:30:00@Europe/Berlin', '2024-03-31T03:30:00+02:00'],
    ['2024-10-27T02:30:00@Europe/Berlin', '2024-10-27T02:30:00+02:00'],
    ['2024-10-27T02:30:00+01:00[Europe/Berlin]', '2024-10-27T02:30:00+01:00'],
    ['2011-12-30T10:00:00@Pacific/Apia', '2011-12-31T10:00:00+14:00'],
    ['999999999-07-31T10:00:00@Europe/Berlin', '+999999999-07-31T10:00:00+02:00'],
    ['-999999999-12-31T10:00:00@Europe/Berlin', '-999999999-12-31T10:00:00+00:53:28'],
  ])('%s is %s', (text, shown) => {
    expect(value(text).toConnectorText()).toBe(shown);
  });

  test.each([
    ['+1', 3600],
    ['+0130', 5400],
    ['-01:00:30', -3630],
    ['Z', 0],
    ['z', undefined],
    ['+19:00', undefined],
    ['', undefined],
    ['Nowhere', undefined],
  ])('as an argument, %j is the offset %j', (text, offset) => {
    expect(parseLenientZone(text)).toBe(offset);
  });

  test.each([
    ['UTC+1', 'UTC+01:00'],
    ['UT', 'UT'],
    ['GMT+00:00', 'GMT'],
    ['GMT0', 'GMT0'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
  ])('as an argument, %s is the zone %s', (text, id) => {
    expect(parseLenientZone(text)).toMatchObject({ id });
  });
});

test('the clock is in UTC', () => {
  expect(dateTimeOf(Date.parse('2024-06-15T12:30:45.123Z')).toText()).toBe('2024-06-15T12:30:45.123Z');
  expect(dateTimeOf(-1).toText()).toBe('1969-12-31T23:59:59.999Z');
});
