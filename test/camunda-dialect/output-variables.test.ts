import { NumberValue } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepDialectHeaders } from '../../src/camunda-dialect/headers.ts';
import { outputVariables } from '../../src/camunda-dialect/output-variables.ts';
import { maskOf } from '../../src/connection/mask.ts';
import { mapResult } from '../../src/job/mapping.ts';
import { isObject, type Json, type JsonObject, parseJson, setMember, stringifyJson } from '../../src/json/json.ts';
import { headersOf as nativeHeadersOf } from '../support/jobs.ts';

const dialectHeadersOf = { '8.10': keepDialectHeaders('8.10'), '8.6': keepDialectHeaders('8.6') };

interface Words {
  readonly version?: '8.10' | '8.6';
  readonly maxResultBytes?: number;
  readonly secrets?: readonly string[];
}

/** What a result becomes by these headers. */
function outputOf(
  headers: object,
  result: Json,
  { version = '8.10', maxResultBytes = 1_572_864, secrets = [] }: Words = {},
) {
  const read = dialectHeadersOf[version](JSON.stringify(headers));
  return outputVariables(read, result, { maxResultBytes, version, mask: maskOf(secrets) });
}

const textOf = (headers: object, result: Json, words?: Words) => outputOf(headers, result, words).text;
const mapped = (resultExpression: string, result: Json, words?: Words) =>
  JSON.parse(textOf({ resultExpression }, result, words));

describe('the result variable', () => {
  test('7.3 without variable and expression there are no variables', () => {
    expect(outputOf({}, [{ a: 1 }])).toEqual({ variables: {}, text: '{}' });
  });

  test.each<[string, Json]>([
    ['a list', [{ id: '1' }, { n: 2 }]],
    ['an object', { action: 'scanTable', status: 'OK', response: null }],
    ['null, as of an item that is missing', null],
  ])('7.3 the result variable is the whole result, also when it is %s', (_, result) => {
    expect(JSON.parse(textOf({ resultVariable: 'r' }, result))).toEqual({ r: result });
  });

  test('7.3 the result variable keeps the digits of numbers', () => {
    const digits = '[{"n":123456789012345678901234567890.123},{"e":1E-7}]';
    expect(textOf({ resultVariable: 'r' }, parseJson(digits))).toContain('123456789012345678901234567890.123');
  });

  test('7.3 a result variable may have any name', () => {
    expect(textOf({ resultVariable: '__proto__' }, 1)).toBe('{"__proto__":1}');
  });

  test('7.3 what could be taken for a function is not looked for in a result variable', () => {
    const text = textOf({ resultVariable: 'r' }, [{ 'camunda.function.type': 'getText' }]);
    expect(text).toBe('{"r":[{"camunda.function.type":"getText"}]}');
  });

  test('7.3 what could be taken for a function in the result does not matter if the expression leaves it out', () => {
    const headers = { resultVariable: 'r', resultExpression: '={n: count(response)}' };
    expect(JSON.parse(textOf(headers, [{ 'camunda.function.type': 'getText' }]))).toMatchObject({ n: 1 });
  });
});

describe('the result expression', () => {
  const scan = { action: 'scanTable', status: 'OK', response: [{ id: '1' }, { id: '2' }] };

  test.each<[string, Json, object]>([
    ['={all: response}', scan, { all: scan }],
    ['={ids: response.response.id}', scan, { ids: ['1', '2'] }],
    ['={done: status, of: action}', scan, { done: 'OK', of: 'scanTable' }],
    ['=response', { a: 1 }, { a: 1 }],
    ['={a: response[1], n: count(response)}', [{ id: '1' }, { n: 2 }], { a: { id: '1' }, n: 2 }],
    ['={color: response[item.color != null][1].color}', [{ id: '1' }, { color: 'red' }], { color: 'red' }],
    ['={none: response}', null, { none: null }],
    ['={a: id}', [{ id: '1' }], { a: null }],
    ['={a: null, b: {}}', null, { a: null, b: {} }],
    ['={a: missing, b: missing.deep, c: unknown(1)}', scan, { a: null, b: null, c: null }],
    ['={a: 1 + "x"}', null, { a: null }],
    ['={}', scan, {}],
  ])('7.3 %s of %j', (expression, result, expected) => {
    expect(mapped(expression, result)).toEqual(expected);
  });

  test('7.3 null adds nothing, and is no error', () => {
    expect(mapped('=null', scan)).toEqual({});
    expect(mapped('=missing', scan)).toEqual({});
    expect(JSON.parse(textOf({ resultVariable: 'r', resultExpression: '=null' }, 1))).toEqual({ r: 1 });
  });

  test('7.3 where variable and expression have a name, the expression wins', () => {
    const headers = { resultVariable: 'a', resultExpression: '={a: "expression", b: 1}' };
    expect(JSON.parse(textOf(headers, 'variable'))).toEqual({ a: 'expression', b: 1 });
  });

  test.each([
    ['=[1]', 'array', '[1]'],
    ['="text"', 'string', '"text"'],
    ['=1', 'number', '1'],
    ['=12345678901234567', 'number', '12345678901234567'],
    ['=true', 'boolean', 'true'],
    ['=response.id', 'array', '["1"]'],
    ['=@"2026-01-01"', 'string', '"2026-01-01"'],
  ])('7.3 %s is no object: an input exception', (resultExpression, kind, value) => {
    const text = resultExpression.slice(1);
    expect(() => outputOf({ resultExpression }, [{ id: '1' }])).toThrow(
      expect.objectContaining({
        type: 'io.camunda.connector.api.error.ConnectorInputException',
        isInput: true,
        message:
          `io.camunda.connector.feel.FeelEngineWrapperException: Failed to evaluate expression '${text}' in context '${value}'. ` +
          `Reason: Result expression must return a JSON object, but got ${kind}. Evaluated value: ${value}`,
      }),
    );
  });

  test.each(['={a:', '=bpmnError(1)', '=assert(response, false)', '={d: createDocument("YQ==")}'])(
    '7.3 %s cannot be evaluated: it leaves no retries',
    (resultExpression) => {
      expect(() => outputOf({ resultExpression }, [{ id: '1' }])).toThrow(
        expect.objectContaining({
          type: 'io.camunda.connector.feel.FeelEngineWrapperException',
          isInput: true,
          message: expect.stringContaining(
            `Failed to evaluate expression '${resultExpression.slice(1)}' in context '[[{id=1}], {response=[{id=1}]}]'. Reason: `,
          ),
        }),
      );
    },
  );

  test('7.3 a message shows 2000 characters of the context', () => {
    const failing = () => outputOf({ resultExpression: '={a:' }, 'x'.repeat(5_000));
    expect(failing).toThrow(`in context '[${'x'.repeat(1_999)}...(truncated)'. Reason: `);
  });

  test('7.3 a message whose context is as long as may be shown is not cut', () => {
    expect(() => outputOf({ resultExpression: '=[response]' }, 'x'.repeat(1_996))).toThrow(
      `["${'x'.repeat(1_996)}"]'.`,
    );
  });

  test.each(['={a: response}', '={"camunda.function.type": "getText"}', '={a: "on camunda.function.type it"}'])(
    '7.3 the literal that calls a function is refused wherever %s has it',
    (resultExpression) => {
      expect(() => outputOf({ resultExpression }, { 'camunda.function.type': 'base64', params: [] })).toThrow(
        expect.objectContaining({
          isInput: true,
          message: expect.stringContaining(
            "The connector result contains a forbidden literal 'camunda.function.type'.",
          ),
        }),
      );
    },
  );

  test('7.4 the functions of errors are only contexts here', () => {
    expect(mapped('=bpmnError("C", "m")', null)).toEqual({ errorType: 'bpmnError', errorCode: 'C', errorMessage: 'm' });
    expect(mapped('={wait: backoff(1, @"PT1S", 1, @"PT1S", 0)}', null)).toEqual({ wait: 'PT1S' });
  });

  test('7.4 there is no job in a result expression', () => {
    expect(mapped('={j: job}', null)).toEqual({ j: null });
  });

  test.each([
    ['7', '7'],
    ['7.0', '7'],
    ['7.5', '7.5'],
    ['9007199254740993', '9007199254740993'],
    ['9223372036854775807', '9223372036854775807'],
    ['1e3', '1000'],
  ])('7.3 the number %s of an item comes out of an expression as %s', (digits, expected) => {
    const result = [{ n: new NumberValue(digits) }];
    expect(textOf({ resultExpression: '={n: response[1].n}' }, result)).toBe(`{"n":${expected}}`);
  });

  test('7.5 expressions calculate with all digits of a number', () => {
    const result = { n: new NumberValue('9007199254740993'), list: [{ n: new NumberValue('0.1') }, { n: 0.2 }] };
    expect(textOf({ resultExpression: '={n: n + 1, isSum: sum(list.n) = 0.3}' }, result)).toBe(
      '{"n":9007199254740994,"isSum":true}',
    );
  });

  test.each([
    ['@"2026-01-02"', '2026-01-02'],
    ['@"2026-01-02T03:04:05Z"', '2026-01-02T03:04:05Z'],
    ['@"PT90M"', 'PT1H30M'],
    ['@"P14M"', 'P1Y2M'],
  ])('7.3 the date or duration %s is an ISO text', (text, expected) => {
    expect(mapped(`={d: ${text}}`, null)).toEqual({ d: expected });
  });

  test('7.3 members that have the names of every object’s are members like others', () => {
    const result = JSON.parse('{"__proto__":{"a":1},"constructor":2}');
    expect(textOf({ resultExpression: '={p: response, c: constructor}' }, result)).toBe(
      '{"p":{"__proto__":{"a":1},"constructor":2},"c":2}',
    );
  });
});

describe('size', () => {
  const tooLarge = (bytes: number) =>
    expect.objectContaining({
      type: 'io.camunda.connector.api.error.ConnectorInputException',
      isInput: true,
      message: expect.stringContaining(
        `Output variables payload (${bytes} bytes) exceeds the 1.5 MB safe variable size limit`,
      ),
    });

  test('7.6 variables of 1,572,864 bytes pass, and one more does not', () => {
    const most = 1_572_864 - '{"r":""}'.length;
    expect(textOf({ resultVariable: 'r' }, 'x'.repeat(most))).toHaveLength(1_572_864);
    expect(() => outputOf({ resultVariable: 'r' }, 'x'.repeat(most + 1))).toThrow(tooLarge(1_572_865));
  });

  test('7.6 bytes are counted, not characters', () => {
    expect(() => outputOf({ resultVariable: 'r' }, '€'.repeat(600_000))).toThrow(tooLarge(1_800_008));
  });

  test('7.6 what an expression leaves of a large result counts, and not the result', () => {
    expect(mapped('={n: string length(response)}', 'x'.repeat(3_000_000))).toEqual({ n: 3_000_000 });
  });

  test('7.6 an operator’s other limit is told', () => {
    expect(() => outputOf({ resultVariable: 'r' }, 'x'.repeat(100), { maxResultBytes: 50 })).toThrow(
      'Output variables payload (108 bytes) exceeds the 50 bytes safe variable size limit',
    );
  });

  test('7.6 8.6 had no limit of its own', () => {
    expect(textOf({ resultVariable: 'r' }, 'x'.repeat(2_000_000), { version: '8.6' })).toHaveLength(2_000_008);
  });
});

describe('secrets', () => {
  const secrets = ['s3cr3t-value'];

  test.each([0, 5, 1_985, 1_990, 1_995, 2_000, 2_150])(
    '6.4 a message shows no part of a secret that begins at %d of its context',
    (before) => {
      const result = `${'x'.repeat(before)}s3cr3t-value${'x'.repeat(3_000)}`;
      for (const resultExpression of ['={a:', '=response', '={"camunda.function.type": response}']) {
        let message = '';
        try {
          outputOf({ resultExpression }, result, { secrets });
        } catch (error) {
          message = (error as Error).message.split("'. Reason: ")[0] as string;
        }
        expect(message).not.toBe('');
        expect(message).not.toMatch(/s3c/);
      }
    },
  );
});

/** The large integers of a native result as the dialect has them. */
function withDigits(value: Json): Json {
  if (typeof value === 'bigint') return new NumberValue(String(value));
  if (Array.isArray(value)) return value.map(withDigits);
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const name in value) setMember(copy, name, withDigits(value[name] as Json));
  return copy;
}

test('7.5 where functions are the same, an expression gives what it gives natively', () => {
  const value = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'grapheme' }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('id', 'n', 'list', 'a b', '__proto__'), tie('value'), { maxKeys: 4 }),
    ) as fc.Arbitrary<Json>,
  })).value;
  const path = fc.constantFrom(
    'response.a',
    'response.a.id',
    'response.a.n',
    'response.a[1]',
    'response.a[item.id != null]',
  );
  const over = fc.constantFrom(
    (x: string) => x,
    (x: string) => `count(${x})`,
    (x: string) => `${x} + 1`,
    (x: string) => `string(${x})`,
    (x: string) => `if ${x} = null then "none" else ${x}`,
    (x: string) => `for i in [${x}] return {v: i}`,
    (x: string) => `get entries(${x})`,
    (x: string) => `${x} instance of number`,
    (x: string) => `bpmnError("C", "m", {v: ${x}})`,
    (x: string) => `ignoreError({v: ${x}})`,
  );
  fc.assert(
    fc.property(value, fc.array(fc.tuple(path, over), { minLength: 1, maxLength: 3 }), (a, parts) => {
      const members = parts.map(([of, make], index) => `m${index}: ${make(of)}`);
      const resultExpression = `={${members.join(', ')}}`;
      const native = mapResult(nativeHeadersOf({ resultExpression }), { a });
      expect(textOf({ resultExpression }, { a: withDigits(a) })).toBe(stringifyJson(native ?? null));
    }),
  );
});
