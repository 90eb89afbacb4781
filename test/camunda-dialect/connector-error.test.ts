import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { connectorError } from '../../src/camunda-dialect/connector-error.ts';
import type { DialectVersion } from '../../src/camunda-dialect/exceptions.ts';
import { keepDialectHeaders } from '../../src/camunda-dialect/headers.ts';
import { maskOf } from '../../src/connection/mask.ts';
import type { Json } from '../../src/json/json.ts';

/** What an error expression decides on something. */
function decided(errorExpression: string, content: Json = null, version: DialectVersion = '8.10') {
  const expression = keepDialectHeaders(version)(JSON.stringify({ errorExpression })).errorExpression;
  if (expression === undefined) throw new Error('There is no expression');
  return connectorError(expression, content, { retries: 3, version, mask: maskOf([]) });
}

test.each(['=null', '={}', '=missing', '=if false then bpmnError("C") else null', '=unknown("x")'])(
  '7.4 %s is no error',
  (expression) => {
    expect(decided(expression)).toBeUndefined();
  },
);

test.each([
  ['=[1]', 'array'],
  ['="text"', 'string'],
  ['=7', 'number'],
  ['=false', 'boolean'],
])('7.4 %s is no object: an input exception', (expression, kind) => {
  expect(() => decided(expression)).toThrow(
    expect.objectContaining({
      isInput: true,
      message: expect.stringContaining(
        `Error expression must return a JSON object, but got ${kind}. Evaluated value: `,
      ),
    }),
  );
});

test.each(['={a: 1}', '={errorType: null}', '={errorType: "bpmnerror"}', '={errorType: 7}', '={errorType: {}}'])(
  '7.4 %s has no error type that there is: an input exception',
  (expression) => {
    expect(() => decided(expression)).toThrow(
      expect.objectContaining({
        type: 'io.camunda.connector.api.error.ConnectorInputException',
        isInput: true,
        message: expect.stringContaining('expected one of bpmnError, jobError, ignoreError as errorType'),
      }),
    );
  },
);

describe('bpmnError', () => {
  test.each([
    ['=bpmnError("C")', { code: 'C', message: '', variables: {} }],
    ['=bpmnError("C", "m", {a: [null]})', { code: 'C', message: 'm', variables: { a: [null] } }],
    [
      '={errorType: "bpmnError", errorCode: "C", errorMessage: null, variables: null}',
      { code: 'C', message: '', variables: {} },
    ],
    [
      '={errorType: "bpmnError", errorCode: 404, errorMessage: true, other: 1}',
      { code: '404', message: 'true', variables: {} },
    ],
    ['={errorType: "bpmnError", errorCode: ""}', { code: '', message: '', variables: {} }],
  ])('7.4 %s is a BPMN error, plain contexts too', (expression, expected) => {
    expect(decided(expression)).toEqual({ kind: 'bpmnError', ...expected });
  });

  test.each(['={errorType: "bpmnError"}', '={errorType: "bpmnError", errorCode: null, errorMessage: "m"}'])(
    '7.4 %s has no code, and is no error',
    (expression) => {
      expect(decided(expression)).toBeUndefined();
    },
  );
});

describe('jobError', () => {
  const usual = { kind: 'jobError', retries: 0, backoffMs: 0 };
  test.each<[string, object]>([
    ['=jobError("m")', { message: 'm', variables: { error: 'm' } }],
    ['=jobError("m", {a: 1})', { message: 'm', variables: { a: 1, error: 'm' } }],
    ['=jobError("m", {error: {type: "mine"}})', { message: 'm', variables: { error: 'm' } }],
    ['=jobError("m", {}, 5)', { message: 'm', variables: { error: 'm' }, retries: 5 }],
    ['=jobError("m", {}, job.retries - 1)', { message: 'm', variables: { error: 'm' }, retries: 2 }],
    ['=jobError("m", {}, -1)', { message: 'm', variables: { error: 'm' }, retries: 0 }],
    ['=jobError("m", {}, 1, @"PT10M")', { message: 'm', variables: { error: 'm' }, retries: 1, backoffMs: 600_000 }],
    ['=jobError("m", {}, 1, @"-PT10M")', { message: 'm', variables: { error: 'm' }, retries: 1, backoffMs: 0 }],
    [
      '=jobError("m", {}, 1, backoff(1, @"PT2S", 1, @"PT2S", 0))',
      { message: 'm', variables: { error: 'm' }, retries: 1, backoffMs: 2_000 },
    ],
    ['={errorType: "jobError", errorMessage: "m"}', { message: 'm', variables: { error: 'm' } }],
    [
      '={errorType: "jobError", errorMessage: "m", retries: "4", retryBackoff: "PT1S"}',
      { message: 'm', variables: { error: 'm' }, retries: 4, backoffMs: 1_000 },
    ],
    [
      '={errorType: "jobError", errorMessage: "m", retries: 2.9, retryBackoff: 1.5}',
      { message: 'm', variables: { error: 'm' }, retries: 2, backoffMs: 1_500 },
    ],
  ])('7.4 %s is a job error, plain contexts too', (expression, expected) => {
    expect(decided(expression)).toEqual({ ...usual, ...expected });
  });

  test.each([
    ['={errorType: "jobError", errorMessage: {}}', 'a text as errorMessage'],
    ['={errorType: "jobError", variables: "v"}', 'an object as variables'],
    ['={errorType: "jobError", variables: [1]}', 'an object as variables'],
    ['={errorType: "jobError", retries: "many"}', 'a whole number as retries'],
    ['={errorType: "jobError", retries: 2147483648}', 'a whole number as retries'],
    ['={errorType: "jobError", retries: 99999999999999999999}', 'a whole number as retries'],
    ['={errorType: "jobError", retries: [1]}', 'a whole number as retries'],
    ['={errorType: "jobError", retryBackoff: "soon"}', 'a duration of days and time as retryBackoff'],
    ['={errorType: "jobError", retryBackoff: @"P1Y"}', 'a duration of days and time as retryBackoff'],
    ['={errorType: "jobError", retryBackoff: true}', 'a duration of days and time as retryBackoff'],
    ['={errorType: "jobError", retryBackoff: "PT9223372036854775808S"}', 'a duration of days and time as retryBackoff'],
    ['={errorType: "bpmnError", errorCode: {}}', 'a text as errorCode'],
    ['={errorType: "ignoreError", variables: 1}', 'an object as variables'],
  ])('7.4 %s is wrong: an input exception that says what', (expression, expected) => {
    expect(() => decided(expression)).toThrow(
      expect.objectContaining({ isInput: true, message: expect.stringContaining(`expected ${expected}`) }),
    );
  });
});

test.each([
  ['=ignoreError()', {}],
  ['=ignoreError({a: null})', { a: null }],
  ['={errorType: "ignoreError", variables: {a: 1}}', { a: 1 }],
])('7.4 %s completes the job with its variables', (expression, variables) => {
  expect(decided(expression)).toEqual({ kind: 'ignoreError', variables });
});

describe('what an error expression sees', () => {
  const seen = (expression: string, content: Json) => decided(`=ignoreError({v: ${expression}})`, content);
  test.each<[string, Json, Json]>([
    ['error.type', { error: { type: 'T', message: 'm' } }, 'T'],
    ['response.error.message', { error: { type: 'T', message: 'm' } }, 'm'],
    ['error.code', { error: { type: 'T', message: 'm' } }, null],
    ['job', null, { retries: 3 }],
    ['job.retries', { job: { retries: 99 } }, 3],
    ['response', [{ id: '1' }], [{ id: '1' }]],
    ['response', null, null],
    ['response', { response: 'of the result' }, { response: 'of the result' }],
    ['status', { action: 'scanTable', status: 'OK', response: null }, 'OK'],
    ['order', { a: 1 }, null],
  ])('7.4 %s', (expression, content, expected) => {
    expect(seen(expression, content)).toEqual({ kind: 'ignoreError', variables: { v: expected } });
  });

  test('7.5 numbers with more digits than a double can be compared', () => {
    const content = [{ n: new NumberValue('9007199254740993') }];
    const expression = '=if response[1].n = 9007199254740993 then bpmnError("C") else null';
    expect(decided(expression, content)).toMatchObject({ code: 'C' });
  });
});

describe('what could be taken for a function', () => {
  const expression = '=jobError("m", {"camunda.function.type": 1})';

  test('7.3 it is refused in what an error expression gives', () => {
    expect(() => decided(expression)).toThrow("contains a forbidden literal 'camunda.function.type'");
  });

  test('7.3 8.6 let it pass', () => {
    expect(decided(expression, null, '8.6')).toMatchObject({ variables: { 'camunda.function.type': 1 } });
  });
});

test.each(['=bpmnError(1)', '={a:', '=jobError("m", null)', '=assert(response, false)'])(
  '7.4 %s cannot be evaluated: it leaves no retries',
  (expression) => {
    expect(() => decided(expression, [1])).toThrow(
      expect.objectContaining({
        type: 'io.camunda.connector.feel.FeelEngineWrapperException',
        isInput: true,
        message: expect.stringContaining("in context '[[1], {response=[1]}, {job={retries=3}}]'. Reason: "),
      }),
    );
  },
);

test('7.4 a name of a member that every object has is no error type', () => {
  expect(() => decided('={errorType: "__proto__"}')).toThrow('as errorType');
  expect(() => decided('=response', JSON.parse('{"__proto__":{"errorType":"ignoreError"}}'))).toThrow('as errorType');
});
