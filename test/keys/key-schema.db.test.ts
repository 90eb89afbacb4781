import { describe, expect, test } from 'vitest';
import { keySchemaOf } from '../../src/keys/key-schema.ts';
import { makeOrders } from '../preflight/orders.ts';
import { databases, plainClient } from '../support/databases.ts';

const key = (name: string, type: string, role: string) => ({ name, type, role });

describe.each(databases)('%s', (_, endpoint) => {
  test('the schema of a table has the keys of the table and of its indexes, by name', async () => {
    const { keys, indexes } = keySchemaOf(await makeOrders(plainClient(endpoint)));
    expect(keys).toEqual([key('id', 'S', 'HASH'), key('day', 'S', 'RANGE')]);
    expect([...indexes]).toEqual([
      ['by-day', [key('day', 'S', 'HASH'), key('id', 'S', 'RANGE')]],
      ['by-mark', [key('id', 'S', 'HASH'), key('mark', 'B', 'RANGE')]],
      ['by-status', [key('status', 'S', 'HASH'), key('at', 'N', 'RANGE')]],
    ]);
  });
});

test('the attributes of an index key keep their order, those of the partition first', () => {
  const { keys, indexes } = keySchemaOf({
    AttributeDefinitions: ['a', 'b', 'c', 'd'].map((AttributeName) => ({ AttributeName, AttributeType: 'N' })),
    KeySchema: [
      { AttributeName: 'b', KeyType: 'RANGE' },
      { AttributeName: 'a', KeyType: 'HASH' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-all',
        KeySchema: [
          { AttributeName: 'd', KeyType: 'HASH' },
          { AttributeName: 'c', KeyType: 'HASH' },
          { AttributeName: 'b', KeyType: 'RANGE' },
          { AttributeName: 'a', KeyType: 'RANGE' },
        ],
      },
    ],
  });
  expect(keys.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(indexes.get('by-all')?.map(({ name }) => name)).toEqual(['d', 'c', 'b', 'a']);
});
