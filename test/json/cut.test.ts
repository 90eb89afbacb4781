import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutJson } from '../../src/json/cut.ts';
import { inLongForm } from '../support/long-form.ts';

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('what is small stays as it is', () => {
  test.each([
    [{ a: [1, -2.5, true, null, 'ä"\n'], __proto__: undefined, b: {} }],
    ['text'],
    [5],
    [[]],
    [JSON.parse('{"__proto__":{"a":1},"constructor":"x"}')],
  ])('%j', (value) => {
    expect(JSON.stringify(cutJson(value, 1_000))).toBe(JSON.stringify(value));
  });

  test('but for binary values, which become base64, and dates', () => {
    const value = { b: Uint8Array.of(1, 2, 3), at: new Date(0) };
    expect(cutJson(value, 1_000)).toEqual({ b: 'AQID', at: '1970-01-01T00:00:00.000Z' });
  });
});

describe('what is large ends with a mark, once', () => {
  test.each<[unknown, unknown]>([
    ['x'.repeat(500), `${'x'.repeat(34)}…`],
    [
      { first: 'a', items: Array.from({ length: 100 }, () => 1) },
      { first: 'a', items: [1, 1, 1, 1, 1, 1, '…'] },
    ],
    [{ a: { b: 'x'.repeat(100), c: 1 }, d: 1 }, { a: { b: `${'x'.repeat(20)}…` } }],
    [{ ['n'.repeat(100)]: 1 }, { '…': '…' }],
    [{ b: new Uint8Array(1_000_000) }, { b: `${'A'.repeat(27)}…` }],
  ])('%#', (value, cut) => {
    expect(cutJson(value, 100)).toEqual(cut);
  });
});

test('nothing takes more than it may, and what is cut begins as the whole does', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 64, max: 400 }), (value, most) => {
      const cut = cutJson(value, most);
      expect(bytes(cut)).toBeLessThanOrEqual(Math.max(most, 8));
      if (bytes(value) + 64 <= most / 2) expect(cut).toEqual(value);
      if (JSON.stringify(cut) !== JSON.stringify(value))
        expect(JSON.stringify(cut).match(/…/g)?.length ?? 0).toBeGreaterThan(0);
    }),
    { numRuns: inLongForm(3_000, 1_000) },
  );
});
