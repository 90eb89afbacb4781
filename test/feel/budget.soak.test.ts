import { expect, test } from 'vitest';
import { compile, FeelError, FeelSyntaxError } from '../../src/feel/index.ts';

const run = (text: string, context: Record<string, unknown> = {}): unknown => compile(text).evaluate(context).value;

test('a budget can be smaller, and what it counts is the same each time', () => {
  const expression = compile('for i in 1..1000 return i + 1');
  expect(() => expression.evaluate({}, { steps: 1_000 })).toThrow('more than 1000 steps');
  expect(() => expression.evaluate({}, { listLength: 999 })).toThrow('a list of more than 999 items');
  expect(() => compile('a + a').evaluate({ a: 'xxxxxx' }, { textLength: 10 })).toThrow('more than 10 characters');
  expect(expression.evaluate({}).value).toHaveLength(1_000);
});

test('functions that call themselves through a context end', () => {
  expect(() => run('{c: {f: function(c) c.f(c)}, r: c.f(c)}.r')).toThrow('100 calls within calls');
  expect(() => run('{c: {f: function(c) [c.f(c), c.f(c)]}, r: c.f(c)}.r')).toThrow('100 calls within calls');
});

test('long chains are no deep ones', () => {
  expect(run(`${'1 + '.repeat(20_000)}1`)).toBe(20_001);
  expect(run(`${'true and '.repeat(10_000)}true`)).toBe(true);
  expect(run(`a${'.a'.repeat(40_000)}`)).toBe(null);
});

test('nesting is refused where it could exhaust the stack, and not before', () => {
  const nested = (depth: number) => `${'('.repeat(depth)}1${')'.repeat(depth)}`;
  expect(run(nested(150))).toBe(1);
  expect(() => compile(nested(250))).toThrow(FeelSyntaxError);
});

test('values that contain themselves, or are nested deep, end as errors', () => {
  const self: Record<string, unknown> = {};
  self.self = self;
  let deep: unknown[] = [];
  for (let i = 0; i < 20_000; i++) deep = [deep];
  for (const text of ['self', '{a: self}', 'string(self)', 'to json(self)', 'self = other', 'deep', 'flatten(deep)']) {
    expect(() => run(text, { self, other: { self }, deep }), text).toThrow(FeelError);
  }
});

test('a key __proto__ is a key like any other', () => {
  const value = run('{"__proto__": {x: 1}, y: __proto__.x, z: p.`__proto__`.z}', {
    p: JSON.parse('{"__proto__": {"z": 2}}'),
  });
  expect(JSON.stringify(value)).toBe('{"__proto__":{"x":1},"y":1,"z":2}');
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

/** The fewest steps with which an expression can be evaluated over `items`. */
function stepsOf(text: string, items: readonly number[]): number {
  const expression = compile(text);
  const passes = (steps: number) => {
    try {
      expression.evaluate({ items }, { steps, listLength: 1_000_000, textLength: 100_000_000 });
      return true;
    } catch (error) {
      if (error instanceof FeelError && /more than \d+ steps/.test(error.message)) return false;
      throw error;
    }
  };
  let enough = 2 ** 30;
  for (let step = 2 ** 29; step >= 1; step /= 2) if (passes(enough - step)) enough -= step;
  return enough;
}

test.each([
  'for i in items return i',
  'for i in items return i * 2 + 1',
  'for i in items return {a: i, b: "x"}',
  'for i in items, j in [1, 2] return i + j',
  'some i in items satisfies i < 0',
  'every i in items satisfies i >= 0',
  'items[item > 5]',
  'append(items, 1)',
  'concatenate(items, items)',
  'reverse(items)',
  'string join(for i in items return string(i))',
  'sum(items)',
])('what it costs grows with its list, not with the square of it: %s', (text) => {
  const list = (length: number) => Array.from({ length }, (_, index) => index);
  expect(stepsOf(text, list(4_000)) / stepsOf(text, list(2_000))).toBeLessThan(2.2);
});

test('a loop over 100,000 items is within the budget', () => {
  expect(run('count(for i in 1..100000 return i)')).toBe(100_000);
});
