import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { decodeMap, decodeValue } from '../../src/attributes/decode.ts';
import { Failure } from '../../src/failure/failure.ts';
import { stringifyJson } from '../../src/json/json.ts';

const long = '12345678901234567890';

describe('each kind of value, as plain JSON, with its type kept, and as DynamoDB JSON', () => {
  test.each<[AttributeValue, string, string, string]>([
    [{ S: 'a' }, '"a"', '"a"', '{"S":"a"}'],
    [{ N: '5' }, '5', '5', '{"N":"5"}'],
    [{ N: long }, `"${long}"`, `{"$n":"${long}"}`, `{"N":"${long}"}`],
    [{ N: '9007199254740993' }, '9007199254740993', '9007199254740993', '{"N":"9007199254740993"}'],
    [{ BOOL: false }, 'false', 'false', '{"BOOL":false}'],
    [{ NULL: true }, 'null', 'null', '{"NULL":true}'],
    [{ B: new Uint8Array([1, 2]) }, '"AQI="', '{"$b":"AQI="}', '{"B":"AQI="}'],
    [{ SS: ['a'] }, '["a"]', '{"$ss":["a"]}', '{"SS":["a"]}'],
    [{ NS: ['1', long] }, `[1,"${long}"]`, `{"$ns":["1","${long}"]}`, `{"NS":["1","${long}"]}`],
    [{ BS: [new Uint8Array([1])] }, '["AQ=="]', '{"$bs":["AQ=="]}', '{"BS":["AQ=="]}'],
    [{ L: [{ N: '1' }, { L: [] }] }, '[1,[]]', '[1,[]]', '{"L":[{"N":"1"},{"L":[]}]}'],
    [{ M: { a: { S: 'b' } } }, '{"a":"b"}', '{"a":"b"}', '{"M":{"a":{"S":"b"}}}'],
    [
      { M: { $n: { S: '1' }, b: { N: '2' } } },
      '{"$n":"1","b":2}',
      '{"$m":{"$n":"1","b":2}}',
      '{"M":{"$n":{"S":"1"},"b":{"N":"2"}}}',
    ],
    [{ M: {} }, '{}', '{}', '{"M":{}}'],
  ])('%j', (value, plain, typed, dynamodb) => {
    const texts = (['json', 'json-typed', 'dynamodb-json'] as const).map((format) =>
      stringifyJson(decodeValue(value, format)),
    );
    expect(texts).toEqual([plain, typed, dynamodb]);
  });
});

test('bytes that are a part of a larger buffer are those bytes only', () => {
  expect(decodeValue({ B: new Uint8Array([0, 1, 2, 3]).subarray(1, 3) }, 'json')).toBe('AQI=');
});

test('an item whose names look like islands is an item all the same', () => {
  expect(decodeMap({ $n: { S: 'a' } }, 'json-typed')).toEqual({ $n: 'a' });
});

test('attributes are members, whatever their name', () => {
  const item = JSON.parse('{"__proto__":{"S":"a"},"constructor":{"M":{"__proto__":{"N":"1"}}}}');
  expect(stringifyJson(decodeMap(item, 'json'))).toBe('{"__proto__":"a","constructor":{"__proto__":1}}');
});

test.each(['json', 'json-typed'] as const)('a type that does not exist yet is no null in %s', (format) => {
  const value = { X: 'new' } as unknown as AttributeValue;
  expect(() => decodeValue(value, format)).toThrow('an attribute value of no known type: X');
});

describe.each(['json', 'json-typed', 'dynamodb-json'] as const)('as %s', (format) => {
  const nested = (levels: number, around: (value: AttributeValue) => AttributeValue) => {
    let value: AttributeValue = { S: 'a' };
    for (let level = 0; level < levels; level++) value = around(value);
    return value;
  };
  test.each<[string, (value: AttributeValue) => AttributeValue]>([
    ['lists', (value) => ({ L: [value] })],
    ['maps', (value) => ({ M: { a: value } })],
    ['maps that look like islands', (value) => ({ M: { $m: value } })],
  ])('values are %s in each other, up to a hundred', (_, around) => {
    expect(stringifyJson(decodeValue(nested(100, around), format))).toContain('"a"');
    for (const levels of [101, 20_000]) {
      expect(() => decodeValue(nested(levels, around), format)).toThrow('more than 100 levels of nesting');
      expect(() => decodeMap({ a: nested(levels, around) }, format)).toThrow(Failure);
    }
  });
});
