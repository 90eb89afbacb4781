import { describe, expect, test } from 'vitest';
import type { Value } from '../../../src/feel/values.ts';
import { invoke, outcome, text } from './call.ts';

describe('numbers', () => {
  test.each<[string, Value[], string]>([
    ['decimal', ['#1.125', 2], '1.12'],
    ['decimal', [1, 2], '1.00'],
    ['decimal', ['#2.515', 2, 'half_up'], '2.52'],
    ['round half up', ['#1234.5', -2], '1.2E+3'],
    ['round half down', ['#-5.5', 0], '-5'],
    ['floor', ['#-0.5'], '-1'],
    ['ceiling', ['#-0.5'], '0'],
    ['modulo', ['#-10.1', '#4.5'], '3.4'],
    ['modulo', [10, '#2.50'], '0.00'],
    ['sqrt', [16], '4.0'],
    ['exp', [0], '1.0'],
    ['abs', ['#-1.50'], '1.50'],
    ['abs', ['@-PT0.5S'], 'PT0.5S'],
    ['abs', ['@-P1Y2M'], 'P1Y2M'],
    ['number', ['1.000,5', '.', ','], '1000.5'],
    ['number', ['1,5', null, ','], '1.5'],
    ['number', ['1 000', ' ', null], '1000'],
  ])('%s of %j is %s', (name, args, expected) => {
    expect(text(name, ...args)).toBe(expected);
  });

  test.each<[string, Value[], unknown]>([
    ['sqrt', [-1], null],
    ['odd', ['#3.0'], true],
    ['odd', [-1], true],
    ['even', ['#1.5'], false],
    [
      'decimal',
      ['#1.11', 1, 'unnecessary'],
      { error: "Failed to apply rounding mode 'UNNECESSARY': Rounding necessary" },
    ],
    ['number', ['1,5', ',', ','], expect.objectContaining({ error: expect.stringContaining('illegal arguments') })],
    ['number', [' 1'], { error: "Can't parse ' 1' as a number" }],
    ['number', [5], { error: "Illegal arguments: '5'" }],
  ])('%s of %j is %j', (name, args, expected) => {
    expect(outcome(name, ...args)).toEqual(expected);
  });

  test.each<[string, Value[]]>([
    ['modulo', [12, 0]],
    ['log', [0]],
    ['log', [-1]],
    ['exp', [1000]],
  ])('%s of %j fails', (name, args) => {
    expect(() => invoke(name, args)).toThrow();
  });
});
