import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile, FeelError } from '../../src/feel/index.ts';
import { inLongForm } from '../support/long-form.ts';

/** Places in an expression for another one. */
const places = [
  ...['[X]', '{a: X}', '(X)', 'string(X)', 'string(from: X)', '[1, 2][X]', '[1, 2][item = X]', 'if true then X else 2'],
  ...[
    'true or false and 1 = 1 + 2 * 3 ** -(X)',
    'for i in [1] return X',
    'some i in [1, 2] satisfies X = i',
    'max(1, X)',
  ],
  ...['min(-(1 + X), 2)', '{f: function(a) X, r: f(1)}.r', 'sort([1, 2], function(a, b) X = a)', '1 in (X, 2)', '-(X)'],
  ...[
    'get value({a: X}, "a")',
    'X instance of number',
    '1 between 0 and X',
    'for i in [1], j in [1] return X',
    '1 != X',
  ],
  ...['context put({}, "a", X)', '{c: {g: function(a) a}, r: c.g(X)}.r', 'if X = 1 then 2 else 3', 'get or else(X, 1)'],
];
const parts = fc.array(fc.constantFrom(...places), { minLength: 1, maxLength: 60 });
const nest = (parts: readonly string[], inner: string) =>
  parts.reduce((text, part) => part.replace('X', () => text), inner);

/** What an expression ends with, though it may call itself without end. */
function endOf(text: string): string {
  try {
    return typeof compile(text).evaluate({}, { steps: 1_000_000, depth: 10_000 }).value;
  } catch (error) {
    if (error instanceof FeelError) return 'FeelError';
    return error instanceof Error && error.name === 'FeelSyntaxError' ? 'FeelSyntaxError' : String(error);
  }
}

test('functions that call themselves end before the stack does, whatever is between the calls', () => {
  fc.assert(
    fc.property(parts, (parts) => {
      const text = `{c: {f: function(c) ${nest(parts, 'c.f(c)')}}, r: c.f(c)}.r`;
      expect(endOf(text)).toMatch(/^(object|boolean|number|string|FeelError|FeelSyntaxError)$/);
    }),
    { numRuns: inLongForm(300, 60) },
  );
  for (const place of places) {
    const text = `{c: {f: function(c) ${nest([place], 'c.f(c)')}}, r: c.f(c)}.r`;
    expect(endOf(text), place).toMatch(/^(object|boolean|number|string|FeelError)$/);
  }
});

test('an expression is nested too deep before the stack ends', () => {
  fc.assert(
    fc.property(parts, (parts) => {
      const many = Array.from({ length: 5 }, () => parts).flat();
      expect(endOf(nest(many, '1'))).toMatch(/^(object|boolean|number|string|FeelError|FeelSyntaxError)$/);
    }),
    { numRuns: inLongForm(300, 60) },
  );
});
