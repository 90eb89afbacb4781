import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberText } from '../../../src/feel/number.ts';
import { type FeelNumber, isContext, type Value } from '../../../src/feel/values.ts';
import { anyCharacter } from '../../support/texts.ts';
import { invoke, outcome } from './call.ts';

describe('from json', () => {
  test.each([
    '',
    '  ',
    '{',
    '[1,]',
    '{a:1}',
    "'a'",
    '01',
    '1.',
    '.5',
    '+1',
    '-',
    'NaN',
    '1x',
    'truex',
    '"a\nb"',
    '// c\n1',
  ])('%j is no JSON', (json) => {
    expect(outcome('from json', json)).toEqual({ error: `Failed to parse JSON from '${json}'` });
  });

  test.each([
    ['1e3', '1000.0'],
    ['1.50', '1.5'],
    ['100000000000000000001', '100000000000000000001'],
    ['-0', '0'],
    ['1e-7', '1.0E-7'],
  ])('%s becomes the number %s', (json, text) => {
    expect(numberText(invoke('from json', [json]) as FeelNumber)).toBe(text);
  });

  test.each<[string, Value]>([
    ['[1] x', [1]],
    ['1 x', 1],
    ['1e400', null],
    ['"\\ud83d"', '\ud83d'],
    ['[null,true,"a"]', [null, true, 'a']],
  ])('%s', (json, value) => {
    expect(outcome('from json', json)).toEqual(value);
  });

  test('the last of equal keys counts, and no key reaches a prototype', () => {
    const value = invoke('from json', ['{"a":1,"__proto__":{"b":2},"a":3}']);
    expect(isContext(value) && invoke('get value', [value, 'a'])).toBe(3);
    expect(invoke('to json', [value as Value])).toBe('{"a":3,"__proto__":{"b":2}}');
  });
});

test('to json escapes control characters and leaves half a pair of surrogates', () => {
  expect(invoke('to json', ['\u0001\u001f\b\\u001f\ud83d"\u2028'])).toBe('"\\u0001\\u001F\\b\\\\u001f\ud83d\\"\u2028"');
});

test('what to json writes, from json reads', () => {
  const integer = fc.maxSafeInteger().map((n) => (Object.is(n, -0) ? 0 : n));
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, false),
      integer,
      fc.string({ unit: anyCharacter }),
      fc.array(tie('value')),
      fc.dictionary(fc.string(), tie('value')),
    ),
  }));
  fc.assert(
    fc.property(value, (given) => {
      const json = invoke('to json', [given]) as string;
      expect(JSON.parse(json)).toEqual(given);
      expect(invoke('to json', [invoke('from json', [json]) as Value])).toBe(json);
    }),
  );
});
