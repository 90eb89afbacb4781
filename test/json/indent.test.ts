import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indentJson } from '../../src/json/indent.ts';

test('is laid out as JSON.stringify does it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(indentJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
    }),
  );
});

test('keeps the digits of numbers', () => {
  expect(indentJson('{"a" :12345678901234567890.10}')).toBe('{\n  "a": 12345678901234567890.10\n}');
});
