import { describe, expect, test } from 'vitest';
import { Fields } from '../../src/camunda-dialect/bind.ts';
import { CONNECTOR_INPUT } from '../../src/camunda-dialect/exceptions.ts';
import type { Violation } from '../../src/camunda-dialect/operations/operation.ts';
import { type JsonObject, parseJson } from '../../src/json/json.ts';

/** The fields of an input with one member, whose JSON is given; and what validation finds. */
function fieldsOf(json: string | undefined) {
  const violations: Violation[] = [];
  const object = (json === undefined ? {} : { field: parseJson(json) }) as JsonObject;
  return { fields: new Fields(object, 'input', violations), violations };
}

const inputError = (message: RegExp) =>
  expect.objectContaining({ type: CONNECTOR_INPUT, message: expect.stringMatching(message) });

describe('a field of text', () => {
  test.each([
    ['"a"', 'a'],
    ['" a "', ' a '],
    ['""', ''],
    ['123', '123'],
    ['1.5', '1.5'],
    ['1e21', '1.0E21'],
    ['12345678901234567890', '12345678901234567890'],
    ['true', 'true'],
    ['false', 'false'],
    ['["a"]', 'a'],
    ['[7]', '7'],
    ['null', null],
    [undefined, null],
  ])('2.3 a string field takes %s as %j', (json, text) => {
    expect(fieldsOf(json).fields.text('field')).toBe(text);
  });

  test.each(['{}', '{"a":"b"}', '[]', '["a","b"]', '[["a"]]', '[{}]'])('2.3 a string field refuses %s', (json) => {
    const { fields } = fieldsOf(json);
    expect(() => fields.text('field')).toThrow(
      inputError(
        /^Cannot deserialize value of type `java\.lang\.String` from (?:Object|Array) value: .*\(input\.field\)$/,
      ),
    );
  });
});

describe('a field of a whole number', () => {
  test.each([
    ['5', 5],
    ['-5', -5],
    ['1.9', 1],
    ['-1.9', -1],
    ['1e3', 1000],
    ['12.99999999999999999999999', 13],
    ['"5"', 5],
    ['" 5\\n"', 5],
    ['"+5"', 5],
    ['"-5"', -5],
    ['"007"', 7],
    ['[5]', 5],
    ['["5"]', 5],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9223372036854775807', 2 ** 63],
  ])('2.3 a Long field takes %s as %d', (json, whole) => {
    const { fields, violations } = fieldsOf(json);
    expect(fields.requiredWhole('field')).toBe(whole);
    expect(violations).toEqual([]);
  });

  test.each(['""', '"  "', '"null"', 'null', undefined, '[null]'])('2.3 a Long field takes %s as null', (json) => {
    const { fields, violations } = fieldsOf(json);
    fields.requiredWhole('field');
    expect(violations).toEqual([{ path: 'input.field', message: 'must not be null' }]);
  });

  test.each([
    '"1.9"',
    '"abc"',
    '"1 2"',
    '"1e3"',
    '"0x1"',
    'true',
    '{}',
    '[]',
    '[1,2]',
    '9223372036854775808',
    '-9223372036854775809',
    '"9223372036854775808"',
    '1e19',
    '1e400',
    '-1e400',
  ])('2.3 a Long field refuses %s', (json) => {
    const { fields } = fieldsOf(json);
    expect(() => fields.requiredWhole('field')).toThrow(
      inputError(/^Cannot deserialize value of type `java\.lang\.Long` from \w+ value: .*\(input\.field\)$/),
    );
  });
});

describe('a field of a primitive boolean', () => {
  test.each([
    ['true', true],
    ['"true"', true],
    ['"True"', true],
    ['"TRUE"', true],
    ['" true "', true],
    ['1', true],
    ['-1', true],
    ['12345678901234567890', true],
    ['[true]', true],
    ['false', false],
    ['"false"', false],
    ['"False"', false],
    ['"FALSE"', false],
    ['0', false],
    ['""', false],
    ['" "', false],
    ['null', false],
    [undefined, false],
  ])('2.3 deletionProtection takes %s as %j', (json, flag) => {
    expect(fieldsOf(json).fields.flag('field')).toBe(flag);
  });

  test.each(['"tRUE"', '"yes"', '"1"', '{}', '[]', '[true,true]'])('2.3 deletionProtection refuses %s', (json) => {
    const { fields } = fieldsOf(json);
    expect(() => fields.flag('field')).toThrow(
      inputError(/^Cannot deserialize value of type `boolean` from \w+ value/),
    );
  });
});

describe('a field of a map', () => {
  test.each([
    ['{"a":{"b":[1]}}', { a: { b: [1] } }],
    ['[{"a":1}]', { a: 1 }],
    ['{}', {}],
    ['null', null],
    [undefined, null],
  ])('2.3 a map field takes %s as %j', (json, map) => {
    expect(fieldsOf(json).fields.map('field')).toEqual(map);
  });

  test.each(['"{}"', '""', '[]', '[{},{}]', '1', 'true', '12345678901234567890'])(
    '2.3 a map field refuses %s',
    (json) => {
      const { fields } = fieldsOf(json);
      expect(() => fields.map('field')).toThrow(
        inputError(
          /^Cannot deserialize value of type `java\.util\.LinkedHashMap<java\.lang\.String,java\.lang\.Object>`/,
        ),
      );
    },
  );

  test('2.3 the values of a map of texts are taken as a string field takes them', () => {
    const { fields } = fieldsOf('{"#a":"a","#b":1,"#c":["c"],"#d":true,"__proto__":"p"}');
    const entries = Object.entries(fields.texts('field') ?? {});
    expect(entries).toEqual([
      ['#a', 'a'],
      ['#b', '1'],
      ['#c', 'c'],
      ['#d', 'true'],
      ['__proto__', 'p'],
    ]);
  });

  test('2.3 a map of texts refuses an object among its values, and says which', () => {
    const { fields } = fieldsOf('{"#a":{}}');
    expect(() => fields.texts('field')).toThrow(inputError(/java\.lang\.String.*\(input\.field\.#a\)$/));
  });
});

describe('a field of anything', () => {
  test.each(['"a"', '1', 'true', '[]', '[1,{}]', '{}', '{"a":null}'])('2.3 `item` takes %s as it is', (json) => {
    expect(fieldsOf(json).fields.requiredAnything('field')).toEqual(parseJson(json));
  });
});

test('3 no message of a field that cannot be bound has its value', () => {
  for (const json of ['"hunter2"', '["hunter2","hunter2"]', '{"hunter2":"hunter2"}']) {
    const { fields } = fieldsOf(json);
    for (const bind of [() => fields.requiredWhole('field'), () => fields.flag('field')])
      expect(bind).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hunter2') }));
  }
});
