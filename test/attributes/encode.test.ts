import { describe, expect, test } from 'vitest';
import { encodeMap, encodeValue, type InputFormat } from '../../src/attributes/encode.ts';
import { formatFaults } from '../../src/failure/faults.ts';
import { parseJson } from '../../src/json/json.ts';

/** One value of a JSON text as it goes to DynamoDB, or what is wrong with it. */
function encode(json: string, format: InputFormat = 'json') {
  const place = { path: ['item'], faults: [] };
  const value = encodeValue(parseJson(json), format, place);
  return place.faults.length > 0 ? formatFaults(place.faults) : value;
}

const wrapped = (levels: number, before: string, inner: string, after: string) =>
  before.repeat(levels) + inner + after.repeat(levels);
const nested = (levels: number, inner: string) => wrapped(levels, '{"a":', inner, '}');

describe('plain JSON', () => {
  test.each([
    ['"text"', { S: 'text' }],
    ['""', { S: '' }],
    ['true', { BOOL: true }],
    ['null', { NULL: true }],
    ['12345678901234567890123456789012345678', { N: '12345678901234567890123456789012345678' }],
    ['0.1', { N: '0.1' }],
    ['1e-7', { N: '1e-7' }],
    ['[1,"a"]', { L: [{ N: '1' }, { S: 'a' }] }],
    ['{"S":"a"}', { M: { S: { S: 'a' } } }],
    ['{"$x":1}', { M: { $x: { N: '1' } } }],
    ['{"$n":"1.50"}', { N: '1.50' }],
    ['{"$b":"AQI="}', { B: Buffer.from([1, 2]) }],
    ['{"$ss":["a","b"]}', { SS: ['a', 'b'] }],
    ['{"$ns":["1","2"]}', { NS: ['1', '2'] }],
    ['{"$bs":["AQ=="]}', { BS: [Buffer.from([1])] }],
    ['{"$m":{"$n":1}}', { M: { $n: { N: '1' } } }],
    ['{"$m":{"$m":{"$m":{}}}}', { M: { $m: { M: {} } } }],
    ['{"constructor":1,"toString":2}', { M: { constructor: { N: '1' }, toString: { N: '2' } } }],
  ])('%s', (json, value) => {
    expect(encode(json)).toEqual(value);
  });
});

describe('DynamoDB JSON', () => {
  test.each([
    ['{"S":"text"}', { S: 'text' }],
    ['{"N":"1"}', { N: '1' }],
    ['{"B":"AQI="}', { B: Buffer.from([1, 2]) }],
    ['{"BOOL":false}', { BOOL: false }],
    ['{"NULL":true}', { NULL: true }],
    ['{"SS":["a"]}', { SS: ['a'] }],
    ['{"NS":["1"]}', { NS: ['1'] }],
    ['{"BS":["AQ=="]}', { BS: [Buffer.from([1])] }],
    ['{"L":[{"S":"a"}]}', { L: [{ S: 'a' }] }],
    ['{"M":{"S":{"S":"a"},"$n":{"N":"1"}}}', { M: { S: { S: 'a' }, $n: { N: '1' } } }],
  ])('%s', (json, value) => {
    expect(encode(json, 'dynamodb-json')).toEqual(value);
  });
});

describe('what does not fit is named with its path', () => {
  const typed = 'an attribute value with its type, like {"S": "text"}';
  test.each<[InputFormat, string, string]>([
    ['json', '{"a":[{"$n":5}]}', 'item.a[0].$n: expected the digits of a number, as text, got the number 5'],
    ['json', '{"$n":"x"}', 'item.$n: expected the digits of a number, got the text "x"'],
    ['json', '1e126', `item: expected a number between 1E-130 and 9.99E+125 in magnitude, got the number 1e+126`],
    [
      'json',
      '{"$n":"1","b":2}',
      'item: expected "$n" as the only name beside a typed value, got an object with "$n", "b"',
    ],
    ['json', '{"$b":"*"}', 'item.$b: expected bytes as base64 text, got the text "*"'],
    ['json', '{"$b":"AQI"}', 'item.$b: expected bytes as base64 text, got the text "AQI"'],
    ['json', '{"$b":"A==="}', 'item.$b: expected bytes as base64 text, got the text "A==="'],
    ['json', '{"$ss":[]}', 'item.$ss: expected a list of at least one member, got an empty list'],
    ['json', '{"$ss":"a"}', 'item.$ss: expected a list of at least one member, got the text "a"'],
    ['json', '{"$ss":["a",1]}', 'item.$ss[1]: expected a text, got the number 1'],
    ['json', '{"$ss":["a","a"]}', 'item.$ss[1]: expected members that differ from each other, got the text "a"'],
    ['json', '{"$ns":["1","1.0"]}', 'item.$ns[1]: expected members that differ from each other, got the text "1.0"'],
    [
      'json',
      '{"$bs":["AQ==","AQ=="]}',
      'item.$bs[1]: expected members that differ from each other, got the text "AQ=="',
    ],
    ['json', '{"$m":[]}', 'item.$m: expected an object, got an empty list'],
    [
      'json',
      '"\\ud800"',
      'item: expected text that UTF-8 can hold, without half of a surrogate pair, got the text "\\ud800"',
    ],
    [
      'json',
      '{"\\udc00":1}',
      'item["\\udc00"]: expected text that UTF-8 can hold, without half of a surrogate pair, got the text "\\udc00"',
    ],
    ['dynamodb-json', '"text"', `item: expected ${typed}, got the text "text"`],
    ['dynamodb-json', '{}', `item: expected ${typed}, got an empty object`],
    ['dynamodb-json', '{"s":"a"}', `item: expected ${typed}, got an object with "s"`],
    ['dynamodb-json', '{"constructor":"a"}', `item: expected ${typed}, got an object with "constructor"`],
    [
      'dynamodb-json',
      '{"S":"a","N":"1"}',
      'item: expected "S" as the only name beside a typed value, got an object with "S", "N"',
    ],
    ['dynamodb-json', '{"S":1}', 'item.S: expected a text, got the number 1'],
    ['dynamodb-json', '{"BOOL":"true"}', 'item.BOOL: expected true or false, got the text "true"'],
    ['dynamodb-json', '{"NULL":false}', 'item.NULL: expected true, got the boolean false'],
    ['dynamodb-json', '{"L":{}}', 'item.L: expected a list, got an empty object'],
    ['dynamodb-json', '{"M":{"a b":{"M":{"c":1}}}}', `item.M["a b"].M.c: expected ${typed}, got the number 1`],
  ])('%s %s', (format, json, message) => {
    expect(encode(json, format)).toBe(message);
  });

  test('all at once', () => {
    expect(encode('[{"$n":1},{"$b":2},{"$ss":3}]')).toMatch(/item\[0\].*; item\[1\].*; item\[2\]/);
  });
});

test.each(['5', '"text"', '[]', 'null'])('an item is an object, not %s', (json) => {
  const place = { path: [], faults: [] };
  encodeMap(parseJson(json), 'json', place);
  expect(formatFaults(place.faults)).toContain('expected an object of attribute names and values');
});

test('an attribute named __proto__ is one like any other', () => {
  const place = { path: [], faults: [] };
  const item = encodeMap(parseJson('{"__proto__":{"__proto__":1}}'), 'json', place);
  expect(JSON.stringify(item)).toBe('{"__proto__":{"M":{"__proto__":{"N":"1"}}}}');
});

test('an exponent that would be gigabytes of zeros is refused at no cost', () => {
  expect(encode('{"$ns":["1e-999999999","2e-999999999"]}')).toContain('item.$ns[0]: expected a number between');
});

test('bytes of many megabytes are no trouble', () => {
  expect(encode(`{"$b":"${'A'.repeat(4_000_000)}"}`)).toHaveProperty('B.length', 3_000_000);
});

describe('as many levels as DynamoDB allows, and not one more', () => {
  test.each<[string, InputFormat, (levels: number) => string]>([
    ['maps', 'json', (levels) => nested(levels, '1')],
    ['lists', 'json', (levels) => wrapped(levels, '[', '1', ']')],
    ['sets in maps', 'json', (levels) => nested(levels, '{"$ss":["a"]}')],
    ['empty maps in maps', 'json', (levels) => nested(levels - 1, '{}')],
    ['typed maps', 'json', (levels) => wrapped(levels, '{"$m":{"a":', '1', '}}')],
    ['maps in DynamoDB JSON', 'dynamodb-json', (levels) => wrapped(levels, '{"M":{"a":', '{"N":"1"}', '}}')],
  ])('%s', (_, format, make) => {
    expect(encode(make(31), format)).toHaveProperty('M' in Object(encode(make(31), format)) ? 'M' : 'L');
    expect(() => encode(make(32), format)).toThrow(/DynamoDB allows 32 levels of nesting in an item; item.* is deeper/);
    const deep = { item: JSON.parse(make(20_000)) };
    expect(() => encodeMap(deep, format, { path: [], faults: [] })).toThrow(/is deeper/);
  });
});

test('an attribute has a name', () => {
  for (const format of ['json', 'dynamodb-json'] as const) {
    const place = { path: ['keyAttributes'], faults: [] };
    encodeMap({ '': { S: 'a' }, b: { S: 'b' } }, format, place);
    expect(formatFaults(place.faults)).toBe('keyAttributes[""]: expected the name of an attribute, got an empty text');
  }
});
