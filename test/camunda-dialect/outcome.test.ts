import { describe, expect, test } from 'vitest';
import { type DialectVersion, inputException, JavaException } from '../../src/camunda-dialect/exceptions.ts';
import { keepDialectHeaders } from '../../src/camunda-dialect/headers.ts';
import { endOf, type Found } from '../../src/camunda-dialect/outcome.ts';
import { outputVariables } from '../../src/camunda-dialect/output-variables.ts';
import { maskOf } from '../../src/connection/mask.ts';
import type { Json } from '../../src/json/json.ts';

interface Words {
  readonly headers?: object;
  readonly retries?: number;
  readonly secrets?: readonly string[];
  readonly version?: DialectVersion;
}

/** How a job ends of which a result or an exception was found. */
function ended(found: { readonly result: Json } | JavaException, words: Words = {}) {
  const { headers = {}, retries = 3, secrets = [], version = '8.10' } = words;
  const read = keepDialectHeaders(version)(JSON.stringify(headers));
  const settings = { retries, maxResultBytes: 1_572_864, mask: maskOf(secrets), version };
  const whole: Found =
    found instanceof Error ? found : { ...found, output: outputVariables(read, found.result, settings) };
  return endOf(whole, read, settings);
}

const endOfFailure = (error: JavaException, words?: Words) => {
  const { outcome } = ended(error, words);
  if (outcome.kind !== 'failed') throw new Error(`It has not failed, but ${outcome.kind}`);
  return { ...outcome, variables: JSON.parse(outcome.variables) };
};

const aws = new JavaException('software.amazon.awssdk.services.dynamodb.model.DynamoDbException', 'no');
const backoff = { retryBackoff: 'PT30S' };
/** Items as large as DynamoDB’s may be, and more of them than variables may have. */
const large = Array.from({ length: 5 }, () => 'x'.repeat(400_000));

describe('a job without a decision', () => {
  test('7.3 a result completes it with the output variables', () => {
    expect(ended({ result: [1] }, { headers: { resultVariable: 'r' } })).toEqual({
      outcome: { kind: 'completed', variables: '{"r":[1]}' },
      failure: undefined,
    });
  });

  test.each([
    ['an AWS error', aws, 3, 2, 30_000],
    ['an AWS error at the last try', aws, 1, 0, 30_000],
    ['an AWS error without a try', aws, 0, 0, 30_000],
    ['an illegal argument', new JavaException('java.lang.IllegalArgumentException', 'no'), 5, 4, 30_000],
    ['an input exception', inputException('no'), 3, 0, 30_000],
    [
      'secrets that cannot be fetched',
      new JavaException('java.lang.RuntimeException', 'no', { hasBackoff: false }),
      3,
      2,
      0,
    ],
  ])('6.1 %s fails it with the right retries and back-off', (_, error, retries, left, backoffMs) => {
    expect(endOfFailure(error, { headers: backoff, retries })).toMatchObject({ retries: left, backoffMs });
  });

  test('7.2 without the header there is no back-off', () => {
    expect(endOfFailure(aws)).toMatchObject({ retries: 2, backoffMs: 0 });
  });

  test('6.1 message and variables tell the class and the message', () => {
    expect(endOfFailure(aws)).toEqual({
      kind: 'failed',
      message:
        'no | Error variables: {error={type=software.amazon.awssdk.services.dynamodb.model.DynamoDbException, message=no}}',
      retries: 2,
      backoffMs: 0,
      variables: { error: { type: 'software.amazon.awssdk.services.dynamodb.model.DynamoDbException', message: 'no' } },
    });
  });

  test('6.1 `error.code` is never set', () => {
    expect(Object.keys(endOfFailure(aws).variables.error)).toEqual(['type', 'message']);
  });

  test('6.1 a message is cut at 6000 characters, in the variables and in the command', () => {
    const { message, variables } = endOfFailure(new JavaException('T', 'x'.repeat(10_000)));
    expect(variables.error.message).toBe('x'.repeat(6_000));
    expect(message).toBe('x'.repeat(6_000));
  });
});

describe('an error expression', () => {
  const see = (errorExpression: string) => ({ errorExpression, ...backoff });

  test('7.1 it is asked after success and after failure', () => {
    const headers = see('=bpmnError("C", "m", {seen: response})');
    expect(ended({ result: 'done' }, { headers }).outcome).toMatchObject({
      kind: 'error',
      variables: '{"seen":"done"}',
    });
    expect(ended(aws, { headers }).outcome).toMatchObject({ kind: 'error', code: 'C', message: 'm' });
  });

  test('7.1 it can catch input exceptions', () => {
    const headers = see('=if contains(error.type, "ConnectorInputException") then bpmnError("INPUT") else null');
    expect(ended(inputException('no'), { headers }).outcome).toMatchObject({ kind: 'error', code: 'INPUT' });
  });

  test('7.4 after success it sees the raw result if there are no output variables', () => {
    const headers = see('=ignoreError({seen: response})');
    expect(ended({ result: [{ a: 1 }] }, { headers }).outcome.variables).toBe('{"seen":[{"a":1}]}');
  });

  test.each([
    [{ resultVariable: 'r' }, { r: [{ a: 1 }] }],
    [{ resultExpression: '={b: 2}' }, { b: 2 }],
    [
      { resultVariable: 'r', resultExpression: '={b: 2}' },
      { r: [{ a: 1 }], b: 2 },
    ],
    [{ resultExpression: '=null' }, [{ a: 1 }]],
    [{ resultExpression: '={}' }, [{ a: 1 }]],
  ])('7.4 with %j it sees the output variables if there are any', (more, seen) => {
    const headers = { ...see('=ignoreError({seen: response})'), ...more };
    expect(JSON.parse(ended({ result: [{ a: 1 }] }, { headers }).outcome.variables)).toEqual({ seen });
  });

  test('7.4 ignoreError completes with exactly its variables, and not with those of the result', () => {
    const headers = { ...see('=ignoreError({a: 1})'), resultVariable: 'r' };
    expect(ended({ result: 1 }, { headers }).outcome).toEqual({ kind: 'completed', variables: '{"a":1}' });
  });

  test('7.4 ignoreError after a failure completes, and the failure is still known', () => {
    const { outcome, failure } = ended(aws, { headers: see('=ignoreError()') });
    expect(outcome).toEqual({ kind: 'completed', variables: '{}' });
    expect(failure).toBe(aws);
  });

  test('7.4 bpmnError has its code, message and variables, and no retries', () => {
    expect(ended(aws, { headers: see('=bpmnError("C", "m", {a: 1})') }).outcome).toEqual({
      kind: 'error',
      code: 'C',
      message: 'm',
      variables: '{"a":1}',
    });
  });

  test('7.4 the message of a BPMN error is cut at 6000 characters', () => {
    const headers = see('=bpmnError("C", response)');
    const { outcome } = ended({ result: 'x'.repeat(7_000) }, { headers });
    expect(outcome).toMatchObject({ message: 'x'.repeat(6_000) });
  });

  test('7.4 jobError without retries leaves none, and takes its own back-off', () => {
    expect(endOfFailure(aws, { headers: see('=jobError("m")') })).toEqual({
      kind: 'failed',
      message: 'm | Error variables: {error=m}',
      retries: 0,
      backoffMs: 0,
      variables: { error: 'm' },
    });
  });

  test('7.4 jobError counts down by the retries of the job', () => {
    const headers = see('=jobError("m", {a: [1, null]}, job.retries - 1, @"PT5S")');
    expect(endOfFailure(aws, { headers, retries: 7 })).toEqual({
      kind: 'failed',
      message: 'm | Error variables: {a=[1, null], error=m}',
      retries: 6,
      backoffMs: 5_000,
      variables: { a: [1, null], error: 'm' },
    });
  });

  test.each([
    ['={errorType: "none"}', 'io.camunda.connector.api.error.ConnectorInputException'],
    ['="text"', 'io.camunda.connector.api.error.ConnectorInputException'],
    ['=bpmnError(7)', 'io.camunda.connector.feel.FeelEngineWrapperException'],
    ['={a:', 'io.camunda.connector.feel.FeelEngineWrapperException'],
  ])('7.4 %s fails the job without retries and back-off, even after success', (errorExpression, type) => {
    for (const found of [{ result: 'written' }, aws]) {
      const { outcome, failure } = ended(found, { headers: see(errorExpression) });
      expect(outcome).toMatchObject({ kind: 'failed', retries: 0, backoffMs: 0 });
      expect(JSON.parse(outcome.variables).error.type).toBe(type);
      expect(failure).toMatchObject({ type });
    }
  });

  test.each(['=bpmnError("C", "m", {v: response})', '=jobError("m", {v: response}, 3)', '=ignoreError({v: response})'])(
    '7.4 variables over 1.5 MB by %s fail the job without retries',
    (errorExpression) => {
      const { outcome } = ended({ result: large }, { headers: { errorExpression } });
      expect(outcome).toMatchObject({
        kind: 'failed',
        retries: 0,
        message: expect.stringMatching(/^Output variables payload/),
      });
    },
  );

  test('7.6 8.6 had no limit for those either', () => {
    const headers = { errorExpression: '=ignoreError({v: response})' };
    const { outcome } = ended({ result: large }, { headers, version: '8.6' });
    expect(outcome.kind).toBe('completed');
  });

  test('7.4 a header that is wrong can be caught like any failure', () => {
    const wrong = new JavaException('io.camunda.connector.runtime.core.error.InvalidBackOffDurationException', 'no', {
      isInput: true,
      hasBackoff: false,
    });
    const headers = { errorExpression: '=bpmnError(error.type)', retryBackoff: 'wrong' };
    expect(ended(wrong, { headers }).outcome).toMatchObject({ code: wrong.type });
    expect(endOfFailure(wrong, { headers: { retryBackoff: 'wrong' } })).toMatchObject({ retries: 0, backoffMs: 0 });
  });
});

describe('secrets', () => {
  const secrets = ['s3cr3t-value'];
  const failing = new JavaException('T', 'bad s3cr3t-value here');

  test('6.4 they are hidden in the message, in the variables and from the error expression', () => {
    const { message, variables } = endOfFailure(failing, { secrets });
    expect(message).toBe('bad *** here | Error variables: {error={type=T, message=bad *** here}}');
    expect(variables).toEqual({ error: { type: 'T', message: 'bad *** here' } });
    const { outcome } = ended(failing, { secrets, headers: { errorExpression: '=ignoreError({m: error.message})' } });
    expect(outcome.variables).toBe('{"m":"bad *** here"}');
  });

  test.each(['=bpmnError("C", "m " + response)', '=jobError("m " + response, {v: response})'])(
    '6.4 a message made by %s shows none of them',
    (errorExpression) => {
      const { outcome } = ended({ result: 's3cr3t-value' }, { secrets, headers: { errorExpression } });
      expect(outcome).toMatchObject({ message: expect.stringMatching(/^m \*\*\*/) });
      expect(outcome).not.toMatchObject({ message: expect.stringContaining('s3c') });
    },
  );

  test.each([5_970, 5_990, 5_995])('6.4 one that begins at %d is not cut in its middle', (before) => {
    const { outcome } = ended(new JavaException('T', `${'x'.repeat(before)}s3cr3t-value`), { secrets });
    expect(outcome).not.toMatchObject({ message: expect.stringContaining('s3c') });
    const headers = { errorExpression: '=jobError("m", {v: response})' };
    const decided = ended({ result: `${'x'.repeat(before - 25)}s3cr3t-value` }, { secrets, headers });
    expect(decided.outcome).not.toMatchObject({ message: expect.stringContaining('s3c') });
  });
});
