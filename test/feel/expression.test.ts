import { expect, test } from 'vitest';
import { compile, FeelError } from '../../src/feel/index.ts';

const evaluate = (text: string, context: Record<string, unknown> = {}): unknown =>
  compile(text).evaluate(context).value;

test('evaluations of one expression do not see each other', () => {
  const expression = compile('{f: function(x) x + n, r: f(1)}.r');
  expect([1, 2, 3].map((n) => expression.evaluate({ n }).value)).toEqual([2, 3, 4]);
});

test('input that needs no change is given as it is, and is never changed', () => {
  const items = Object.freeze([Object.freeze({ id: 'a', n: 1.5 }), Object.freeze({ id: 'b', big: 2n ** 60n })]);
  const value = evaluate('{all: items, some: items[id = "a"]}', { items }) as { all: unknown; some: unknown[] };
  expect(value.all).toBe(items);
  expect(value.some[0]).toBe(items[0]);
});

test('integers beyond 2^53 stay exact within 64 bits, and become doubles beyond', () => {
  expect(evaluate('n + 1', { n: 9007199254740993n })).toBe(9007199254740994n);
  expect(evaluate('n + 1', { n: 9007199254740991 })).toBe(9007199254740992n);
  expect(evaluate('n', { n: 5n })).toBe(5);
  expect(evaluate('[n]', { n: 2n ** 63n })).toEqual([2 ** 63]);
  expect(evaluate('10 ** 400')).toBe('Infinity');
});

test('members without a value are no entries', () => {
  expect(evaluate('is defined(a.b)', { a: { b: undefined } })).toBe(false);
  expect(evaluate('a', { a: { b: undefined, c: 1n } })).toEqual({ c: 1 });
});

test('an error says what had become null before', () => {
  let error: unknown;
  try {
    evaluate('assert(missing, missing > 1, "too small")');
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(FeelError);
  expect(error).toMatchObject({ message: 'Assertion failed: too small' });
  expect((error as FeelError).warnings.map(({ type }) => type)).toContain('NO_VARIABLE_FOUND');
});

test.each([
  ['bpmnError("C", "m", {a: 1})', { errorType: 'bpmnError', errorCode: 'C', errorMessage: 'm', variables: { a: 1 } }],
  ['bpmnError("C")', { errorType: 'bpmnError', errorCode: 'C' }],
  ['bpmnError(errorCode: "C", errorMessage: "m")', { errorType: 'bpmnError', errorCode: 'C', errorMessage: 'm' }],
  [
    'jobError("m", {}, 2, @"PT26H")',
    { errorType: 'jobError', errorMessage: 'm', variables: {}, retries: 2, retryBackoff: 'PT26H' },
  ],
  ['jobError("m", null, 0)', { errorType: 'jobError', errorMessage: 'm', retries: 0 }],
  ['ignoreError({a: 1})', { errorType: 'ignoreError', variables: { a: 1 } }],
  ['ignoreError()', { errorType: 'ignoreError' }],
])('%s decides how a job ends', (text, decision) => {
  expect(evaluate(text)).toEqual(decision);
});

test.each([
  ...['1 < spy', 'spy + 1', '-spy', 'spy and true', 'if spy then 1 else 2', 'upper case(spy)', 'string join([spy])'],
  ...[
    'spy.none',
    '[spy].none',
    'sum([spy])',
    'max([spy])',
    '1 in [spy..2]',
    'for i in spy return i',
    '[1][upper case(spy)]',
  ],
  ...['sort([1, 2], function(a, b) spy)', '[matches(spy, "a")]', '{b: matches(spy, "a")}', 'not(1 between spy and 2)'],
])('%s warns of a value that is looked at only when the warning is read', (text) => {
  let looks = 0;
  const spy = {
    get a() {
      looks++;
      return 1;
    },
  };
  const { warnings } = compile(text).evaluate({ spy });
  expect(warnings.length).toBeGreaterThan(0);
  expect(looks).toBe(0);
  expect(warnings.map(({ message }) => message).join()).toMatch(/\{a:1\}|none/);
});
