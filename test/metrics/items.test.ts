import { expect, test } from 'vitest';
import { itemsOf } from '../../src/metrics/items.ts';

const item = { id: { S: '1' } };

test.each([
  ['GetItem', {}, { Item: item }, 1, 0],
  ['GetItem', {}, {}, 0, 0],
  ['Query', {}, { Items: [item, item], Count: 2, ScannedCount: 5 }, 2, 0],
  ['Query', { Select: 'COUNT' }, { Count: 2 }, 0, 0],
  ['Scan', {}, { Items: [item] }, 1, 0],
  ['BatchGetItem', {}, { Responses: { a: [item], b: [item, item] } }, 3, 0],
  ['TransactGetItems', {}, { Responses: [{ Item: item }, {}] }, 1, 0],
  ['PutItem', {}, {}, 0, 1],
  ['UpdateItem', {}, {}, 0, 1],
  ['DeleteItem', {}, {}, 0, 1],
  ['BatchWriteItem', { RequestItems: { a: [{}, {}], b: [{}] } }, { UnprocessedItems: { a: [{}] } }, 0, 2],
  ['TransactWriteItems', { TransactItems: [{ Put: {} }, { ConditionCheck: {} }, { Delete: {} }] }, {}, 0, 2],
  ['ExecuteStatement', { Statement: ' select * from "a"' }, { Items: [item] }, 1, 0],
  ['ExecuteStatement', { Statement: 'delete from "a" where id = \'1\'' }, { Items: [] }, 0, 1],
  ['DescribeTable', { TableName: 'a' }, { Table: {} }, 0, 0],
])('%s of %j, answered by %j, read %i and wrote %i', (command, input, answer, read, written) => {
  expect(itemsOf(command, input, answer)).toEqual({ read, written });
});
