import { describe, expect, test } from 'vitest';
import type { Value } from '../../../src/feel/values.ts';
import { given, invoke, outcome, text } from './call.ts';

describe('conversions', () => {
  test.each<[Value, string]>([
    [['a', null, '#1.50', { b: [] }], '["a", null, 1.50, {b:[]}]'],
    ['@2024-01-31T10:00:00@Europe/Berlin', '2024-01-31T10:00:00@Europe/Berlin'],
  ])('string of %j is %s', (value, expected) => {
    expect(invoke('string', [given(value)])).toBe(expected);
  });

  test.each<[string, string]>([
    ['2024-01-31T10:00:00@Europe/Berlin', '"2024-01-31T10:00:00+01:00[Europe/Berlin]"'],
    ['10:00:00@Europe/Berlin', '"10:00:00+01:00"'],
    ['-PT1.5S', '"PT-1.5S"'],
    ['P14M', '"P1Y2M"'],
  ])('to json of %s is %s', (value, expected) => {
    expect(invoke('to json', [given(`@${value}`)])).toBe(expected);
  });

  test.each<[string, Value[], string]>([
    ['date', ['#2024.9', '#1.9', 1], '2024-01-01'],
    ['date', ['@2024-01-31T23:30:00-05:00'], '2024-01-31'],
    ['time', [10, 15, '#30.1234567899'], '10:15:30.123456789'],
    ['time', [10, 0, '#0.5', null], '10:00:00'],
    ['time', [10, 0, 0, '@-PT18H'], '10:00-18:00'],
    ['time', ['@2024-01-31'], '00:00Z'],
    ['date and time', ['@2024-01-31', '@10:00:00@Europe/Berlin'], '2024-01-31T10:00:00+01:00'],
    ['date and time', ['@2024-01-31T10:00:00Z', 'Europe/Berlin'], '2024-01-31T11:00:00+01:00'],
    ['date and time', ['@2024-01-31T10:00:00', 'UTC+1'], '2024-01-31T10:00:00+01:00'],
    ['years and months duration', ['@2024-02-29', '@2023-02-28T00:00:00'], 'P-1Y'],
    ['now', [], '2024-06-15T12:30:45.123Z'],
    ['today', [], '2024-06-15'],
    ['last day of month', ['@2023-02-10'], '2023-02-28'],
  ])('%s of %j is %s', (name, args, expected) => {
    expect(text(name, ...args)).toBe(expected);
  });

  test.each<[string, Value[], string]>([
    ['date', ['2024-02-30'], "Failed to parse date from '2024-02-30'"],
    ['date and time', ['2024-02-30T10:00:00'], "Failed to parse local-date-time from '2024-02-30T10:00:00'"],
    ['time', ['25:00:00Z'], "Failed to parse time from '25:00:00Z'"],
    ['duration', ['p1d'], "Failed to parse duration from 'p1d'"],
    ['date', [2024, 2, 30], 'Failed to parse date from: year=2024, month=2, day=30'],
    ['time', [10, 0, 0, '@PT19H'], 'Failed to parse time from: hour=10, minute=0, second=0, offset=PT19H'],
  ])('%s of %j fails softly', (name, args, error) => {
    expect(outcome(name, ...args)).toEqual({ error });
  });

  test('a zone that there is not fails', () => {
    expect(() => outcome('date and time', '@2024-01-31T10:00:00Z', 'nope')).toThrow('Unknown time-zone ID: nope');
  });
});
