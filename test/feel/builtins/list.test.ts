import { describe, expect, test } from 'vitest';
import { FeelFunction, type Value } from '../../../src/feel/values.ts';
import { invoke, outcome, plain, text } from './call.ts';

describe('lists', () => {
  test.each<[string, Value[], unknown]>([
    ['sublist', [[1, 2, 3], -5, 3], [1]],
    ['sublist', [[1, 2, 3], 1, -1], []],
    ['sublist', [[1, 2, 3], '#1.9'], [1, 2, 3]],
    ['insert before', [[1, 3], -1, 2], [1, 2, 3]],
    ['insert before', [[1, 2], 5, 9], [1, 2, 9]],
    ['insert before', [[1, 2], -5, 9], [9, 1, 2]],
    ['remove', [[1, 2, 3], -1], [1, 2]],
    ['remove', [[1, 2, 3], 9], [1, 2, 3]],
    ['append', [[1], [2, 3]], [1, [2, 3]]],
    ['concatenate', [[1], 2, [[3]]], [1, 2, [3]]],
    ['union', [[1, 2], [2, 3], 3], [1, 2, 3]],
    ['flatten', [[[1, [2, [3]]], 4]], [1, 2, 3, 4]],
    ['partition', [[1, 2, 3], 2], [[1, 2], [3]]],
    ['index of', [[{ a: 1 }, null, { a: 1 }], { a: 1 }], [1, 3]],
    ['duplicate values', [[1, 2, '#1.0', 3, 2]], [1, 2]],
    ['mode', [6, 3, 9, 6, 3], [3, 6]],
    ['mode', [[]], []],
  ])('%s of %j is %j', (name, args, expected) => {
    expect(plain(name, ...args)).toEqual(expected);
  });

  test.each<[string, Value[], unknown]>([
    ['and', [[true, null, false]], false],
    ['all', [[true, 1]], null],
    ['or', [1, true], true],
    ['any', [[false, null]], null],
    ['and', [[]], true],
    ['or', [[]], false],
    ['sum', [[]], null],
    ['max', [[]], null],
    ['list contains', [[{ a: 1 }], { a: 1 }], true],
    ['list contains', [[[1]], [1]], true],
    ['string join', [['a', null, 'b'], ', ', '[', ']'], '[a, b]'],
    ['string join', [['a', 'b'], null], 'ab'],
    ['min', [[1, 'a']], { error: '[1, "a"] is not comparable' }],
    ['sum', [[1, '2']], { error: `expected number but found '"2"'` }],
    ['string join', [[1, 2], ','], { error: "expected a list of strings but found 'Vector(1, 2)'" }],
    ['sublist', [[1], 0], { error: 'start position must be a non-zero number' }],
    ['partition', [[1], '#0.5'], { error: "'size' should be greater than zero but was '0.5'" }],
    ['count', [null], { error: "Illegal arguments: 'null'" }],
  ])('%s of %j is %j', (name, args, expected) => {
    expect(outcome(name, ...args)).toEqual(expected);
  });

  test.each<[string, Value[], string]>([
    ['min', [['#1.0', 1]], '1.0'],
    ['max', [[1, '#1.0']], '1'],
    ['sum', [['#1.50']], '1.50'],
    ['product', [['#1.50', 2]], '3.00'],
    ['mean', [1, 2], '1.5'],
    ['median', [[2, '#1.50']], '1.75'],
    ['stddev', [[1, 2, 3, 4]], '1.2909944487358056'],
    ['min', [['@P1D', '@PT1H']], 'PT1H'],
  ])('%s of %j is %s', (name, args, expected) => {
    expect(text(name, ...args)).toBe(expected);
  });

  test('sorting keeps the order of equal items, and takes a function of two arguments that gives booleans', () => {
    const byA = new FeelFunction(['x', 'y'], (_call, [x, y]) => (x as { a: number }).a < (y as { a: number }).a);
    const items = [
      { a: 2, b: 1 },
      { a: 1, b: 2 },
      { a: 2, b: 3 },
    ];
    expect(plain('sort', items, byA)).toEqual([items[1], items[0], items[2]]);
    const first = new FeelFunction(['x', 'y'], (_call, [x = null]) => x);
    expect(outcome('sort', [3, 1], first)).toEqual({
      error: "fail to sort list by given precedes function: expected boolean but found '1'",
    });
    expect(outcome('sort', [3, 1], new FeelFunction(['x'], () => true))).toEqual({
      error: "expect boolean function with 2 arguments, but found '1'",
    });
  });

  test.each<[string, Value[]]>([
    ['max', [[1], [2]]],
    ['stddev', [[1]]],
  ])('%s of %j fails', (name, args) => {
    expect(() => invoke(name, args)).toThrow();
  });
});
