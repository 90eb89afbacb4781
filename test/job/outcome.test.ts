import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { keepMappings } from '../../src/job/headers.ts';
import { type Ending, endOfFailure, endOfResult } from '../../src/job/outcome.ts';

const result = { action: 'getItem', status: 'OK', response: { Item: null } };
const error = {
  code: 'C',
  type: 'T',
  message: 'what happened',
  requestId: null,
  retryable: true,
  item: null,
  reasons: null,
  position: null,
};

function ending(
  headers: Record<string, string> = {},
  changed: Partial<Ending> = {},
): Ending & { mapping: NonNullable<Ending['mapping']> } {
  const mapping = keepMappings()(JSON.stringify(headers));
  const errorVariable = (failure: Failure) => ({ ...error, message: failure.message });
  return { retries: 3, maxResultBytes: 1_000, errorVariable, ...changed, mapping };
}

function succeeded(headers: Record<string, string>, changed?: Partial<Ending>) {
  const end = ending(headers, changed);
  return endOfResult(result, end.mapping, end);
}

const failed = (failureClass: Failure['class'], headers?: Record<string, string>, changed?: Partial<Ending>) =>
  endOfFailure(new Failure(failureClass, 'what happened'), ending(headers, changed));

describe('an operation that was done', () => {
  test('completes the job, with the variables that are wanted', () => {
    expect(succeeded({})).toEqual({ kind: 'completed', variables: '{}' });
    expect(succeeded({ resultVariable: 'r' })).toEqual({ kind: 'completed', variables: JSON.stringify({ r: result }) });
  });

  test('is seen by the error expression: the variables, the whole result, and the retries', () => {
    const errorExpression =
      'bpmnError("X", name + response.status + string(job.retries), {"action": action, "whole": response.action})';
    const mapped = { resultExpression: '{name: "n"}', errorExpression };
    const seen = { code: 'X', message: 'nOK3' };
    expect(succeeded(mapped)).toMatchObject({ ...seen, variables: '{"action":null,"whole":"getItem"}' });
    const raw = { errorExpression: errorExpression.replace('name', '"n"') };
    expect(succeeded(raw)).toMatchObject({ ...seen, variables: '{"action":"getItem","whole":"getItem"}' });
  });

  test.each([
    ['null', { kind: 'completed', variables: '{"a":1}' }],
    ['ignoreError({b: 2})', { kind: 'completed', variables: '{"b":2}' }],
    ['bpmnError("X")', { kind: 'error', code: 'X', message: '', variables: '{}' }],
    ['bpmnError("X", "m", {b: 2})', { kind: 'error', code: 'X', message: 'm', variables: '{"b":2}' }],
    [
      'jobError("m", {b: 2}, 1, duration("PT1S"))',
      {
        kind: 'failed',
        message: 'm',
        retries: 1,
        backoff: 1_000,
        variables:
          '{"b":2,"error":{"code":null,"type":null,"message":"m","requestId":null,"retryable":false,"item":null,"reasons":null}}',
      },
    ],
  ])('ends as the error expression says: %s', (errorExpression, outcome) => {
    expect(succeeded({ resultExpression: '{a: 1}', errorExpression })).toEqual(outcome);
  });

  test('is a failure when its variables are too large', () => {
    const tooLarge = /^The result is too large for process variables: 86 bytes of JSON, at most 85\. Keep less of it/;
    expect(() =>
      succeeded({ resultExpression: '{a: string join(for i in 1..39 return "é")}' }, { maxResultBytes: 85 }),
    ).toThrow(tooLarge);
    expect(
      succeeded({ resultExpression: '{a: string join(for i in 1..39 return "é")}' }, { maxResultBytes: 86 }).kind,
    ).toBe('completed');
  });
});

describe('a failure', () => {
  test.each([
    ['configuration', 'AwsDynamoDbConfigurationException'],
    ['execution', 'AwsDynamoDbExecutionException'],
  ] as const)('of the %s is a BPMN error at once, with the variable error', (failureClass, code) => {
    expect(failed(failureClass)).toEqual({
      kind: 'error',
      code,
      message: 'what happened',
      variables: JSON.stringify({ error }),
    });
  });

  test('of the connection is tried again after ten seconds, or what the task says', () => {
    const again = {
      kind: 'failed',
      message: 'what happened',
      retries: 2,
      backoff: 10_000,
      variables: JSON.stringify({ error }),
    };
    expect(failed('connection')).toEqual(again);
    expect(failed('connection', { retryBackoff: 'PT1M' })).toEqual({ ...again, backoff: 60_000 });
    expect(failed('connection', { retryBackoff: 'PT0S' })).toEqual({ ...again, backoff: 0 });
  });

  test.each([1, 0])('of the connection is a BPMN error when %i tries are left', (retries) => {
    expect(failed('connection', {}, { retries })).toMatchObject({
      kind: 'error',
      code: 'AwsDynamoDbConnectionException',
    });
  });

  test('is seen by the error expression', () => {
    const errorExpression = 'bpmnError(error.code, error.message, {same: response.error.type, retries: job.retries})';
    expect(failed('connection', { errorExpression })).toEqual({
      kind: 'error',
      code: 'C',
      message: 'what happened',
      variables: JSON.stringify({ error, same: 'T', retries: 3 }),
    });
  });

  test.each([
    ['null', { kind: 'failed', retries: 2 }],
    ['if error.code = "none" then ignoreError() else null', { kind: 'failed', retries: 2 }],
    ['bpmnError(null)', { kind: 'failed', retries: 2 }],
    ['ignoreError({found: false})', { kind: 'completed', variables: '{"found":false}' }],
    ['bpmnError("X")', { kind: 'error', code: 'X', message: 'what happened', variables: JSON.stringify({ error }) }],
    ['bpmnError("X", "m", {error: 1})', { kind: 'error', code: 'X', message: 'm', variables: '{"error":1}' }],
    [
      'jobError("m", {error: 1, b: 2})',
      {
        kind: 'failed',
        message: 'm',
        retries: 0,
        backoff: 0,
        variables: JSON.stringify({ error: { ...error, message: 'm' }, b: 2 }),
      },
    ],
  ])('ends as the error expression says: %s', (errorExpression, outcome) => {
    expect(failed('connection', { errorExpression })).toMatchObject(outcome);
  });

  test('is not hidden by an error expression that fails', () => {
    expect(failed('connection', { errorExpression: '5' })).toMatchObject({
      kind: 'error',
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringMatching(
        /^The task header errorExpression must give .* \(It was to decide on: what happened\)$/,
      ),
    });
  });

  test('has a message that Operate can show, however long', () => {
    const errorExpression = 'bpmnError("X", string join(for i in 1..7000 return "x"))';
    const { message } = failed('execution', { errorExpression }) as { message: string };
    expect(message).toHaveLength(6_000);
    expect(message.endsWith('x…')).toBe(true);
  });
});

test('what DynamoDB gave with a failure is left out where it is too large for process variables', () => {
  const large = { ...error, item: { text: 'x'.repeat(1_000) }, position: { Count: 1 } };
  const { code, message, variables } = failed('execution', {}, { errorVariable: () => large }) as Record<
    string,
    string
  >;
  expect({ code, message }).toEqual({ code: 'AwsDynamoDbExecutionException', message: 'what happened' });
  expect(JSON.parse(variables ?? '').error).toEqual({
    ...error,
    message: 'what happened (Item, reasons and position are left out: they are too large for process variables.)',
  });
});
