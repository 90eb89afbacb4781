import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { operationsById } from '../../src/operations/index.ts';
import { databases, makeTable, plainClient } from '../support/databases.ts';
import { resultsOf } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const updateItem = { itemOperation: 'updateItem', tableName: 't', primaryKeyComponents: { id: 'a' } };

describe.each(databases)('%s', (name, endpoint) => {
  const result = resultsOf(endpoint);
  let update: (fields: object) => Promise<unknown>;
  let tableName: string;
  beforeAll(async () => {
    tableName = await makeTable(plainClient(endpoint));
    update = async (fields) => (await result({ ...updateItem, tableName, ...fields })).response.Attributes;
  });
  beforeEach(() => result({ itemOperation: 'addItem', tableName, item: { id: 'a', stock: 1, 'a.b': 'dotted' } }));

  test('puts attributes by their names, reserved words and dots among them, and gives the whole item', async () => {
    const keyAttributes = { status: 'paid', 'a.b': 2, '#x': [false], ':y': null };
    expect(await update({ keyAttributes })).toEqual({ id: 'a', stock: 1, ...keyAttributes });
  });

  test.each(['delete', 'DELETE'])('removes attributes by their names (%s)', async (attributeAction) => {
    expect(await update({ attributeAction, keyAttributes: { 'a.b': null, stock: 0 } })).toEqual({ id: 'a' });
  });

  test('follows an expression', async () => {
    const expression = {
      updateExpression: 'SET #stock = #stock + :more REMOVE #dotted',
      expressionAttributeNames: { '#stock': 'stock', '#dotted': 'a.b' },
      expressionAttributeValues: { ':more': 41 },
    };
    expect(await update(expression)).toEqual({ id: 'a', stock: 42 });
  });

  test('adds the item when there is none', async () => {
    expect(await update({ primaryKeyComponents: { id: 'new' }, keyAttributes: { n: 0 } })).toEqual({ id: 'new', n: 0 });
  });

  test.each([
    ['UPDATED_NEW', { stock: 2 }],
    ['ALL_OLD', { id: 'a', stock: 1, 'a.b': 'dotted' }],
    ['UPDATED_OLD', { stock: 1 }],
    ['NONE', null],
  ])('gives back what is asked for: %s', async (returnValues, attributes) => {
    expect(await update({ returnValues, keyAttributes: { stock: 2 } })).toEqual(attributes);
  });

  test('adds none when there must be one', async () => {
    const absent = { primaryKeyComponents: { id: 'none' }, keyAttributes: { n: 0 }, mustExist: true };
    const error = await update(absent).catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'ConditionalCheckFailedException',
      item: null,
    });
    const { response } = await result({ itemOperation: 'getItem', tableName, primaryKeyComponents: { id: 'none' } });
    expect(response.Item).toBeNull();
    expect(await update({ keyAttributes: { n: 0 }, mustExist: 'true' })).toMatchObject({ stock: 1, n: 0 });
  });

  test.each(['stock = :one OR stock = :two', '(stock = :one OR stock = :two)', ' (stock = :one) OR (stock = :two) '])(
    'holds the item that must be there against a condition: %s',
    async (conditionExpression) => {
      const condition = { conditionExpression, expressionAttributeValues: { ':one': 1, ':two': 2 }, mustExist: true };
      expect(await update({ keyAttributes: { stock: 2 }, ...condition })).toMatchObject({ stock: 2 });
      const refused = { type: 'ConditionalCheckFailedException' };
      await expect(
        update({ primaryKeyComponents: { id: 'none' }, keyAttributes: { n: 0 }, ...condition }),
      ).rejects.toMatchObject(refused);
      await update({ keyAttributes: { stock: 3 } });
      await expect(update({ keyAttributes: { stock: 2 }, ...condition })).rejects.toMatchObject(refused);
    },
  );

  test('changes nothing when the condition fails, and gives the item', async () => {
    const condition = { conditionExpression: 'stock = :zero', expressionAttributeValues: { ':zero': 0 } };
    const error = await update({ keyAttributes: { stock: 2 }, ...condition }).catch((thrown) => thrown);
    const item = { id: 'a', stock: 1, 'a.b': 'dotted' };
    expect(error).toMatchObject({
      type: 'ConditionalCheckFailedException',
      item: name === 'dynalite' ? null : item,
    });
    const { response } = await result({ ...updateItem, itemOperation: 'getItem', tableName });
    expect(response.Item).toEqual(item);
  });
});

test.each([
  [{}, 'keyAttributes'],
  [{ keyAttributes: { a: 1 }, updateExpression: 'REMOVE b' }, 'updateExpression'],
  [{ updateExpression: 'REMOVE b', attributeAction: 'delete' }, 'attributeAction'],
])('what does not go together is refused: %j', (fields, name) => {
  const faults = operationsById.get('updateItem')?.prepare({ ...updateItem, ...fields });
  expect(faults).toEqual([expect.objectContaining({ path: ['input', name] })]);
});

test('sends what is said, and no more', async () => {
  const key = { TableName: 't', Key: { id: { S: 'a' } } };
  expect(await sentBy({ ...updateItem, updateExpression: 'REMOVE b' })).toEqual([
    { ...key, UpdateExpression: 'REMOVE b', ReturnValues: 'ALL_NEW' },
  ]);
  expect(await sentBy({ ...updateItem, keyAttributes: {} })).toEqual([{ ...key, ReturnValues: 'ALL_NEW' }]);
  const all = {
    keyAttributes: { a: 0 },
    attributeAction: 'put',
    conditionExpression: '#b = :c',
    expressionAttributeNames: { '#b': 'b' },
    expressionAttributeValues: { ':c': false },
    returnValues: 'NONE',
    returnConsumedCapacity: 'TOTAL',
    returnItemCollectionMetrics: 'NONE',
  };
  expect(await sentBy({ ...updateItem, ...all })).toEqual([
    {
      ...key,
      UpdateExpression: 'SET a = :a',
      ConditionExpression: '#b = :c',
      ExpressionAttributeNames: { '#b': 'b' },
      ExpressionAttributeValues: { ':a': { N: '0' }, ':c': { BOOL: false } },
      ReturnValues: 'NONE',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ReturnConsumedCapacity: 'TOTAL',
      ReturnItemCollectionMetrics: 'NONE',
    },
  ]);
  const existing = { updateExpression: 'REMOVE #b', mustExist: true, expressionAttributeNames: { '#b': 'b' } };
  const conditional = {
    UpdateExpression: 'REMOVE #b',
    ExpressionAttributeNames: { '#b': 'b' },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
  expect(await sentBy({ ...updateItem, ...existing })).toEqual([
    { ...key, ...conditional, ConditionExpression: 'attribute_exists(id)' },
  ]);
  const small = { conditionExpression: 'size(#b) < :n', expressionAttributeValues: { ':n': 1 } };
  expect(await sentBy({ ...updateItem, ...existing, ...small })).toEqual([
    {
      ...key,
      ...conditional,
      ConditionExpression: 'attribute_exists(id) AND size(#b) < :n',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    },
  ]);
  const update = {
    set: { status: 'x', 'a.b': null },
    add: { 'user-name': 0 },
    remove: ['c[1]'],
    delete: { d: { $ss: ['e'] } },
  };
  expect(await sentBy({ ...updateItem, update, condition: { status: 'y' } })).toEqual([
    {
      ...key,
      UpdateExpression: 'SET #status = :status, a.b = :b REMOVE c[1] ADD #user_name :user_name DELETE d :d',
      ConditionExpression: '#status = :status_1',
      ExpressionAttributeNames: { '#status': 'status', '#user_name': 'user-name' },
      ExpressionAttributeValues: {
        ':status': { S: 'x' },
        ':b': { NULL: true },
        ':user_name': { N: '0' },
        ':d': { SS: ['e'] },
        ':status_1': { S: 'y' },
      },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  ]);
});
