import { describe, expect, test } from 'vitest';
import type { Value } from '../../../src/feel/values.ts';
import { outcome } from './call.ts';

describe('truth and absence', () => {
  test.each<[string, Value[], unknown]>([
    ['not', [null], null],
    ['not', [true], false],
    ['is defined', [null], false],
    ['get or else', [false, 1], false],
    ['get or else', [null, 1], 1],
    ['assert', [1, true], 1],
    ['assert', [1, null], { error: 'The condition is not fulfilled' }],
    ['assert', [1, false, 'why'], { error: 'why' }],
  ])('%s of %j is %j', (name, args, expected) => {
    expect(outcome(name, ...args)).toEqual(expected);
  });
});
