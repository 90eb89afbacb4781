import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FeelRange, type Value } from '../../../src/feel/values.ts';
import { invoke } from './call.ts';

const range = fc
  .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }), fc.boolean(), fc.boolean())
  .map(([a, b, startClosed, endClosed]) => new FeelRange(Math.min(a, b), Math.max(a, b), startClosed, endClosed));
const point = fc.integer({ min: 0, max: 6 });

function holds(name: string, a: Value, b: Value): unknown {
  return invoke(name, [a, b]);
}

test.each([
  ['before', 'after'],
  ['meets', 'met by'],
  ['overlaps before', 'overlaps after'],
  ['finishes', 'finished by'],
  ['during', 'includes'],
  ['starts', 'started by'],
  ['overlaps', 'overlaps'],
  ['coincides', 'coincides'],
])('two ranges: %s, from the other side: %s', (name, converse) => {
  fc.assert(
    fc.property(range, range, (a, b) => {
      expect(holds(name, a, b)).toBe(holds(converse, b, a));
    }),
  );
});

test.each([
  ['before', 'after'],
  ['finishes', 'finished by'],
  ['during', 'includes'],
  ['starts', 'started by'],
])('a point and a range: %s, from the other side: %s', (name, converse) => {
  fc.assert(
    fc.property(point, range, (p, r) => {
      expect(holds(name, p, r)).toBe(holds(converse, r, p));
    }),
  );
});

test('a pair that a function has no meaning for fails', () => {
  const r = new FeelRange(1, 10, true, true);
  expect(() => invoke('during', [r, 5])).toThrow('does not take [1..10] and 5');
  expect(() => invoke('meets', [1, 2])).toThrow('does not take 1 and 2');
});
