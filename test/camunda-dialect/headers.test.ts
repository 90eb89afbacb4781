import { describe, expect, test } from 'vitest';
import type { DialectVersion } from '../../src/camunda-dialect/exceptions.ts';
import { keepDialectHeaders } from '../../src/camunda-dialect/headers.ts';
import { FeelSyntaxError } from '../../src/feel/index.ts';

const read = (headers: unknown, version: DialectVersion = '8.10') =>
  keepDialectHeaders(version)(typeof headers === 'string' ? headers : JSON.stringify(headers));

test('7.2 without headers nothing is said', () => {
  expect(read({ elementTemplateId: 'x', other: 'y' })).toEqual({
    resultVariable: undefined,
    resultExpression: undefined,
    errorExpression: undefined,
    retryBackoffMs: undefined,
    jobTimeoutMs: undefined,
  });
});

test.each(['', ' ', '\n\t'])('7.2 the blank text %j turns a variable, expressions and a job timeout off', (blank) => {
  const headers = { resultVariable: blank, resultExpression: blank, errorExpression: blank, jobTimeout: blank };
  expect(read(headers)).toEqual(read({}));
});

test('7.2 the name of the result variable is taken as it is', () => {
  expect(read({ resultVariable: ' my result ' }).resultVariable).toBe(' my result ');
});

test.each([
  ['={a: 1}', '{a: 1}'],
  ['{a: 1}', '{a: 1}'],
  [' \n = {a: 1} \n', '{a: 1}'],
  ['==1', '=1'],
])('7.2 the expression %j loses one equals sign, and blanks at its ends', (given, text) => {
  expect(read({ resultExpression: given }).resultExpression?.text).toBe(text);
  expect(read({ errorExpression: given }).errorExpression?.text).toBe(text);
});

test.each(['=', '={a:', '=if true', '="open'])(
  '7.3 the expression %j is no FEEL, which is told when the job would be done',
  (resultExpression) => {
    expect(read({ resultExpression }).resultExpression?.code).toBeInstanceOf(FeelSyntaxError);
  },
);

test('7.3 an expression that is nested too deep is kept as one that fails', () => {
  const code = read({ errorExpression: `=${'('.repeat(5_000)}1${')'.repeat(5_000)}` }).errorExpression?.code;
  expect(code).toBeInstanceOf(Error);
});

describe('7.2 retryBackoff', () => {
  test.each([
    ['PT30S', 30_000],
    ['P1D', 86_400_000],
    ['PT0S', 0],
    ['PT-5S', 0],
    ['-P1D', 0],
  ])('7.2 the back-off %s is %d ms', (retryBackoff, milliseconds) => {
    expect(read({ retryBackoff }).retryBackoffMs).toBe(milliseconds);
  });

  test.each(['', ' ', 'P1W', 'P1M', 'P1D1S', '30', 'thirty', 'PT30S ', 'PT9223372036854775808S'])(
    '7.2 the back-off %j is wrong: it leaves no retries, and no back-off',
    (retryBackoff) => {
      expect(read({ retryBackoff }).retryBackoffMs).toMatchObject({
        type: 'io.camunda.connector.runtime.core.error.InvalidBackOffDurationException',
        message: `The task header retryBackoff: expected an ISO 8601 duration like PT30S, got ${JSON.stringify(retryBackoff)}`,
        isInput: true,
        hasBackoff: false,
      });
    },
  );
});

describe('7.7 jobTimeout', () => {
  test.each([
    ['PT10M', 600_000],
    ['PT0.001S', 1],
  ])('7.7 the job timeout %s is %d ms', (jobTimeout, milliseconds) => {
    expect(read({ jobTimeout }).jobTimeoutMs).toBe(milliseconds);
  });

  test.each(['PT0S', 'PT-1S', 'PT0.0009S', 'P1W', 'soon', ' PT1S', 'P106751991167D', 'PT9223372036854775808S'])(
    '7.7 the job timeout %j is wrong: it leaves no retries, and no back-off',
    (jobTimeout) => {
      expect(read({ jobTimeout }).jobTimeoutMs).toMatchObject({
        type: 'io.camunda.connector.runtime.core.error.InvalidJobTimeoutException',
        isInput: true,
        hasBackoff: false,
      });
    },
  );

  test('7.7 the connector of 8.6 does not look at the header', () => {
    expect(read({ jobTimeout: 'soon' }, '8.6').jobTimeoutMs).toBeUndefined();
  });
});

test('7.2 headers are not subject to the replacement of secrets', () => {
  const headers = read({ resultVariable: 'secrets.A', resultExpression: '={a: "{{secrets.A}}"}' });
  expect(headers).toMatchObject({ resultVariable: 'secrets.A', resultExpression: { text: '{a: "{{secrets.A}}"}' } });
});

test.each(['', '[]', 'null', '"text"', '7', '{', `${'['.repeat(5_000)}`, '{"a":1}}'])(
  '7.2 headers that are no JSON object, like %j, fail the job',
  (customHeaders) => {
    expect(read(customHeaders).retryBackoffMs).toMatchObject({
      message: 'The task headers of the job are no JSON object.',
      isInput: true,
    });
  },
);

test.each([null, 7, true, [], {}])('7.2 a header that is no text but %j counts as absent', (value) => {
  const names = ['resultVariable', 'resultExpression', 'errorExpression', 'retryBackoff', 'jobTimeout'];
  expect(read(Object.fromEntries(names.map((name) => [name, value])))).toEqual(read({}));
});

test('7.2 members that every object has are no headers', () => {
  expect(read('{"__proto__":{"resultVariable":"a"}}').resultVariable).toBeUndefined();
});
