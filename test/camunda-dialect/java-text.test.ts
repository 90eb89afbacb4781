import { expect, test } from 'vitest';
import { isBlank, trim } from '../../src/camunda-dialect/java-text.ts';

test.each([
  ['', true],
  [' \t\r\n\v\f', true],
  ['\u2003\u3000\u2028', true],
  ['\u00a0', false],
  ['\u2007\u202f', false],
  ['\ufeff', false],
  [' a ', false],
])('5 %j is blank for Java: %j', (text, blank) => {
  expect(isBlank(text)).toBe(blank);
});

test.each([
  [' a b ', 'a b'],
  ['\0\x1fa\x20', 'a'],
  ['\u00a0a\u2003', '\u00a0a\u2003'],
  ['', ''],
  [' \n ', ''],
])('5 %j is trimmed to %j, as Java does', (text, trimmed) => {
  expect(trim(text)).toBe(trimmed);
});

test('5 a text of many spaces is trimmed in time that grows with its length only', () => {
  const spaces = ' '.repeat(100_000);
  expect(trim(`a${spaces}b`)).toBe(`a${spaces}b`);
});
