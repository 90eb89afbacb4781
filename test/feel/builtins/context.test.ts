import { describe, expect, test } from 'vitest';
import { FeelContext, type Value } from '../../../src/feel/values.ts';
import { invoke, plain } from './call.ts';

describe('contexts', () => {
  test.each<[string, Value[], unknown]>([
    ['context put', [{ a: { b: 1 } }, ['a', 'c'], 2], { a: { b: 1, c: 2 } }],
    ['context put', [{ a: 1 }, ['a', 'c'], 2], { a: { c: 2 } }],
    ['context put', [{}, '__proto__', 1], JSON.parse('{"__proto__":1}')],
    ['context put', [{ a: 1 }, [], 2], null],
    ['context merge', [{ a: { b: 1 } }, { a: { c: 2 } }], { a: { c: 2 } }],
    ['context merge', [[{ a: 1 }, 2]], null],
    ['get entries', [{ z: null }], [{ key: 'z', value: null }]],
    ['get value', [{ a: { b: 2 } }, ['a', 'b']], 2],
    ['get value', [{ a: 1 }, 'constructor'], null],
    ['get value', [{ a: 1 }, ['a', 'b']], null],
    [
      'context',
      [
        [
          { key: 'a', value: null },
          { key: 'a', value: 2 },
        ],
      ],
      { a: 2 },
    ],
    ['context', [[{ key: 'a' }]], null],
  ])('%s of %j is %j', (name, args, expected) => {
    expect(plain(name, ...args)).toEqual(expected);
  });

  test('a context that is put into stays as it was', () => {
    const context = new FeelContext(new Map([['a', 1]]));
    invoke('context put', [context, 'b', 2]);
    expect([...context.entries]).toEqual([['a', 1]]);
  });
});
