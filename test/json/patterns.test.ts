import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesPattern } from '../../src/json/patterns.ts';

test.each<[string, string[], string[]]>([
  ['orders', ['orders'], ['orders-2', 'order', 'Orders']],
  ['orders*', ['orders', 'orders-2'], ['my-orders', 'order']],
  ['*-eu', ['a-eu', '-eu'], ['a-eu-1']],
  ['a*b*c', ['abc', 'a-b-b-c'], ['acb', 'ab', 'ac']],
  ['*', ['a', ''], []],
  ['**', ['a', ''], []],
  ['aa*aa', ['aaaa', 'aa-aa'], ['aaa', 'aa']],
  ['a.c*', ['a.c'], ['abc']],
])('%s', (pattern, names, others) => {
  for (const name of names) expect([name, matchesPattern(pattern, name)]).toEqual([name, true]);
  for (const name of others) expect([name, matchesPattern(pattern, name)]).toEqual([name, false]);
});

test('a star is any part of a name, as in a regular expression', () => {
  const letters = (...units: string[]) => fc.string({ unit: fc.constantFrom(...units), maxLength: 8 });
  fc.assert(
    fc.property(letters('a', 'b', '*'), letters('a', 'b'), (pattern, name) => {
      expect(matchesPattern(pattern, name)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name));
    }),
  );
});

test('many stars take no longer than the name is long', () => {
  expect(matchesPattern(`${'a*'.repeat(5_000)}b`, 'a'.repeat(10_000))).toBe(false);
});
