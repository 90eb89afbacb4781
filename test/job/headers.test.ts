import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { keepHeaders } from '../../src/job/headers.ts';
import { headersOf } from '../support/jobs.ts';

test('without headers nothing is said, and there are ten seconds between tries', () => {
  expect(headersOf({})).toEqual({
    resultVariable: undefined,
    resultExpression: undefined,
    errorExpression: undefined,
    retryBackoffMs: 10_000,
    jobTimeoutMs: undefined,
    failure: undefined,
  });
});

test('a blank header counts as absent', () => {
  const blank = {
    resultVariable: ' ',
    resultExpression: '',
    errorExpression: ' = ',
    retryBackoff: '',
    jobTimeout: '\n',
  };
  expect(headersOf(blank)).toEqual(headersOf({}));
});

test('headers are read without the blanks and the = around them', () => {
  const headers = {
    resultVariable: ' r ',
    resultExpression: '= {a: 1}',
    errorExpression: 'null',
    retryBackoff: 'PT0S',
    jobTimeout: 'P1D',
  };
  expect(headersOf(headers)).toMatchObject({
    resultVariable: 'r',
    resultExpression: { header: 'resultExpression', text: '{a: 1}' },
    errorExpression: { header: 'errorExpression', text: 'null' },
    retryBackoffMs: 0,
    jobTimeoutMs: 86_400_000,
  });
});

test('headers of other tools are no concern', () => {
  expect(headersOf({ elementTemplateId: 'x', constructor: 'y' })).toEqual(headersOf({}));
});

describe('a header that cannot be used is a matter of configuration, and is quoted', () => {
  test.each([
    [
      { retryBackoff: '10s' },
      'The task header retryBackoff (Retry back-off): expected an ISO 8601 duration like PT30S, got "10s".',
    ],
    [
      { jobTimeout: 'P1M' },
      'The task header jobTimeout (Time limit): expected an ISO 8601 duration like PT30S, got "P1M".',
    ],
    [{ jobTimeout: 'PT0S' }, 'The task header jobTimeout (Time limit): expected a duration above zero, got "PT0S".'],
    [
      { resultExpression: '={a: ' },
      /^The task header resultExpression \(Result expression\) is no FEEL expression: .* of: \{a:$/,
    ],
    [
      { errorExpression: '=if a' },
      /^The task header errorExpression \(Error expression\) is no FEEL expression: .* of: if a$/,
    ],
  ])('%j', (headers, message) => {
    const { failure } = keepHeaders()(JSON.stringify(headers));
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ class: 'configuration' });
    expect(() => headersOf(headers)).toThrow(message);
  });

  test.each(['', 'null', '[]', '{', '"text"', '5'])('headers that are no object: %s', (customHeaders) => {
    const { failure } = keepHeaders()(customHeaders);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({
      class: 'configuration',
      message: 'The task headers of the job are no JSON object.',
    });
  });
});

test('a header that cannot be read hides no other, and all that are wrong are told', () => {
  const headers = {
    resultVariable: 'r',
    resultExpression: '={a: ',
    errorExpression: '=bpmnError("X")',
    retryBackoff: 'soon',
    jobTimeout: 'PT7S',
  };
  expect(keepHeaders()(JSON.stringify(headers))).toMatchObject({
    resultVariable: 'r',
    resultExpression: undefined,
    errorExpression: { text: 'bpmnError("X")' },
    retryBackoffMs: 10_000,
    jobTimeoutMs: 7_000,
    failure: {
      class: 'configuration',
      message: expect.stringMatching(
        /^The task header resultExpression \(Result expression\) is .* The task header retryBackoff \(Retry back-off\): expected .*$/,
      ),
    },
  });
});

const OWN =
  "a process variable other than authentication, awsCredential, configuration, input, which are the task's own and end with it";

test.each(['authentication', 'awsCredential', 'configuration', 'input', ' input '])(
  'a result is not lost in the variable %j of the task itself',
  (name) => {
    expect(() => headersOf({ resultVariable: name })).toThrow(
      `The task header resultVariable (Result variable): expected the name of ${OWN}, got ${JSON.stringify(name.trim())}.`,
    );
  },
);

test.each(['Input', 'inputs', 'input.x', 'result'])('but it may be given as %s', (name) => {
  expect(headersOf({ resultVariable: name })).toMatchObject({ resultVariable: name });
});

test.each([
  'io.camunda.connectors.AWSDynamoDB.v1',
  'io.camunda.connectors.AWSDynamoDB.v1-hybrid',
  ' io.camunda.connectors.AWSDynamoDB',
])('a task of the template %j of another connector is refused, with what to do', (elementTemplateId) => {
  expect(() => headersOf({ elementTemplateId, resultExpression: '={a: response.item}' })).toThrow(
    `The task was made with the element template ${elementTemplateId.trim()} of Camunda's own connector, whose results have another shape. ` +
      'Leave its job type io.camunda:aws-dynamodb:1 as it was, and let the worker serve that (DYNAMODB_WORKER_CAMUNDA_COMPATIBLE=true). ' +
      'Or rewrite the task with `camunda-dynamodb-worker migrate`.',
  );
});

describe('headers are read once for all jobs of a task', () => {
  const textOf = (number: number, length = 30) => `{"resultExpression":"=${number}"}`.padEnd(length);

  test('with the expressions in them', () => {
    const read = keepHeaders();
    expect(read(textOf(1))).toBe(read(textOf(1)));
    expect(read(textOf(2))).not.toBe(read(textOf(1)));
  });

  test('also when they cannot be used', () => {
    const read = keepHeaders();
    for (const headers of ['', '{"jobTimeout":"1"}']) {
      expect(read(headers).failure).toBeInstanceOf(Failure);
      expect(read(headers)).toBe(read(headers));
    }
  });

  test.each([
    ['by a thousand tasks', 1_000, 30],
    ['by tasks with headers of half a million characters', 50, 10_000],
  ])('as long as they are used %s', (_, tasks, length) => {
    const read = keepHeaders();
    const first = read(textOf(0, length));
    for (let task = 1; task < tasks; task++) read(textOf(task, length));
    expect(read(textOf(0, length))).toBe(first);
    const second = read(textOf(1, length));
    for (let task = tasks; task < 2 * tasks - 1; task++) read(textOf(task, length));
    expect(read(textOf(1, length))).toBe(second);
    expect(read(textOf(0, length))).not.toBe(first);
  });

  test('but not where they are very long', () => {
    const read = keepHeaders();
    const short = read(textOf(0));
    expect(read(textOf(1, 50_001))).not.toBe(read(textOf(1, 50_001)));
    expect(read(textOf(0))).toBe(short);
  });
});
