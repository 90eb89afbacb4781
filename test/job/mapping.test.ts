import { describe, expect, test, vi } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import type { Evaluation } from '../../src/feel/index.ts';
import type { HeaderExpression } from '../../src/job/headers.ts';
import { decide, mapResult } from '../../src/job/mapping.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { headersOf } from '../support/jobs.ts';

const result = { action: 'getItem', status: 'OK', response: { Item: { id: 'a', total: 5 } } };

test('what an expression warned about is asked for only when it is told', () => {
  const warnings = vi.fn(() => [{ type: 'INVALID_TYPE', message: 'so' }]);
  const giving = (value: unknown): HeaderExpression => {
    const evaluate = () => Object.defineProperty({ value }, 'warnings', { get: warnings }) as Evaluation;
    return { header: 'errorExpression', text: 'x', expression: { evaluate } };
  };
  expect(mapResult({ ...headersOf({}), resultExpression: giving({ a: 1 }) }, result)).toEqual({ a: 1 });
  expect(decide(giving(null), {})).toBeUndefined();
  expect(warnings).not.toHaveBeenCalled();
  expect(() => decide(giving(1), {})).toThrow('gave the number 1 (so), in: x');
});

describe('a result becomes process variables', () => {
  test.each<[object, JsonObject | undefined]>([
    [{}, undefined],
    [{ resultVariable: 'r' }, { r: result }],
    [{ resultVariable: '__proto__' }, JSON.parse(JSON.stringify({ x: result }).replace('"x"', '"__proto__"'))],
    [{ resultExpression: '{id: response.response.Item.id}' }, { id: 'a' }],
    [{ resultExpression: '{a: action, s: status}' }, { a: 'getItem', s: 'OK' }],
    [{ resultExpression: 'response' }, result],
    [{ resultExpression: '{x: response.response.Item.none}' }, { x: null }],
    [{ resultExpression: 'null' }, {}],
    [{ resultExpression: '{}' }, {}],
    [
      { resultVariable: 'a', resultExpression: '{b: 1}' },
      { a: result, b: 1 },
    ],
    [{ resultVariable: 'a', resultExpression: '{a: 1}' }, { a: 1 }],
  ])('%j', (headers, variables) => {
    expect(JSON.stringify(mapResult(headersOf(headers), result))).toBe(JSON.stringify(variables));
  });

  test.each([
    ['1', 'the number 1'],
    ['"text"', 'the text "text"'],
    ['[1]', 'a list of 1'],
    ['true', 'the boolean true'],
  ])('but not %s', (resultExpression, got) => {
    expect(() => mapResult(headersOf({ resultExpression }), result)).toThrow(
      `The task header resultExpression (Result expression) must give a context of process variables, or null, but gave ${got}, in: ${resultExpression}`,
    );
  });
});

describe('an error expression decides how the job ends', () => {
  const context = { response: result, job: { retries: 3 } };
  const by = (errorExpression: string) => {
    const { errorExpression: expression } = headersOf({ errorExpression });
    return expression && decide(expression, context);
  };

  test.each<[string, ReturnType<typeof decide>]>([
    ['null', undefined],
    ['{}', undefined],
    ['if status = "none" then bpmnError("X") else null', undefined],
    ['bpmnError(null)', undefined],
    ['bpmnError("X")', { kind: 'bpmnError', code: 'X', message: undefined, variables: {} }],
    ['bpmnError("X", "why", {a: 1})', { kind: 'bpmnError', code: 'X', message: 'why', variables: { a: 1 } }],
    ['{errorType: "bpmnError", errorCode: "X"}', { kind: 'bpmnError', code: 'X', message: undefined, variables: {} }],
    ['jobError("why")', { kind: 'jobError', message: 'why', variables: {}, retries: 0, backoffMs: 0 }],
    [
      'jobError("why", {a: 1}, job.retries - 1, duration("PT1M"))',
      { kind: 'jobError', message: 'why', variables: { a: 1 }, retries: 2, backoffMs: 60_000 },
    ],
    ['ignoreError()', { kind: 'ignoreError', variables: {} }],
    ['ignoreError({a: response.action})', { kind: 'ignoreError', variables: { a: 'getItem' } }],
  ])('%s', (expression, decision) => {
    expect(by(expression)).toEqual(decision);
  });

  test.each([
    ['5', 'must give bpmnError(…), jobError(…), ignoreError(…) or null, but gave the number 5, in: 5'],
    ['{a: 1}', 'expected one of bpmnError, jobError, ignoreError as errorType, got nothing'],
    ['{errorType: "other"}', 'expected one of bpmnError, jobError, ignoreError as errorType, got the text "other"'],
    ['bpmnError(5)', 'expected text as errorCode, got the number 5'],
    ['bpmnError("X", 5)', 'expected text as errorMessage, got the number 5'],
    ['bpmnError("X", "why", 5)', 'expected a context as variables, got the number 5'],
    ['{errorType: "jobError"}', 'expected text as errorMessage, got nothing'],
    ['jobError("why", {}, -1)', 'expected a whole number from 0 to 2147483647 as retries, got the number -1'],
    ['jobError("why", {}, 0.5)', 'expected a whole number from 0 to 2147483647 as retries, got the number 0.5'],
    ['jobError("why", {}, 2147483648)', 'as retries, got the number 2147483648'],
    ['jobError("why", {}, 1, "soon")', 'expected a duration of days and time as retryBackoff, got the text "soon"'],
    ['ignoreError([1])', 'expected a context as variables, got a list of 1'],
  ])('but not %s', (expression, message) => {
    expect(() => by(expression)).toThrow(Failure);
    expect(() => by(expression)).toThrow(message);
  });
});

describe('a variable that would be lost in those of the task itself is refused, whatever gives it', () => {
  const giving = ['authentication', 'configuration', 'input', '  input '].map((name) => ({
    name,
    context: `{"${name}": 1}`,
  }));
  const told = (header: string, label: string, name: string, text: string) =>
    `The task header ${header} (${label}): expected each name to be that of a process variable other than authentication, awsCredential, configuration, input, ` +
    `which are the task's own and end with it, got ${JSON.stringify(name)}, in: ${text}`;

  test.each(giving)('$context by a result expression', ({ name, context }) => {
    const headers = headersOf({ resultExpression: context });
    expect(() => mapResult(headers, result)).toThrow(told('resultExpression', 'Result expression', name, context));
    expect(() => mapResult(headers, result)).toThrow(Failure);
  });

  test.each(
    giving.flatMap(({ name, context }) =>
      [`ignoreError(${context})`, `bpmnError("X", "why", ${context})`, `jobError("why", ${context})`].map(
        (text) => [text, name] as const,
      ),
    ),
  )('%s', (text, name) => {
    const { errorExpression } = headersOf({ errorExpression: text });
    expect(() => decide(errorExpression as HeaderExpression, {})).toThrow(
      told('errorExpression', 'Error expression', name, text),
    );
  });

  test('but it may be within another one', () => {
    const headers = headersOf({ resultExpression: '{all: {input: 1}}' });
    expect(mapResult(headers, result)).toEqual({ all: { input: 1 } });
  });
});
