import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeOf, attributesOf, attributesOfAny, jsonOf } from '../../src/camunda-dialect/attributes.ts';
import { ILLEGAL_ARGUMENT } from '../../src/camunda-dialect/exceptions.ts';
import { type Json, type JsonObject, parseJson, stringifyJson } from '../../src/json/json.ts';

describe('JSON to attribute values', () => {
  test.each<[string, string, AttributeValue]>([
    ['null', 'null', { NULL: true }],
    ['a null in a map', '{"a":null}', { M: { a: { NULL: true } } }],
    ['a null in a list', '[null]', { L: [{ NULL: true }] }],
    ['a text', '"a"', { S: 'a' }],
    ['an empty text', '""', { S: '' }],
    ['base64 text', '"AQID"', { S: 'AQID' }],
    ['text of digits', '"12"', { S: '12' }],
    ['true', 'true', { BOOL: true }],
    ['false', 'false', { BOOL: false }],
    ['an integer', '12', { N: '12' }],
    ['an integer of more than 64 bits', '123456789012345678901234567890', { N: '123456789012345678901234567890' }],
    ['a float', '1e-7', { N: '1.0E-7' }],
    ['a float beyond a double', '1e400', { N: 'Infinity' }],
    ['an object', '{"a":{"b":"c"}}', { M: { a: { M: { b: { S: 'c' } } } } }],
    ['an empty object', '{}', { M: {} }],
    ['a list', '["a",1,[true]]', { L: [{ S: 'a' }, { N: '1' }, { L: [{ BOOL: true }] }] }],
    ['an empty list', '[]', { L: [] }],
    ['a list of texts, which is no set', '["a","b"]', { L: [{ S: 'a' }, { S: 'b' }] }],
    ['DynamoDB’s own notation, which is not understood', '{"S":"x"}', { M: { S: { S: 'x' } } }],
    ['this worker’s notation of sets, which is not understood', '{"$ss":["x"]}', { M: { $ss: { L: [{ S: 'x' }] } } }],
    ['a member called __proto__', '{"__proto__":1}', { M: Object.fromEntries([['__proto__', { N: '1' }]]) }],
  ])('4.1 %s', (_, json, attribute) => {
    expect(attributeOf(parseJson(json))).toEqual(attribute);
  });

  test.each<[string, Json]>([
    ['a text', 'a'],
    ['a number', 1],
    ['true', true],
    ['an empty list', []],
    ['a list of two', [{}, {}]],
    ['a list of a text', ['a']],
  ])('4.2 %s in place of an item fails within the operation, which leaves retries', (_, value) => {
    expect(() => attributesOfAny(value)).toThrow(
      expect.objectContaining({
        type: ILLEGAL_ARGUMENT,
        isInput: false,
        message: expect.stringContaining('LinkedHashMap'),
      }),
    );
  });

  test('2.3 a list of one object stands for the object in place of an item', () => {
    expect(attributesOfAny([{ a: 'b' }])).toEqual({ a: { S: 'b' } });
  });
});

describe('attribute values to JSON', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  test.each<[string, AttributeValue, string]>([
    ['a text', { S: 'a' }, '"a"'],
    ['a number', { N: '12.5' }, '12.5'],
    [
      'a number of 38 digits',
      { N: '12345678901234567890123456789012345678' },
      '12345678901234567890123456789012345678',
    ],
    ['a boolean', { BOOL: false }, 'false'],
    ['null', { NULL: true }, 'null'],
    ['binary, as padded base64 of the standard alphabet', { B: bytes(251, 255, 190, 1) }, '"+/++AQ=="'],
    ['texts of a set, in the order received', { SS: ['b', 'a'] }, '["b","a"]'],
    [
      'numbers of a set, in the order received',
      { NS: ['10', '9', '12345678901234567890'] },
      '[10,9,12345678901234567890]',
    ],
    ['binaries of a set', { BS: [bytes(1), bytes(2, 3)] }, '["AQ==","AgM="]'],
    ['a map, its order kept', { M: { b: { S: '1' }, a: { M: {} } } }, '{"b":"1","a":{}}'],
    ['a list', { L: [{ S: 'a' }, { L: [] }, { NULL: true }] }, '["a",[],null]'],
  ])('4.2 %s', (_, value, json) => {
    expect(stringifyJson(jsonOf({ value }))).toBe(`{"value":${json}}`);
  });

  test.each<[string, unknown]>([
    ['no type', {}],
    ['an unknown type', { X: 'a' }],
    ['a type of another kind', { S: 1 }],
  ])('4.2 a value with %s is an IllegalArgumentException', (_, value) => {
    expect(() => jsonOf({ value: value as AttributeValue })).toThrow(
      expect.objectContaining({
        type: ILLEGAL_ARGUMENT,
        message: expect.stringMatching(/^Unsupported DynamoDB AttributeValue type: /),
      }),
    );
  });

  test('4.2 what was written is read again: all of JSON whose numbers are doubles', () => {
    const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('__proto__'));
    fc.assert(
      fc.property(json, (value) => {
        const object = { value: JSON.parse(JSON.stringify(value)) } as JsonObject;
        expect(JSON.parse(stringifyJson(jsonOf(attributesOf(object))))).toEqual(object);
      }),
    );
  });
});
