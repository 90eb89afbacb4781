import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationLiteral, timeLiteral } from '../../../src/feel/temporal/index.ts';
import { Decimal, FeelContext, FeelFunction, type Value } from '../../../src/feel/values.ts';
import { inLongForm } from '../../support/long-form.ts';
import { invoke, testCall } from './call.ts';

const scalars: Value[] = [
  null,
  true,
  false,
  0,
  1,
  new Decimal(10, 1),
  new Decimal(15, 1),
  '',
  '1',
  'null;',
  timeLiteral('10:00:00Z'),
  timeLiteral('10:00:00@UTC'),
  timeLiteral('10:00:00'),
  durationLiteral('PT24H'),
  durationLiteral('P1D'),
  durationLiteral('PT1.5S'),
  durationLiteral('PT1S'),
];
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...scalars),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b'), tie('value'), { maxKeys: 2 }),
    fc
      .dictionary(fc.constantFrom('a', 'b'), tie('value'), { maxKeys: 2 })
      .map((entries) => new FeelContext(new Map(Object.entries(entries).reverse()))),
  ),
}));

test('of two values, distinct values keeps both if and only if they are not equal', () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      const kept = invoke('distinct values', [[a, b]]) as Value[];
      expect(kept.length).toBe(testCall.equal(a, b) === true ? 1 : 2);
      expect(kept[0]).toBe(a);
    }),
    { numRuns: inLongForm(1_000, 400) },
  );
});

test('a function equals nothing, not even itself', () => {
  const fn = new FeelFunction([], () => null);
  expect(invoke('distinct values', [[fn, fn]])).toHaveLength(2);
  expect(invoke('duplicate values', [[fn, fn]])).toEqual([]);
});
