import { expect, test } from 'vitest';
import type { InputFormat } from '../../src/attributes/encode.ts';
import { encodeKey } from '../../src/attributes/key.ts';
import { type Fault, formatFaults } from '../../src/failure/faults.ts';

function encoded(value: unknown, format: InputFormat) {
  const faults: Fault[] = [];
  return { key: encodeKey(value, format, { path: [], faults }), faults: formatFaults(faults) };
}

const scalar = 'a text, a number or binary, as every key attribute is';
const hint = `${scalar} (set \`inputFormat\` to dynamodb-json for values with their types, like {"S": "text"})`;

test('a key is of texts, numbers and binary', () => {
  const key = { a: { S: '' }, b: { N: '1' }, __c: { N: '12345678901234567890' }, toString: { B: Buffer.from([1]) } };
  const json = { a: '', b: 1, __c: { $n: '12345678901234567890' }, toString: { $b: 'AQ==' } };
  expect(encoded(json, 'json')).toEqual({ key, faults: '' });
  const typed = { a: { S: '' }, b: { N: '1' }, __c: { N: '12345678901234567890' }, toString: { B: 'AQ==' } };
  expect(encoded(typed, 'dynamodb-json')).toEqual({ key, faults: '' });
});

test.each([
  [{ id: null }, `id: expected ${scalar}, got null: is the field empty, or is there no such variable or function?`],
  [{ id: true }, `id: expected ${scalar}, got the boolean true`],
  [{ id: ['a'] }, `id: expected ${scalar}, got a list of 1`],
  [{ id: {} }, `id: expected ${scalar}, got an empty object`],
  [{ id: { a: 1 } }, `id: expected ${scalar}, got an object with "a"`],
  [{ id: { $ss: ['a'] } }, `id: expected ${scalar}, got an object with "$ss"`],
  [{ id: { S: '5', N: '5' } }, `id: expected ${scalar}, got an object with "S", "N"`],
  [{ id: { S: '5' } }, `id: expected ${hint}, got an object with "S"`],
  [{ a: 1, 'b c': { N: 5 } }, `["b c"]: expected ${hint}, got an object with "N"`],
  [{ id: { NULL: true } }, `id: expected ${hint}, got an object with "NULL"`],
  [
    { id: { $n: 'x' }, at: null },
    `id.$n: expected the digits of a number, got the text "x"; at: expected ${scalar}, got null: is the field empty, or is there no such variable or function?`,
  ],
  [{ id: { $ss: [] } }, 'id.$ss: expected a list of at least one member, got an empty list'],
  [
    JSON.parse('{"__proto__": null}'),
    `__proto__: expected ${scalar}, got null: is the field empty, or is there no such variable or function?`,
  ],
  [{}, 'expected the name of at least one key attribute with its value, got an empty object'],
  [5, 'expected an object of attribute names and values, got the number 5'],
])('plain JSON that is no key is refused: %j', (value, message) => {
  expect(encoded(value, 'json').faults.replace(/^: /, '')).toBe(message);
});

test.each([
  [{ id: { M: { S: { S: 'a' } } } }, `id: expected ${scalar}, got an object with "M"`],
  [{ id: { NULL: true } }, `id: expected ${scalar}, got an object with "NULL"`],
  [{ id: { SS: ['a'] } }, `id: expected ${scalar}, got an object with "SS"`],
  [{ id: 'a' }, 'id: expected an attribute value with its type, like {"S": "text"}, got the text "a"'],
])('DynamoDB JSON that is no key is refused: %j', (value, message) => {
  expect(encoded(value, 'dynamodb-json').faults).toBe(message);
});
