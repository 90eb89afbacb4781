import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { functionsOf } from '../../src/camunda-dialect/functions.ts';
import { compile } from '../../src/feel/index.ts';

const evaluate = (text: string, version: '8.10' | '8.6' = '8.10', context = {}) =>
  compile(text, functionsOf[version]).evaluate(context).value;

test.each([
  ['bpmnError("C")', { errorType: 'bpmnError', errorCode: 'C' }],
  ['bpmnError("C", "m")', { errorType: 'bpmnError', errorCode: 'C', errorMessage: 'm' }],
  [
    'bpmnError("C", "m", {a: null})',
    { errorType: 'bpmnError', errorCode: 'C', errorMessage: 'm', variables: { a: null } },
  ],
  ['bpmnError(errorMessage: "m", errorCode: "C")', { errorType: 'bpmnError', errorCode: 'C', errorMessage: 'm' }],
  ['jobError("m")', { errorType: 'jobError', errorMessage: 'm', variables: {}, retries: 0, retryBackoff: 'PT0S' }],
  [
    'jobError("m", {a: 1})',
    { errorType: 'jobError', errorMessage: 'm', variables: { a: 1 }, retries: 0, retryBackoff: 'PT0S' },
  ],
  [
    'jobError("m", {}, 2)',
    { errorType: 'jobError', errorMessage: 'm', variables: {}, retries: 2, retryBackoff: 'PT0S' },
  ],
  [
    'jobError("m", {}, 2, duration("PT10M"))',
    { errorType: 'jobError', errorMessage: 'm', variables: {}, retries: 2, retryBackoff: 'PT10M' },
  ],
  [
    'jobError(errorMessage: "m", variables: {}, retries: 1, retryBackoff: @"PT1S")',
    { errorType: 'jobError', errorMessage: 'm', variables: {}, retries: 1, retryBackoff: 'PT1S' },
  ],
  ['ignoreError()', { errorType: 'ignoreError' }],
  ['ignoreError({a: [1]})', { errorType: 'ignoreError', variables: { a: [1] } }],
  ['ignoreError(variables: {})', { errorType: 'ignoreError', variables: {} }],
])('7.4 %s gives a context', (text, expected) => {
  expect(evaluate(text)).toEqual(expected);
});

describe('7.4 arguments of wrong types', () => {
  test.each([
    ['bpmnError(1)', "Parameter 'errorCode' of function 'bpmnError' must be a String"],
    ['bpmnError(null)', "Parameter 'errorCode' of function 'bpmnError' must be a String"],
    ['bpmnError("C", {})', "Parameter 'errorMessage' of function 'bpmnError' must be a String"],
    ['bpmnError("C", error.missing)', "Parameter 'errorMessage' of function 'bpmnError' must be a String"],
    ['bpmnError("C", "m", "v")', "Parameter 'variables' of function 'bpmnError' must be a Context"],
    ['bpmnError("C", "m", [])', "Parameter 'variables' of function 'bpmnError' must be a Context"],
    ['jobError(1)', "Parameter 'errorMessage' of function 'jobError' must be a String"],
    ['jobError("m", null)', "Parameter 'variables' of function 'jobError' must be a Context"],
    ['jobError("m", {}, "1")', "Parameter 'retries' of function 'jobError' must be a Number"],
    ['jobError("m", {}, 1, "PT1S")', "Parameter 'retryBackoff' of function 'jobError' must be a day-time duration"],
    ['jobError("m", {}, 1, @"P1Y")', "Parameter 'retryBackoff' of function 'jobError' must be a day-time duration"],
    ['ignoreError("v")', "Parameter 'variables' of function 'ignoreError' must be a Context"],
    ['backoff("1")', "Parameter 'attempt' of function 'backoff' must be a Number"],
    ['backoff(1, 2)', "Parameter 'minDelay' of function 'backoff' must be a day-time duration"],
  ])('7.4 %s fails the whole expression', (text, message) => {
    expect(() => evaluate(`{a: ${text}}`)).toThrow(message);
  });

  test('7.4 what is not called is not checked', () => {
    expect(evaluate('if false then bpmnError(1) else null')).toBeNull();
  });
});

test.each(['bpmnError()', 'jobError()', 'jobError("m", {}, 1, @"PT1S", 5)', 'bpmnError(code: "C")', 'none("x")'])(
  '7.3 %s is a function that nobody has, and gives null',
  (text) => {
    expect(evaluate(text)).toBeNull();
  },
);

describe('7.4 backoff', () => {
  /** A chance that changes nothing. */
  const still = () => vi.spyOn(Math, 'random').mockReturnValue(0.5);

  test.each([
    ['backoff(1)', 'PT0.05S'],
    ['backoff(2)', 'PT0.08S'],
    ['backoff(3)', 'PT0.128S'],
    ['backoff(100)', 'PT5S'],
    ['backoff(3, @"PT1S")', 'PT2.56S'],
    ['backoff(3, @"PT1S", 2)', 'PT4S'],
    ['backoff(4, @"PT1S", 2)', 'PT5S'],
    ['backoff(4, @"PT1S", 2, @"PT1M")', 'PT8S'],
    ['backoff(3, @"PT1S", 0.5)', 'PT1S'],
    ['backoff(2.9, @"PT1S", 2)', 'PT2S'],
    ['backoff(1, @"PT5S")', 'PT5S'],
    ['backoff(attempt: 2, minDelay: @"PT2S", factor: 2, maxDelay: @"PT3S", jitterFactor: 0)', 'PT3S'],
  ])('7.4 %s is %s, without the chance', (text, expected) => {
    still();
    expect(evaluate(text)).toBe(expected);
  });

  test('7.4 the chance moves it by a part of itself at most, up or down', () => {
    const ends = [0, 1 - 2 ** -53].map((chance) => {
      vi.spyOn(Math, 'random').mockReturnValue(chance);
      return evaluate('backoff(1, @"PT10S", 1, @"PT10S", 0.2)');
    });
    expect(ends).toEqual(['PT8S', 'PT12S']);
  });

  test('7.4 it is never below zero, whatever the chance', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    expect(evaluate('backoff(1, @"PT1S", 1, @"PT1S", 5)')).toBe('PT0S');
  });

  test.each([
    ['backoff(0)', "backoff(): 'attempt' must be >= 1, but was 0"],
    ['backoff(0.9)', "backoff(): 'attempt' must be >= 1, but was 0"],
    ['backoff(-3)', "backoff(): 'attempt' must be >= 1, but was -3"],
    ['backoff(1, @"PT1S", 0)', "backoff(): 'factor' must be > 0, but was 0"],
    ['backoff(1, @"PT6S")', "backoff(): 'minDelay' must be <= 'maxDelay', but 6000ms > 5000ms"],
    ['backoff(1, @"PT1S", 1, @"PT1S", -0.1)', "backoff(): 'jitterFactor' must be >= 0, but was -0.1"],
  ])('7.4 %s fails', (text, message) => {
    expect(() => evaluate(text)).toThrow(message);
  });

  test('7.4 no delay stays none, however large the factor is', () => {
    expect(evaluate('backoff(24, @"PT0S", 25256835601057, @"PT0S", 0)')).toBe('PT0S');
  });

  test('7.4 whatever its arguments, it gives a duration within its limits or fails', () => {
    const whole = fc.integer({ min: -3, max: 2 ** 31 });
    fc.assert(
      fc.property(
        whole,
        fc.nat(10_000),
        fc.double({ noNaN: true, min: -1, max: 1e300 }),
        fc.nat(10_000),
        (...given) => {
          const [attempt, min, factor, max] = given;
          const text = `backoff(${attempt}, duration("PT${min}S"), f, duration("PT${max}S"), 0)`;
          if (attempt < 1 || factor <= 0 || min > max)
            expect(() => evaluate(text, '8.10', { f: factor })).toThrow('backoff()');
          else {
            const seconds = evaluate(`${text} / @"PT1S"`, '8.10', { f: factor }) as number;
            expect(seconds).toBeGreaterThanOrEqual(min);
            expect(seconds).toBeLessThanOrEqual(max);
          }
        },
      ),
    );
  });
});

test('7.4 createDocument fails: its content would go to a store that the worker does not reach', () => {
  expect(() => evaluate('{d: createDocument("YQ==")}')).toThrow('createDocument() is not available');
});

test.each(['backoff(1)', 'createDocument("YQ==")', 'bpmnError("C")'])('7.4 8.6 had no %s: it gives null', (text) => {
  expect(evaluate(text, '8.6')).toBeNull();
});

test('7.4 8.6 had the other functions', () => {
  expect(evaluate('[bpmnError("C", "m"), jobError("m"), ignoreError()].errorType', '8.6')).toEqual([
    'bpmnError',
    'jobError',
    'ignoreError',
  ]);
});
