import { describe, expect, test } from 'vitest';
import type { InputFormat } from '../../src/attributes/encode.ts';
import type { Place } from '../../src/attributes/scalars.ts';
import {
  compileExpressions,
  type ExpressionMembers,
  readCondition,
  readKeyCondition,
  readUpdate,
  updateOfAttributes,
  writeExpressions,
} from '../../src/expressions/index.ts';
import { type Fault, formatFaults } from '../../src/failure/faults.ts';
import { type Json, parseJson } from '../../src/json/json.ts';

/** A form as it goes to AWS, or what is wrong with it. */
function read<Form>(
  field: string,
  readForm: (value: unknown, format: InputFormat, place: Place) => Form,
  value: Json,
  format: InputFormat = 'json',
): ExpressionMembers | string {
  const place: Place = { path: [field], faults: [] };
  const form = readForm(value, format, place);
  expect(place.path).toEqual([field]);
  if (place.faults.length > 0) return formatFaults(place.faults);
  const faults: Fault[] = [];
  const expressions = compileExpressions({ [field]: form }, faults);
  expect(faults).toEqual([]);
  return writeExpressions(expressions);
}

const condition = (json: string, format?: InputFormat) => read('filter', readCondition, parseJson(json), format);
const keyCondition = (json: string, format?: InputFormat) =>
  read('keyCondition', readKeyCondition, parseJson(json), format);
const update = (json: string, format?: InputFormat) => read('update', readUpdate, parseJson(json), format);

describe('a condition is written', () => {
  test.each([
    ['{"status":"open"}', '#status = :status'],
    ['{"a":"x","b":{">":1,"<=":5}}', 'a = :a AND b > :b AND b <= :b_1'],
    ['{"a":{"between":[1,5]}}', 'a BETWEEN :a AND :a_1'],
    ['{"a":{"in":[1,5]}}', 'a IN (:a, :a_1)'],
    ['{"a":{"beginsWith":"x"},"b":{"contains":1}}', 'begins_with(a, :a) AND contains(b, :b)'],
    ['{"a":{"exists":true},"b":{"exists":false}}', 'attribute_exists(a) AND attribute_not_exists(b)'],
    ['{"a":{"type":"SS"}}', 'attribute_type(a, :a)'],
    ['{"a":{"size":2},"b":{"size":{">":1,"<":3}}}', 'size(a) = :a AND size(b) > :b AND size(b) < :b_1'],
    ['{"a":{"=":{"size":2}}}', 'a = :a'],
    ['{"a":{},"b":null,"c":[{"in":1}]}', 'a = :a AND b = :b AND c = :c'],
    ['{"$or":[{"a":1,"b":2},{"c":3}],"d":4}', '(a = :a AND b = :b OR c = :c) AND d = :d'],
    ['{"$not":{"a":1},"$and":[{"$not":{"$or":[{"b":1},{"c":1}]}}]}', 'NOT a = :a AND NOT (b = :b OR c = :c)'],
    ['{"$not":{"$not":{"a":1,"b":2}}}', 'NOT NOT (a = :a AND b = :b)'],
    [
      '{"a.b[0].c":1,"[\\"a.b\\"].c":1,"user name[2]":1}',
      'a.b[0].c = :c AND #a_b.c = :c_1 AND #user_name[2] = :user_name',
    ],
    ['{"[\\"$or\\"][\\"\\u005b\\"]":1}', '#or.#name = :value'],
  ])('%s', (json, expression) => {
    expect(condition(json)).toMatchObject({ FilterExpression: expression });
  });

  test('with its values in the format of the input', () => {
    expect(condition('{"a":{">":10,"<>":{"$n":"1.50"}},"b":{"$ss":["x"]}}')).toMatchObject({
      ExpressionAttributeValues: { ':a': { N: '10' }, ':a_1': { N: '1.50' }, ':b': { SS: ['x'] } },
    });
    const typed =
      '{"a":{">":{"N":"10"}},"b":{"S":"x"},"c":{"in":[{"N":"1"}]},"d":{"exists":true},"e":{"type":"S","size":1}}';
    expect(condition(typed, 'dynamodb-json')).toMatchObject({
      ExpressionAttributeValues: {
        ':a': { N: '10' },
        ':b': { S: 'x' },
        ':c': { N: '1' },
        ':e': { S: 'S' },
        ':e_1': { N: '1' },
      },
    });
  });
});

const path = "expected a path, like a.b[0] or ['name.with.points'].c";
const form = 'expected an object of paths and what must hold there, like {"status": "open"}';
const size = 'expected a whole number from 0, or comparators with such numbers, like {">": 2}';

describe('what does not fit in a condition is named with its path', () => {
  test.each<readonly [string, string]>([
    ['{}', `filter: ${form}, got an empty object`],
    ['"a"', `filter: ${form}, got the text "a"`],
    ['{"$or":[]}', 'filter.$or: expected a list of at least one condition, got an empty list'],
    ['{"$or":[{"a":1},{}]}', `filter.$or[1]: ${form}, got an empty object`],
    ['{"$and":{"a":1}}', 'filter.$and: expected a list of at least one condition, got an object with "a"'],
    ['{"$not":[]}', `filter.$not: ${form}, got an empty list`],
    [
      '{"$nor":[{"a":1}]}',
      `filter.$nor: expected $and, $or, $not or a path, with ['…'] around a name that begins with $, got the text "$nor"`,
    ],
    [
      '{"a":{">":1,"b":2}}',
      'filter.a: expected operators only, or {"=": …} around a value that has names like theirs, got an object with ">", "b"',
    ],
    ['{"a":{"in":[]}}', 'filter.a.in: expected a list of 1 to 100 values, got an empty list'],
    [`{"a":{"in":[${'1,'.repeat(100)}1]}}`, 'filter.a.in: expected a list of 1 to 100 values, got a list of 101'],
    ['{"a":{"between":[1]}}', 'filter.a.between: expected a list of two values, got a list of 1'],
    ['{"a":{"exists":"yes"}}', 'filter.a.exists: expected true or false, got the text "yes"'],
    ['{"a":{"type":"s"}}', 'filter.a.type: expected one of S, N, B, BOOL, NULL, M, L, SS, NS, BS, got the text "s"'],
    ['{"a":{"size":-1}}', `filter.a.size: ${size}, got the number -1`],
    ['{"a":{"size":{}}}', `filter.a.size: ${size}, got an empty object`],
    ['{"a":{"size":{">":"1"}}}', `filter.a.size[">"]: ${size}, got the text "1"`],
    ['{"a":{"size":{"in":[1]}}}', 'filter.a.size.in: expected one of = <> < <= > >=, got a list of 1'],
    ['{"a":{"=":{"$ss":[]}}}', 'filter.a["="].$ss: expected a list of at least one member, got an empty list'],
    ['{"":1}', `filter[""]: ${path}, got an empty text`],
    ...['a..b', '.a', 'a.', 'a[x]', 'a[0]b', '[0]', 'a]', '[\\"a', '[\\"\\"]', '[\\"\\\\x\\"]', 'a.[\\"b\\"]'].map(
      (text) => [`{"${text}":1}`, `${path}, got the text`] as const,
    ),
  ])('%s', (json, message) => {
    expect(condition(json)).toContain(message);
  });

  test('where conditions are nested without end', () => {
    let nested: Json = { a: 1 };
    for (let level = 0; level < 20_000; level++) nested = { $not: nested };
    expect(read('filter', readCondition, nested)).toMatch(
      /: expected fewer levels of \$and, \$or and \$not, got an object/,
    );
  });

  test('where a value has no type in DynamoDB JSON', () => {
    expect(condition('{"a":{">":10}}', 'dynamodb-json')).toBe(
      'filter.a[">"]: expected an attribute value with its type, like {"S": "text"}, got the number 10',
    );
  });
});

test('as many levels of conditions as AWS allows are written', () => {
  let nested: Json = { a: 1 };
  for (let level = 0; level < 299; level++) nested = { $not: nested };
  expect(read('filter', readCondition, nested)).toMatchObject({ FilterExpression: `${'NOT '.repeat(299)}a = :a` });
});

test.each([
  ['{"id":"o-1"}', 'id = :id'],
  ['{"created":{"between":[1,2]},"id":{"=":"o-1"}}', 'created BETWEEN :created AND :created_1 AND id = :id'],
  ['{"id":"o-1","sort":{"beginsWith":"x"}}', 'id = :id AND begins_with(sort, :sort)'],
  ['{"[\\"a.b\\"]":"o-1","user id":1,"sort":{">=":1}}', '#a_b = :a_b AND #user_id = :user_id AND sort >= :sort'],
])('a key condition is written: %s', (json, expression) => {
  expect(keyCondition(json)).toMatchObject({ KeyConditionExpression: expression });
});

const keyName = "expected the name of a key attribute, with ['…'] around one that has points or begins with $";

test.each([
  [
    '{}',
    'keyCondition: expected an object of key attributes and what must hold for them, like {"id": "o-1"}, got an empty object',
  ],
  ['{"a":{">":1}}', 'keyCondition: expected the partition key with the value it is equal to, got an object with "a"'],
  [
    '{"a":1,"b":{">":1},"c":{"<":1}}',
    'keyCondition: expected at most one operator beside =, got an object with "a", "b", "c"',
  ],
  [
    '{"a":1,"b":{">":1,"<":3}}',
    'keyCondition.b: expected one operator, which is between for a range, got an object with ">", "<"',
  ],
  [
    '{"a":1,"b":{"in":[1]}}',
    'keyCondition.b.in: expected one of the operators = < <= > >= between beginsWith, got a list of 1',
  ],
  ['{"a.b":1}', `keyCondition["a.b"]: ${keyName}, got the text "a.b"`],
  ['{"$or":[{"a":1}]}', `keyCondition.$or: ${keyName}, got the text "$or"`],
])('a key condition that does not fit is named with its path: %s', (json, message) => {
  expect(keyCondition(json)).toBe(message);
});

test.each<[string, InputFormat, Partial<ExpressionMembers>]>([
  [
    '{"remove":["a[1]","b"],"set":{"status":"x","c.d":{"$ss":["y"]}},"delete":{"f":{"$ns":["1"]}},"add":{"e":1}}',
    'json',
    {
      UpdateExpression: 'SET #status = :status, c.d = :d REMOVE a[1], b ADD e :e DELETE f :f',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': { S: 'x' }, ':d': { SS: ['y'] }, ':e': { N: '1' }, ':f': { NS: ['1'] } },
    },
  ],
  [
    '{"set":{},"add":{"e":{"N":"1"}}}',
    'dynamodb-json',
    { UpdateExpression: 'ADD e :e', ExpressionAttributeValues: { ':e': { N: '1' } } },
  ],
])('an update is written: %s as %s', (json, format, expressions) => {
  expect(update(json, format)).toEqual(expressions);
});

const whole = 'update: expected an object of what to set, remove, add and delete, like {"set": {"status": "open"}}';

test.each([
  ['{}', `${whole}, got an empty object`],
  ['{"set":{},"remove":[]}', `${whole}, got an object with "set", "remove"`],
  ['{"SET":{"a":1}}', 'update.SET: expected one of set, remove, add, delete, got the text "SET"'],
  ['{"set":["a"]}', 'update.set: expected an object of paths and values, got a list of 1'],
  ['{"remove":"a"}', 'update.remove: expected a list of paths, got the text "a"'],
  ['{"remove":["a",1]}', `update.remove[1]: ${path}, got the number 1`],
  ['{"set":{"a..b":1}}', `update.set["a..b"]: ${path}, got the text "a..b"`],
  ['{"add":{"a":"1"}}', 'update.add.a: expected a number or a set, like {"$ss": ["a"]}, got the text "1"'],
  ['{"delete":{"a":["x"]}}', 'update.delete.a: expected a set, like {"$ss": ["a"]}, got a list of 1'],
  ['{"add":{"a":{"$n":"x"}}}', 'update.add.a.$n: expected the digits of a number, got the text "x"'],
  [
    '{"set":{"a":1},"remove":["[\\"a\\"]"]}',
    'update.remove[0]: expected a path that is changed only once, got the text "[\\"a\\"]"',
  ],
])('an update that does not fit is named with its path: %s', (json, message) => {
  expect(update(json)).toBe(message);
});

test('attributes are put and deleted by their names, whatever these are', () => {
  const attributes = { 'a.b[0]': { S: 'x' }, status: { N: '1' } };
  const written = (action: 'put' | 'delete', of = attributes) =>
    writeExpressions(compileExpressions({ update: updateOfAttributes(of, action) }, []));
  const names = { '#a_b_0': 'a.b[0]', '#status': 'status' };
  expect(written('put')).toEqual({
    UpdateExpression: 'SET #a_b_0 = :a_b_0, #status = :status',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ':a_b_0': { S: 'x' }, ':status': { N: '1' } },
  });
  expect(written('delete')).toEqual({ UpdateExpression: 'REMOVE #a_b_0, #status', ExpressionAttributeNames: names });
  expect(written('put', {} as typeof attributes).UpdateExpression).toBeUndefined();
});
