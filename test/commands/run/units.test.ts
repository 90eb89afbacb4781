import { describe, expect, test } from 'vitest';
import { toldUnits } from '../../../src/commands/run/units.ts';

const sent = (operation: string, body: object) => ({
  operation,
  method: 'POST',
  url: 'http://127.0.0.1/',
  headers: {},
  body: JSON.stringify(body),
});
const item = (bytes: number) => ({ a: { S: 'x'.repeat(bytes - 1) } });

/** The examples follow AWS's page: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
describe('the least that a request costs:', () => {
  test.each([
    ['GetItem', {}, 'at least 0.5 read units'],
    ['GetItem', { ConsistentRead: true }, 'at least 1 read unit:'],
    [
      'BatchGetItem',
      { RequestItems: { a: { Keys: [1, 2, 3] }, b: { Keys: [1], ConsistentRead: true } } },
      'at least 2.5 read units',
    ],
    ['TransactGetItems', { TransactItems: [{ Get: {} }, { Get: {} }] }, 'at least 4 read units'],
    ['Query', {}, 'up to 128 for each page of up to 1 MB'],
    ['Scan', { ConsistentRead: true, Limit: 5 }, 'up to 256 for each page of up to 1 MB or 5 items'],
    ['ExecuteStatement', { Statement: 'SELECT * FROM "orders"' }, 'up to 128 for each page'],
    ['ExecuteStatement', { Statement: 'DELETE FROM "orders" WHERE id = 1' }, 'at least 1 write unit:'],
    ['PutItem', { Item: item(1_024) }, 'at least 1 write unit:'],
    ['PutItem', { Item: item(1_025) }, 'at least 2 write units'],
    ['PutItem', { Item: { a: { B: Buffer.alloc(3_071).toString('base64') } } }, 'at least 3 write units'],
    ['UpdateItem', {}, 'at least 1 write unit:'],
    ['DeleteItem', {}, 'at least 1 write unit:'],
    [
      'BatchWriteItem',
      { RequestItems: { a: [{ PutRequest: { Item: item(2_000) } }], b: [{ DeleteRequest: {} }] } },
      'at least 3 write units',
    ],
    [
      'TransactWriteItems',
      { TransactItems: [{ Put: { Item: item(2_000) } }, { Delete: {} }] },
      'at least 6 write units',
    ],
  ])('%s %j', (operation, body, told) => {
    expect(toldUnits([sent(operation, body)])[0]).toContain(told);
  });
});

test('requests of a kind are counted together', () => {
  const put = sent('PutItem', { Item: item(2_000) });
  expect(toldUnits([put, put, sent('GetItem', {})])).toEqual([
    expect.stringMatching(/^Units: PutItem, 2 times: at least 4 write units/),
    expect.stringMatching(/^Units: GetItem: at least 0\.5 read units/),
    expect.stringContaining('each index'),
  ]);
});

test('operations on tables cost none', () => {
  expect(toldUnits([sent('CreateTable', {}), sent('DescribeTable', {})])).toEqual([expect.stringContaining('none')]);
});
