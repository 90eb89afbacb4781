import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Json, parseJson, stringifyJson } from '../../src/json/json.ts';
import { jsonBytes, jsonLength, textBytes } from '../../src/json/size.ts';
import { decimals } from '../support/decimals.ts';
import { anyCharacter } from '../support/texts.ts';

const texts = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\x7f', 'ä') }),
);
const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  decimals.map((digits) => parseJson(digits)),
);

/** JSON values whose texts are made of these. */
const valuesOf = (texts: fc.Arbitrary<string>) =>
  fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, false),
      texts,
      numbers as fc.Arbitrary<Json>,
      fc.array(tie('value')),
      fc.dictionary(texts, tie('value')) as fc.Arbitrary<Json>,
    ),
  })).value;

test('the bytes of a value are those of what is written', () => {
  fc.assert(
    fc.property(valuesOf(texts), (value) => {
      expect(jsonBytes(value)).toBe(Buffer.byteLength(stringifyJson(value)));
    }),
  );
});

test('the bytes of a text are those of what is written', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(textBytes(text)).toBe(Buffer.byteLength(JSON.stringify(text)));
    }),
  );
});

test('the length of a value without escapes is that of what is written', () => {
  fc.assert(
    fc.property(valuesOf(fc.string({ unit: fc.constantFrom('a', 'ä', '€') })), (value) => {
      expect(jsonLength(value)).toBe(stringifyJson(value).length);
    }),
  );
});
