import { expect, test } from 'vitest';
import { oneWayFaults } from '../../src/batches/one-way.ts';
import { formatFaults } from '../../src/failure/faults.ts';

const table = { tableName: 't' };
const requestItems = new Map();

test.each([
  [{ ...table, putItems: [] }, ''],
  [{ ...table, deleteKeys: [], putItems: [] }, ''],
  [{ requestItems }, ''],
  [{ consistentRead: false, requestItems }, ''],
  [{}, 'putItems: expected a list, here or as `deleteKeys`, or `requestItems`, got none of them'],
  [table, 'putItems: expected a list, here or as `deleteKeys`, or `requestItems`, got none of them'],
  [{ deleteKeys: [] }, 'tableName: expected the table of the `putItems` or `deleteKeys`, got nothing'],
  [
    { ...table, requestItems },
    'requestItems: expected either `requestItems` or `tableName` with `putItems` or `deleteKeys`, got both',
  ],
  [
    { putItems: [], requestItems },
    'requestItems: expected either `requestItems` or `tableName` with `putItems` or `deleteKeys`, got both',
  ],
  [
    { consistentRead: true, requestItems },
    'consistentRead: expected it within the `requestItems` of each table, got it beside them',
  ],
])('a batch is said in one way: %j', (input, message) => {
  const faults = oneWayFaults<'putItems' | 'deleteKeys' | 'consistentRead'>(
    input,
    ['putItems', 'deleteKeys'],
    ['consistentRead'],
  );
  expect(formatFaults(faults)).toBe(message);
});
