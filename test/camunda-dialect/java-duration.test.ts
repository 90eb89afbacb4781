import { expect, test } from 'vitest';
import { parseJavaDuration } from '../../src/camunda-dialect/java-duration.ts';

test.each<[string, number]>([
  ['PT0S', 0],
  ['PT30S', 30_000],
  ['P1D', 86_400_000],
  ['P1DT2H3M4.5S', 93_784_500],
  ['pt1.5s', 1_500],
  ['PT1,5S', 1_500],
  ['PT1.S', 1_000],
  ['PT0.0019S', 1],
  ['PT-0.0019S', -1],
  ['PT-1.5S', -1_500],
  ['-PT30S', -30_000],
  ['-PT-30S', 30_000],
  ['+PT+5M', 300_000],
  ['PT36H', 129_600_000],
  ['P-1DT25H', 3_600_000],
  ['PT0000000001S', 1_000],
])('7.2 the duration %s of Java’s grammar has %d ms', (text, milliseconds) => {
  expect(parseJavaDuration(text)).toBe(milliseconds);
});

test.each([
  '',
  ' ',
  'P',
  'PT',
  'P1DT',
  'P1W',
  'P1M',
  'P1Y',
  'P1D1S',
  'PT1S1M',
  'PT1.S5',
  'PT.5S',
  'PT1.5M',
  'PT1.0000000001S',
  ' PT1S',
  'PT1S ',
  'PT1S\n',
  '30',
  'PT٣S',
  'PT1e3S',
])('7.2 %j is no duration for Java', (text) => {
  expect(parseJavaDuration(text)).toBeUndefined();
});

test.each(['PT9223372036854775808S', 'P999999999999999999D', '-P999999999999999999D'])(
  '7.2 the milliseconds of %s have more than 64 bits',
  (text) => {
    expect(parseJavaDuration(text)).toBe('too long');
  },
);
