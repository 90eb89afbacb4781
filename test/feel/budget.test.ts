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
