import { describe, expect, test } from 'vitest';
import { maskOf } from '../../src/connection/mask.ts';
import { bpmnErrorCodes, Failure, type FailureClass } from '../../src/failure/failure.ts';
import { addressOf } from '../../src/failure/help.ts';
import type { JobRun } from '../../src/job/error-variable.ts';
import { endOf } from '../../src/job/outcome.ts';
import { headersOf } from '../support/jobs.ts';

type Headers = Record<string, string>;

const run: JobRun = {
  subject: '',
  mask: maskOf([]),
  region: undefined,
  outputFormat: 'json',
  retries: 3,
  maxResultBytes: 1_000,
  position: null,
  done: false,
};
const result = { action: 'getItem', status: 'OK', response: { Item: null } };

const succeeded = (headers: Headers, known: Partial<JobRun> = {}) =>
  endOf(result, headersOf(headers), { ...run, done: true, ...known }).outcome;

const failed = (failureClass: FailureClass, headers: Headers = {}, known: Partial<JobRun> = {}) =>
  endOf(new Failure(failureClass, 'what happened'), headersOf(headers), { ...run, ...known }).outcome;

/** What the page has for a failure that a retry may help. */
const HELP = addressOf('unavailable');
const MESSAGE = `what happened. See ${HELP}`;

/** The variable `error` of what `failed` fails with. */
const errorOfClass = (failureClass: FailureClass) => ({
  code: bpmnErrorCodes[failureClass],
  type: null,
  message: 'what happened',
  help: failureClass === 'connection' ? HELP : null,
  requestId: null,
  retryable: failureClass === 'connection',
  item: null,
  reasons: null,
  position: null,
});

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
        backoffMs: 1_000,
        variables:
          '{"b":2,"error":{"code":null,"type":null,"message":"m","help":null,"requestId":null,"retryable":false,"item":null,"reasons":null,"position":null}}',
      },
    ],
  ])('ends as the error expression says: %s', (errorExpression, outcome) => {
    expect(succeeded({ resultExpression: '{a: 1}', errorExpression })).toEqual(outcome);
  });

  test.each(['completed', 'error'])('is %s by the bytes of its variables', (kind) => {
    const resultExpression = '{a: string join(for i in 1..39 return "é")}';
    const outcome = succeeded({ resultExpression }, { maxResultBytes: kind === 'completed' ? 86 : 85 });
    expect(outcome.kind).toBe(kind);
    if (outcome.kind === 'completed') return;
    expect(outcome.message).toMatch(
      /^The result is too large for process variables: 86 bytes of JSON, at most 85\. Keep less of it/,
    );
  });

  test('is not written to be measured when it is far too large', () => {
    const resultExpression = '{a: for i in 1..5 return string join(for i in 1..20 return "é")}';
    const outcome = succeeded({ resultExpression }, { maxResultBytes: 20 });
    expect(outcome).toMatchObject({
      kind: 'error',
      message: expect.stringMatching(/: more than 80 characters, at most 20\./),
    });
  });

  test('fails as its error expression decides when its result cannot be mapped', () => {
    const errorExpression = 'if error.code = null then null else bpmnError("X", error.message)';
    expect(succeeded({ resultExpression: '5', errorExpression })).toMatchObject({
      kind: 'error',
      code: 'X',
      message: expect.stringMatching(
        /resultExpression \(Result expression\) must give .* \(The operation itself was done\.\)$/,
      ),
    });
  });
});

describe('a failure', () => {
  test.each(['configuration', 'execution'] as const)('of class %s is a BPMN error at once', (failureClass) => {
    expect(failed(failureClass)).toEqual({
      kind: 'error',
      code: bpmnErrorCodes[failureClass],
      message: 'what happened',
      variables: JSON.stringify({ error: errorOfClass(failureClass) }),
    });
  });

  const error = errorOfClass('connection');

  test('of the connection is tried again after ten seconds, or what the task says', () => {
    const again = {
      kind: 'failed',
      message: MESSAGE,
      retries: 2,
      backoffMs: 10_000,
      variables: JSON.stringify({ error }),
    };
    expect(failed('connection')).toEqual(again);
    expect(failed('connection', { retryBackoff: 'PT1M' })).toEqual({ ...again, backoffMs: 60_000 });
    expect(failed('connection', { retryBackoff: 'PT0S' })).toEqual({ ...again, backoffMs: 0 });
  });

  test.each([1, 0])('of the connection is a BPMN error when %i tries are left', (retries) => {
    expect(failed('connection', {}, { retries })).toMatchObject({
      kind: 'error',
      code: 'AwsDynamoDbConnectionException',
    });
  });

  test('is seen by the error expression', () => {
    const errorExpression =
      'bpmnError(error.code, error.message, {same: response.error.retryable, retries: job.retries})';
    expect(failed('connection', { errorExpression })).toEqual({
      kind: 'error',
      code: 'AwsDynamoDbConnectionException',
      message: 'what happened',
      variables: JSON.stringify({ error, same: true, retries: 3 }),
    });
  });

  test.each([
    ['null', { kind: 'failed', retries: 2 }],
    ['if error.code = "none" then ignoreError() else null', { kind: 'failed', retries: 2 }],
    ['bpmnError(null)', { kind: 'failed', retries: 2 }],
    ['ignoreError({found: false})', { kind: 'completed', variables: '{"found":false}' }],
    ['bpmnError("X")', { kind: 'error', code: 'X', message: MESSAGE, variables: JSON.stringify({ error }) }],
    ['bpmnError("X", "m", {error: 1})', { kind: 'error', code: 'X', message: 'm', variables: '{"error":1}' }],
    [
      'jobError("m", {error: 1, b: 2})',
      {
        kind: 'failed',
        message: 'm',
        retries: 0,
        backoffMs: 0,
        variables: JSON.stringify({ error: { ...error, message: 'm' }, b: 2 }),
      },
    ],
  ])('ends as the error expression says: %s', (errorExpression, outcome) => {
    expect(failed('connection', { errorExpression })).toMatchObject(outcome);
  });

  test('has the address of what explains it in the message with which the job ends, and not in error.message', () => {
    const details = { type: 'ResourceNotFoundException' };
    const end = (errorExpression: string, message = 'No such table.') =>
      endOf(new Failure('execution', message, details), headersOf({ errorExpression }), run).outcome as {
        message: string;
      };
    const help = addressOf('no-such-table');
    expect(end('null').message).toBe(`No such table. See ${help}`);
    expect(end('null', 'Is it there?').message).toBe(`Is it there? See ${help}`);
    expect(end('bpmnError("X")').message).toBe(`No such table. See ${help}`);
    expect(end('bpmnError("X", error.message)').message).toBe('No such table.');
    expect(end('jobError(error.message + error.help)').message).toBe(`No such table.${help}`);
  });

  test('has the address also in a message that is cut', () => {
    const ending = endOf(new Failure('connection', 'x'.repeat(7_000)), headersOf({}), run).outcome as {
      message: string;
    };
    expect(ending.message).toHaveLength(3_500);
    expect(ending.message.endsWith(`x… See ${HELP}`)).toBe(true);
  });

  test('has a message that Operate can show, however long', () => {
    const errorExpression = 'bpmnError("X", string join(for i in 1..7000 return "x"))';
    const { message } = failed('execution', { errorExpression }) as { message: string };
    expect(message).toHaveLength(3_500);
    expect(message.endsWith('x…')).toBe(true);
  });
});
