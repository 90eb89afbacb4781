import { describe, expect, test } from 'vitest';
import { ambiguousTableFaults, answeredTables } from '../../src/batches/answered-tables.ts';
import { formatFaults } from '../../src/failure/faults.ts';

const arnOf = (name: string, account = '111122223333') => `arn:aws:dynamodb:eu-central-1:${account}:table/${name}`;

describe('the tables of an answer', () => {
  const answered = answeredTables(['orders', arnOf('stock'), '__proto__']);

  test('have the names by which they were asked for', () => {
    expect(answered({ stock: 1, orders: 2, [arnOf('stock')]: 3, ['__proto__']: 4 })).toEqual([
      [arnOf('stock'), 1],
      ['orders', 2],
      [arnOf('stock'), 3],
      ['__proto__', 4],
    ]);
    expect(answered(undefined)).toEqual([]);
  });

  test.each(['others', arnOf('orders'), 'table/stock'])('are those that were asked for: not %s', (name) => {
    expect(() => answered({ [name]: 1 })).toThrow(
      expect.objectContaining({
        class: 'connection',
        message: `The answer was no answer of DynamoDB: it has the table ${name}, for which it was not asked`,
      }),
    );
  });
});

test.each([
  [['orders', arnOf('stock')], ''],
  [['orders', arnOf('orders')], `a table of another name than orders, from which an answer could not tell it`],
  [[arnOf('orders'), arnOf('orders', '444455556666')], `a table of another name than ${arnOf('orders')}, from which`],
])('tables that an answer could not tell apart are refused: %j', (tableNames, message) => {
  const faults = ambiguousTableFaults(tableNames);
  expect(formatFaults(faults)).toContain(message);
  expect(faults.map(({ path }) => path)).toEqual(message === '' ? [] : [['requestItems', tableNames[1]]]);
});
