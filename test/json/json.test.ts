import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extentOf, NestingError } from '../../src/json/extent.ts';
import { isObject, type Json, type JsonObject, parseJson, setMember, stringifyJson } from '../../src/json/json.ts';
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
    '00000000000000000001',
    '12345678901234567890x',
    '1234567890.1234567890.1',
    '-12345678901234567890-',
    '"a" 12345678901234567890',
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
    ['["\x7f12", "\\u007F3", {"\x7f1": 1}]', '["\x7f12","\x7f3",{"\x7f1":1}]'],
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

describe('a value has at most a thousand levels', () => {
  const kinds: [string, string, string][] = [
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ];
  const around = (levels: number, open: string, close: string, inner = '1') =>
    open.repeat(levels) + inner + close.repeat(levels);

  test.each(kinds)('of %s, on either way, when it is read and when it is written', (_, open, close) => {
    for (const inner of ['1', String(LONG)]) {
      const text = around(1_000, open, close, inner);
      const value = parseJson(text);
      expect(stringifyJson(value)).toBe(text);
      for (const levels of [1_001, 20_000]) {
        expect(() => parseJson(around(levels, open, close, inner))).toThrow(NestingError);
      }
      expect(() => stringifyJson([value])).toThrow(NestingError);
      expect(() => stringifyJson({ list: [LONG, value] })).toThrow('more than 1000 levels of nesting');
    }
  });

  test('of twenty thousand, as a value in memory, is not written', () => {
    let list: Json = [];
    let object: JsonObject = {};
    for (let level = 0; level < 20_000; level++) [list, object] = [[list], { object }];
    for (const value of [list, object, [LONG, list]]) expect(() => stringifyJson(value)).toThrow(NestingError);
  });

  test('however many brackets there are beside each other, or in texts', () => {
    const brackets = '[{'.repeat(2_000);
    for (const text of [
      `[${Array.from({ length: 2_000 }, () => '[{}]').join()}]`,
      JSON.stringify({ [brackets]: [brackets, `\\" ${brackets} \\`, '"', '\\'] }),
      `[${LONG}, "${brackets}"]`,
    ]) {
      expect(stringifyJson(parseJson(text))).toBe(text.replace(', ', ','));
    }
  });

  test('and a text that is no JSON is refused as such', () => {
    for (const text of ['['.repeat(900).padEnd(3_000), `"${'['.repeat(3_000)}`, ']'.repeat(3_000)]) {
      expect(() => parseJson(text)).toThrow(SyntaxError);
      expect(() => parseJson(text)).not.toThrow(NestingError);
    }
  });
});

test('a text of more values than are worked through in one step is refused, and says how many it has', () => {
  expect((parseJson(`[${'1,'.repeat(249_998)}1]`) as Json[]).length).toBe(249_999);
  expect(() => parseJson(`[${'1,'.repeat(249_999)}1]`)).toThrow('250001 values, at most 250000');
  const long = '1234567890.123456,';
  expect((parseJson(`[${long.repeat(49_999)}${LONG}]`) as Json[]).length).toBe(50_000);
  expect(() => parseJson(`[${long.repeat(50_000)}${LONG}]`)).toThrow(
    '50001 numbers of 16 characters or more, at most 50000',
  );
});

test('as many levels are found as there are, wherever they are', () => {
  const levelsOf = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(levelsOf)) : 0;
  fc.assert(
    fc.property(fc.json({ depthSize: 'large', maxDepth: 20 }), (text) => {
      const levels = levelsOf(JSON.parse(text));
      const padded = text.padEnd(100);
      expect(() => extentOf(padded, levels)).not.toThrow();
      if (levels > 0) expect(() => extentOf(padded, levels - 1)).toThrow(NestingError);
    }),
  );
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
