import { beforeAll, describe, expect, test } from 'vitest';
import { databases, makeTable, plainClient } from '../support/databases.ts';
import { resultsOf } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const deleteItem = { itemOperation: 'deleteItem', tableName: 't', primaryKeyComponents: { id: 'a' } };

describe.each(databases)('%s', (name, endpoint) => {
  const result = resultsOf(endpoint);
  let tableName: string;
  beforeAll(async () => {
    tableName = await makeTable(plainClient(endpoint));
  });
  const add = (item: object) => result({ itemOperation: 'addItem', tableName, item });

  test('gives the deleted item, and null when there was none', async () => {
    await add({ id: 'a', total: 0 });
    const first = await result({ ...deleteItem, tableName });
    const second = await result({ ...deleteItem, tableName });
    expect(first.response.Attributes).toEqual({ id: 'a', total: 0 });
    expect(second.response).toMatchObject({ Attributes: null, ItemCollectionMetrics: null });
  });

  test('leaves an item for which the condition does not hold, and gives it', async () => {
    await add({ id: 'a', stock: 5 });
    const condition = { conditionExpression: 'stock < :five', expressionAttributeValues: { ':five': 5 } };
    const error = await result({ ...deleteItem, tableName, ...condition }).catch((thrown) => thrown);
    expect(error).toMatchObject({
      type: 'ConditionalCheckFailedException',
      item: name === 'dynalite' ? null : { id: 'a', stock: 5 },
    });
    expect((await result({ ...deleteItem, tableName })).response.Attributes).toEqual({ id: 'a', stock: 5 });
  });

  test('fails without an item when there must be one', async () => {
    const existing = { ...deleteItem, tableName, primaryKeyComponents: { id: 'b' }, mustExist: true };
    await add({ id: 'b' });
    expect((await result(existing)).response.Attributes).toEqual({ id: 'b' });
    await expect(result(existing)).rejects.toMatchObject({ type: 'ConditionalCheckFailedException', item: null });
    expect((await result({ ...existing, mustExist: false })).response.Attributes).toBeNull();
  });
});

test('sends what is said, and no more', async () => {
  const key = { TableName: 't', Key: { id: { S: 'a' } } };
  expect(await sentBy(deleteItem)).toEqual([{ ...key, ReturnValues: 'ALL_OLD' }]);
  const all = {
    conditionExpression: '#b = :c',
    expressionAttributeNames: { '#b': 'b' },
    expressionAttributeValues: { ':c': '' },
    returnValues: 'NONE',
    returnConsumedCapacity: 'TOTAL',
    returnItemCollectionMetrics: 'SIZE',
  };
  expect(await sentBy({ ...deleteItem, ...all })).toEqual([
    {
      ...key,
      ConditionExpression: '#b = :c',
      ExpressionAttributeNames: { '#b': 'b' },
      ExpressionAttributeValues: { ':c': { S: '' } },
      ReturnValues: 'NONE',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ReturnConsumedCapacity: 'TOTAL',
      ReturnItemCollectionMetrics: 'SIZE',
    },
  ]);
  const existing = { mustExist: true, conditionExpression: '(a = :b)', expressionAttributeValues: { ':b': 1 } };
  expect(await sentBy({ ...deleteItem, ...existing, returnValues: 'NONE' })).toEqual([
    {
      ...key,
      ConditionExpression: 'attribute_exists(id) AND (a = :b)',
      ExpressionAttributeValues: { ':b': { N: '1' } },
      ReturnValues: 'NONE',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  ]);
});
