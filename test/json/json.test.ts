import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isObject, type Json, parseJson, setMember, stringifyJson } from '../../src/json/json.ts';
import { canonicalDigits } from '../../src/json/numbers.ts';
import { decimals } from '../support/decimals.ts';

/** Something that makes a text go the lossless way. */
const LONG = 12345678901234567890n;

test('a text without long numbers means what it means to JSON.parse, on either way', () => {
  fc.assert(
    fc.property(fc.json({ depthSize: 'medium' }), (text) => {
      const plain = JSON.parse(text);
      expect(parseJson(text)).toEqual(plain);
      expect((parseJson(`[${LONG},${text}]`) as Json[])[1]).toEqual(plain);
    }),
  );
});

test('what JSON.parse refuses is refused on either way', () => {
  const texts = [
    '',
    '{',
    '[1,]',
    '{"a":1,}',
    "{'a':1}",
    '01',
    '1.',
    '.5',
    '+1',
    'NaN',
    '"\t"',
    '"\\x"',
    '[1 2]',
    'tru',
  ];
  for (const text of texts) {
    expect(() => parseJson(text)).toThrow(SyntaxError);
    expect(() => parseJson(`[${LONG},${text || '}'}]`)).toThrow(SyntaxError);
  }
});

test('every number of a text is written with the digits it was read with', () => {
  fc.assert(
    fc.property(fc.array(decimals, { minLength: 1 }), (numbers) => {
      const written = stringifyJson(parseJson(`[${numbers.join()}]`))
        .slice(1, -1)
        .split(',');
      expect(written.map(canonicalDigits)).toEqual(numbers.map(canonicalDigits));
    }),
  );
});

describe('the lossless way is the fast way with more digits', () => {
  test.each([
    ['{"a":1,"a":2}', '{"a":2}'],
    ['{"__proto__":{"x":1},"constructor":2}', '{"__proto__":{"x":1},"constructor":2}'],
    ['"\\ud800 \\u0000 \\u2028"', JSON.stringify('\ud800 \u0000 \u2028')],
    ['[-0, 1e2, 1.50, 1E-7]', '[0,100,1.5,1e-7]'],
  ])('%s', (text, written) => {
    expect(stringifyJson(parseJson(text))).toBe(written);
    expect(stringifyJson(parseJson(`[${LONG},${text}]`))).toBe(`[${LONG},${written}]`);
  });
});

test.each(['12345678901234567890', '-0.1234567890123456789', '1e400', '1e-400', '123456789012345678901234567890.5'])(
  '%s loses nothing',
  (number) => {
    expect(stringifyJson(parseJson(`{"n":${number}}`))).toBe(`{"n":${number}}`);
  },
);

test('a text nested too deeply for the stack is no JSON', () => {
  const deep = `[${LONG},${'['.repeat(100_000)}${']'.repeat(100_000)}]`;
  expect(() => parseJson(deep)).toThrow(SyntaxError);
});

test('an exact number is no object, and neither is a list or null', () => {
  expect([parseJson('{}'), parseJson('1e400'), [], null, 'text'].map(isObject)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('a member named __proto__ is a member like any other', () => {
  const object: Record<string, unknown> = {};
  setMember(object, '__proto__', { polluted: true });
  expect(Object.keys(object)).toEqual(['__proto__']);
  expect('polluted' in object).toBe(false);
});
