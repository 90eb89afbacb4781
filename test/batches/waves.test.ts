import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TableWrite } from '../../src/batches/table-writes.ts';
import { countOfNextWrites, wavesOf } from '../../src/batches/waves.ts';
import { type KeySchema, UNKNOWN_KEY_SCHEMA } from '../../src/keys/key-schema.ts';

const schema: KeySchema = { keys: [{ name: 'id', type: 'N', role: 'HASH' }], indexes: new Map() };

/** Of two tables, of which only some can be described. */
function schemasOf(known: readonly string[]): ReadonlyMap<string, KeySchema> {
  return new Map(['t', 'u'].map((tableName) => [tableName, known.includes(tableName) ? schema : UNKNOWN_KEY_SCHEMA]));
}

const put = (tableName: string, id: string, at = 0): TableWrite => ({
  tableName,
  request: { PutRequest: { Item: { id: { N: id }, at: { N: `${at}` } } } },
});
const deletion = (tableName: string, id: string): TableWrite => ({
  tableName,
  request: { DeleteRequest: { Key: { id: { N: id } } } },
});

test('the n-th write to a key is in the n-th wave, however its number is written and whether it puts or deletes', async () => {
  const [a, b, c, d, e] = [put('t', '1'), put('t', '2'), deletion('t', '1.0'), put('u', '1'), put('t', '1e0')] as const;
  expect(await wavesOf([a, b, c, d, e], schemasOf(['t', 'u']))).toEqual([[a, b, d], [c], [e]]);
});

test('all writes to a key keep their order, each in a wave of its own', async () => {
  const keys = fc.array(fc.nat(5), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(keys, async (ids) => {
      const writes = ids.map((id, index) => put('t', `${id}`, index));
      const waves = await wavesOf(writes, schemasOf(['t']));
      const idOf = ({ request }: TableWrite) => request.PutRequest?.Item?.id?.N;
      for (const wave of waves) expect(new Set(wave.map(idOf)).size).toBe(wave.length);
      for (const id of new Set(writes.map(idOf))) {
        const ofKey = (write: TableWrite) => idOf(write) === id;
        expect(waves.flat().filter(ofKey)).toEqual(writes.filter(ofKey));
      }
      expect(waves.flat()).toHaveLength(writes.length);
    }),
  );
});

describe('where the keys of a table are not known', () => {
  const twoOfKey = [put('t', '1'), put('t', '1', 1)];

  test('its writes go in their order, a call at a time, and those of other tables by their keys', async () => {
    const unknown = Array.from({ length: 60 }, (_, index) => put('u', '1', index));
    const [first, ...others] = unknown;
    const waves = await wavesOf([first as TableWrite, ...twoOfKey, ...others], schemasOf(['t']));
    expect(waves.slice(0, 2)).toEqual(twoOfKey.map((write) => [write]));
    expect(waves.slice(2).map(({ length }) => length)).toEqual([25, 25, 10]);
    expect(waves.slice(2).flat()).toEqual(unknown);
  });

  test('they are those of its deletes, if it has any', async () => {
    const waves = await wavesOf([...twoOfKey, deletion('t', '2'), deletion('t', '1.0')], schemasOf([]));
    expect(waves).toEqual([[twoOfKey[0], deletion('t', '2')], [twoOfKey[1]], [deletion('t', '1.0')]]);
  });

  test('no call has two writes that are alike in all that could be a key', async () => {
    const item = (Item: NonNullable<TableWrite['request']['PutRequest']>['Item']): TableWrite => ({
      tableName: 'u',
      request: { PutRequest: { Item } },
    });
    const [a, b, c, d, e] = [
      item({ id: { N: '1' }, at: { S: 'x' } }),
      item({ ad: { N: '1' }, at: { S: 'x' } }),
      item({ at: { S: 'x' }, id: { N: '1.0' } }),
      item({ at: { S: 'x' }, id: { N: '1' }, list: { L: [] } }),
      item({ at: { S: 'x' }, id: { N: '1' }, more: { S: 'y' } }),
    ] as const;
    expect(await wavesOf([a, b, c, d, e], schemasOf([]))).toEqual([[a, b], [c], [d, e]]);
  });
});

test('a call takes 25 writes, and fewer when they are large as they are sent', async () => {
  const nulls = (count: number): TableWrite => ({
    tableName: 't',
    request: { PutRequest: { Item: { id: { N: '1' }, nulls: { L: Array(count).fill({ NULL: true }) } } } },
  });
  expect(countOfNextWrites(Array(30).fill(put('t', '1')))).toBe(25);
  expect(countOfNextWrites(Array(7).fill(put('t', '1')))).toBe(7);
  // Each takes 400 KB in the table, and 14 bytes for each null on the way.
  expect(countOfNextWrites(Array(30).fill(nulls(200_000)))).toBe(5);
  expect(countOfNextWrites([nulls(2_000_000), nulls(1)])).toBe(1);
});
