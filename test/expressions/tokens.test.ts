import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlaceholder, tokensOf } from '../../src/expressions/tokens.ts';
import { anyCharacter } from '../support/texts.ts';

/** The tokens of a text, each with its kind, without the end. */
const cut = (text: string) =>
  tokensOf(text)
    .slice(0, -1)
    .map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

test.each([
  ['a=:v', ['word a', 'symbol =', 'value :v']],
  [' #n\t<>\r\nb ', ['name #n', 'symbol <>', 'word b']],
  ['a<=b>=c<d>e', 'word a,symbol <=,word b,symbol >=,word c,symbol <,word d,symbol >,word e'.split(',')],
  ['a[10].b,(c)', 'word a;symbol [;word 10;symbol ];symbol .;word b;symbol ,;symbol (;word c;symbol )'.split(';')],
  ['user-name+2', ['word user', 'symbol -', 'word name', 'symbol +', 'word 2']],
  ['größe _x $ref @type 名前 𝒳', ['word größe', 'word _x', 'word $ref', 'word @type', 'word 名前', 'word 𝒳']],
  ['#größe :', ['unknown #größe', 'unknown :']],
  ["'x' != 😀", ["unknown '", 'word x', "unknown '", 'unknown !', 'symbol =', 'unknown 😀']],
  ['a\u00a0\f', ['word a', 'unknown \u00a0', 'unknown \f']],
  ['', []],
])('%j', (text, tokens) => {
  expect(cut(text)).toEqual(tokens);
});

test('every text has tokens: one after the other, with nothing but blanks between them', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      let position = 0;
      for (const { start, end } of tokensOf(text)) {
        expect(text.slice(position, start)).toMatch(/^[ \t\r\n]*$/);
        position = end;
      }
      expect(position).toBe(text.length);
    }),
  );
});

test.each([
  ['#a', '#', true],
  [':_1', ':', true],
  ['#a', ':', false],
  ['#', '#', false],
  ['#a-b', '#', false],
  ['a', '#', false],
] as const)('whether %j is a placeholder that begins with %s: %j', (text, sign, is) => {
  expect(isPlaceholder(text, sign)).toBe(is);
});
