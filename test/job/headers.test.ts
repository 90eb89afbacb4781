import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { keepMappings } from '../../src/job/headers.ts';
import { mappingOf } from '../support/jobs.ts';

test('without headers there is no mapping, and ten seconds between tries', () => {
  expect(mappingOf({})).toEqual({
    resultVariable: undefined,
    resultExpression: undefined,
    errorExpression: undefined,
    retryBackoffMs: 10_000,
    jobTimeoutMs: undefined,
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
  expect(mappingOf(blank)).toEqual(mappingOf({}));
});

test('headers are read without the blanks and the = around them', () => {
  const headers = {
    resultVariable: ' r ',
    resultExpression: '= {a: 1}',
    errorExpression: 'null',
    retryBackoff: 'PT0S',
    jobTimeout: 'P1D',
  };
  expect(mappingOf(headers)).toMatchObject({
    resultVariable: 'r',
    resultExpression: { header: 'resultExpression', text: '{a: 1}' },
    errorExpression: { header: 'errorExpression', text: 'null' },
    retryBackoffMs: 0,
    jobTimeoutMs: 86_400_000,
  });
});

test('headers of other tools are no concern', () => {
  expect(mappingOf({ elementTemplateId: 'x', constructor: 'y' })).toEqual(mappingOf({}));
});

describe('a header that cannot be used is a matter of configuration, and is quoted', () => {
  test.each([
    [{ retryBackoff: '10s' }, 'The task header retryBackoff: expected an ISO 8601 duration like PT30S, got "10s".'],
    [{ jobTimeout: 'P1M' }, 'The task header jobTimeout: expected an ISO 8601 duration like PT30S, got "P1M".'],
    [{ jobTimeout: 'PT0S' }, 'The task header jobTimeout: expected a duration above zero.'],
    [{ resultExpression: '={a: ' }, /^The task header resultExpression is no FEEL expression: .* of: \{a:$/],
    [{ errorExpression: '=if a' }, /^The task header errorExpression is no FEEL expression: .* of: if a$/],
  ])('%j', (headers, message) => {
    const failure = keepMappings()(JSON.stringify(headers));
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ class: 'configuration', message: expect.stringMatching(message) });
  });

  test.each(['', 'null', '[]', '{', '"text"', '5'])('headers that are no object: %s', (customHeaders) => {
    const failure = keepMappings()(customHeaders);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({
      class: 'configuration',
      message: 'The task headers of the job are no JSON object.',
    });
  });
});

describe('headers are read once for all jobs of a task', () => {
  const headersOf = (number: number, length = 30) => `{"resultExpression":"=${number}"}`.padEnd(length);

  test('with the expressions in them', () => {
    const mappingOf = keepMappings();
    expect(mappingOf(headersOf(1))).toBe(mappingOf(headersOf(1)));
    expect(mappingOf(headersOf(2))).not.toBe(mappingOf(headersOf(1)));
  });

  test('also when they cannot be used', () => {
    const mappingOf = keepMappings();
    const failureOf = (customHeaders: string) => {
      try {
        return mappingOf(customHeaders);
      } catch (error) {
        return error;
      }
    };
    for (const headers of ['', '{"jobTimeout":"1"}']) expect(failureOf(headers)).toBe(failureOf(headers));
  });

  test.each([
    ['by a thousand tasks', 1_000, 30],
    ['by tasks with headers of half a million characters', 50, 10_000],
  ])('as long as they are used %s', (_, tasks, length) => {
    const mappingOf = keepMappings();
    const first = mappingOf(headersOf(0, length));
    for (let task = 1; task < tasks; task++) mappingOf(headersOf(task, length));
    expect(mappingOf(headersOf(0, length))).toBe(first);
    const second = mappingOf(headersOf(1, length));
    for (let task = tasks; task < 2 * tasks - 1; task++) mappingOf(headersOf(task, length));
    expect(mappingOf(headersOf(1, length))).toBe(second);
    expect(mappingOf(headersOf(0, length))).not.toBe(first);
  });

  test('but not where they are very long', () => {
    const mappingOf = keepMappings();
    const short = mappingOf(headersOf(0));
    expect(mappingOf(headersOf(1, 50_001))).not.toBe(mappingOf(headersOf(1, 50_001)));
    expect(mappingOf(headersOf(0))).toBe(short);
  });
});
