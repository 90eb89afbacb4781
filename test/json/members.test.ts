import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementsOf, membersOf } from '../../src/json/members.ts';
import { anyCharacter } from '../support/texts.ts';

const bytes = (text: string) => Buffer.from(text);
const members = (text: string) => [...membersOf(bytes(text))].map(([name, value]) => [name, value.toString()]);
const elements = (text: string) => elementsOf(bytes(text)).map(String);

/** JSON texts of a kind, with blanks in odd places and numbers that no double holds. */
const blank = fc.stringMatching(/^[ \t\n\r]{0,2}$/);
const number = fc.stringMatching(/^-?(?:0|[1-9]\d{0,40})(?:\.\d{1,30})?(?:[eE][+-]?\d{1,4})?$/);
const text = fc
  .oneof(fc.string({ unit: anyCharacter }), fc.string())
  .map((value) => JSON.stringify(value.toWellFormed()));
const { value } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, number, text, fc.constantFrom('true', 'false', 'null'), tie('list'), tie('object')),
  list: fc
    .tuple(fc.array(tie('value'), { maxLength: 4 }), blank)
    .map(([all, gap]) => `[${gap}${all.join(`${gap},${gap}`)}]`),
  object: fc
    .tuple(fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }), blank)
    .map(([all, gap]) => `{${all.map(([name, value]) => `${gap}${name}${gap}:${gap}${value}`).join(`${gap},`)}${gap}}`),
}));

describe('what is cut', () => {
  test('has every digit, every escape and every blank that is within it', () => {
    expect(members('{"n": 12345678901234567890.10 , "t":"a\\"\\u00e9\\\\","o":{ "x" : [1,{}] },"e":[]}')).toEqual([
      ['n', '12345678901234567890.10'],
      ['t', '"a\\"\\u00e9\\\\"'],
      ['o', '{ "x" : [1,{}] }'],
      ['e', '[]'],
    ]);
  });

  test('of an object has the names that JSON.parse gives, each with the text of its value', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, value)), blank, (all, gap) => {
        const json = `${gap}{${all.map(([name, value]) => `${name}${gap}:${gap}${value}${gap}`).join(`,${gap}`)}}${gap}`;
        const last = new Map(all.map(([name, value]) => [JSON.parse(name), value]));
        expect(new Map(members(json) as [string, string][])).toEqual(last);
      }),
    );
  });

  test('of a list has the text of each element', () => {
    fc.assert(
      fc.property(fc.array(value), blank, (all, gap) => {
        expect(elements(`[${gap}${all.join(`${gap},${gap}`)}${gap}]`)).toEqual(all);
      }),
    );
  });

  test('can be nested deeper than the stack is', () => {
    const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
    expect(membersOf(bytes(`{"a":${deep}}`)).get('a')?.length).toBe(deep.length);
  });

  test('of a member with the name __proto__ is a member like any other', () => {
    expect(members('{"__proto__":1}')).toEqual([['__proto__', '1']]);
  });
});

describe('a text that is no JSON', () => {
  test.each([
    '',
    ' ',
    '[',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":"1',
    '{"a":"1\\"}',
    '{"a":[1}',
    '{"a":1}}',
    '{"a":1,}',
    '{,}',
  ])('is refused as an object: %s', (json) => {
    expect(() => membersOf(bytes(json))).toThrow(SyntaxError);
  });

  test.each(['', '{}', '[1', '[1,', '[1,]', '[,1]', '[1]]', '[1] 2', 'null', '<html>'])(
    'is refused as a list: %s',
    (json) => {
      expect(() => elementsOf(bytes(json))).toThrow(SyntaxError);
    },
  );

  test('is refused, or one of its parts is no JSON either', () => {
    const isJson = (json: string) => {
      try {
        JSON.parse(json);
        return true;
      } catch {
        return false;
      }
    };
    const damaged = fc
      .tuple(
        fc.uniqueArray(fc.tuple(text, value), { minLength: 1, selector: ([name]) => JSON.parse(name) }),
        fc.nat(),
        fc.constantFrom('', '"', '\\', ',', ':', '[', ']', '}', '0'),
      )
      .map(([all, place, put]) => {
        const json = `{${all.map(([name, value]) => `${name}:${value}`).join(',')}}`;
        const at = place % json.length;
        return json.slice(0, at) + put + json.slice(at + 1);
      })
      .filter((json) => !isJson(json));
    const cutWhole = (json: string) => {
      try {
        return members(json).every(([, value = '']) => isJson(value));
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
        return false;
      }
    };
    fc.assert(fc.property(damaged, (json) => !cutWhole(json)));
  });
});
