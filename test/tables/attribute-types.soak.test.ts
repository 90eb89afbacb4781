import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { gatherTypes } from '../../src/tables/attribute-types.ts';

/** The types in items, and the lengths of the paths that were told. */
async function typesIn(...items: Record<string, AttributeValue>[]) {
  const spent: number[] = [];
  const types = gatherTypes((length) => spent.push(length));
  for (const item of items) types.add(item);
  return { types: await types.sorted(), spent };
}

test('every type that an attribute has in some item is there once, in alphabetical order', async () => {
  const { types } = await typesIn(
    { id: { S: 'a' }, total: { S: '5' } },
    { id: { S: 'b' }, total: { N: '5' } },
    { id: { S: 'c' }, total: { NULL: true }, a: { BOOL: false } },
  );
  expect(types).toEqual({ a: ['BOOL'], id: ['S'], total: ['N', 'NULL', 'S'] });
  expect(Object.keys(types)).toEqual(['a', 'id', 'total']);
});

test('what is nested has its path', async () => {
  const { types } = await typesIn({
    address: { M: { city: { S: 'x' }, geo: { M: { lat: { N: '1' } } } } },
    tags: { L: [{ S: 'a' }, { N: '1' }, { L: [{ BS: [new Uint8Array([1])] }] }, { M: { name: { SS: ['a'] } } }] },
    none: { L: [] },
    empty: { M: {} },
  });
  expect(types).toEqual({
    address: ['M'],
    'address.city': ['S'],
    'address.geo': ['M'],
    'address.geo.lat': ['N'],
    empty: ['M'],
    none: ['L'],
    tags: ['L'],
    'tags[]': ['L', 'M', 'N', 'S'],
    'tags[][]': ['BS'],
    'tags[].name': ['SS'],
  });
});

test('a name that looks like a path is quoted', async () => {
  const { types } = await typesIn({
    'a.b': { S: '' },
    a: { M: { b: { N: '1' }, 'c[]': { N: '1' }, '"': { N: '1' } } },
  });
  expect(Object.keys(types)).toEqual(['a', 'a["\\""]', 'a.b', 'a["c[]"]', '["a.b"]']);
});

test('a name of JavaScript is a name like any other', async () => {
  const { types } = await typesIn(JSON.parse('{"__proto__": {"S": "a"}, "constructor": {"N": "1"}}'));
  expect(JSON.stringify(types)).toBe('{"__proto__":["S"],"constructor":["N"]}');
});

test('a long list with a long name takes no longer than it is long', async () => {
  const elements = { L: Array.from({ length: 50_000 }, () => ({ M: { a: { NULL: true } } })) };
  const name = 'n'.repeat(60_000);
  const item: Record<string, AttributeValue> = { [name]: elements, [`${name}2`]: { M: { a: elements } } };
  const { types, spent } = await typesIn(...Array.from({ length: 25 }, () => item));
  expect(spent).toEqual([60_000, 60_002, 60_004, 60_001, 60_003, 60_005, 60_007]);
  expect(types).toEqual({
    [name]: ['L'],
    [`${name}[]`]: ['M'],
    [`${name}[].a`]: ['NULL'],
    [`${name}2`]: ['M'],
    [`${name}2.a`]: ['L'],
    [`${name}2.a[]`]: ['M'],
    [`${name}2.a[].a`]: ['NULL'],
  });
});

test('the length of each path is told once, when it is new', async () => {
  const item = { a: { L: [{ S: '' }, { S: '' }] }, bcd: { S: '' } };
  expect((await typesIn(item, item)).spent).toEqual([1, 3, 3]);
});
