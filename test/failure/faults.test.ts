import { describe, expect, test } from 'vitest';
import { addFaults, describeKind, describeValue, formatFaults, formatPath } from '../../src/failure/faults.ts';
import { parseJson } from '../../src/json/json.ts';

test.each([
  [['input', 'item', 'tags', 2], 'input.item.tags[2]'],
  [['input', 'expressionAttributeNames', '#s'], 'input.expressionAttributeNames["#s"]'],
  [['input', 'a.b', 'ünï', 'a-b', '', 'a"b'], 'input["a.b"].ünï.a-b[""]["a\\"b"]'],
  [[], ''],
])('a path is written as in FEEL: %j', (path, text) => {
  expect(formatPath(path)).toBe(text);
});

describe('what came, in a few words', () => {
  test.each([
    ['null', 'null', 'null'],
    ['""', 'an empty text', 'an empty text'],
    ['[]', 'an empty list', 'a list'],
    ['[1,2]', 'a list of 2', 'a list'],
    ['{}', 'an empty object', 'an object'],
    ['{"a":1,"b":2}', 'an object with "a", "b"', 'an object'],
    ['"text"', 'the text "text"', 'a text'],
    ['1.5', 'the number 1.5', 'a number'],
    ['true', 'the boolean true', 'a boolean'],
    ['12345678901234567890', 'the number 12345678901234567890', 'an object'],
  ])('%s', (json, value, kind) => {
    expect(describeValue(parseJson(json))).toBe(value);
    expect(describeKind(parseJson(json))).toBe(kind);
  });

  test('nothing, and a number of 64 bits', () => {
    expect([describeValue(undefined), describeKind(undefined)]).toEqual(['nothing', 'nothing']);
    expect(describeValue(9007199254740993n)).toBe('the bigint 9007199254740993');
  });

  test('cut short when it is long', () => {
    expect(describeValue('x'.repeat(1_000))).toBe(`the text "${'x'.repeat(78)}…`);
    expect(describeValue(Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [n, n])))).toHaveLength(95);
  });
});

test('all faults are told in the order found, up to twenty', () => {
  const faults = Array.from({ length: 25 }, (_, n) => ({ path: ['a', n], expected: 'text', got: 'nothing' }));
  const text = formatFaults(faults);
  expect(text).toMatch(/^a\[0\]: expected text, got nothing; a\[1\]: /);
  expect(text).toMatch(/a\[19\]: expected text, got nothing; and 5 more$/);
});

test('faults are added to others, be they more than a call can have arguments', () => {
  const fault = { path: ['input'], expected: 'text', got: 'nothing' };
  const faults = [fault];
  addFaults(faults, Array(500_000).fill(fault));
  expect(faults).toHaveLength(500_001);
});
