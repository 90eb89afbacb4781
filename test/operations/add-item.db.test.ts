import { beforeAll, describe, expect, test } from 'vitest';
import { databases, makeTable, plainClient } from '../support/databases.ts';
import { resultsOf } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const addItem = { itemOperation: 'addItem', tableName: 't', item: { id: 'a' } };
const ifNew = { conditionExpression: 'attribute_not_exists(#id)', expressionAttributeNames: { '#id': 'id' } };

describe.each(databases)('%s', (name, endpoint) => {
  const result = resultsOf(endpoint);
  let tableName: string;
  beforeAll(async () => {
    tableName = await makeTable(plainClient(endpoint));
  });

  test('gives the item as written, and reads the same', async () => {
    const item = { id: 'a', total: 0, open: false, none: null, list: [1, { a: '' }], price: { $n: '1.10' } };
    const { action, response } = await result({ ...addItem, tableName, item });
    expect(action).toBe('addItem');
    expect(response).toMatchObject({ Item: { ...item, price: 1.1 }, Attributes: null, ItemCollectionMetrics: null });
    const key = { itemOperation: 'getItem', tableName, primaryKeyComponents: { id: 'a' } };
    expect((await result(key)).response.Item).toEqual({ ...item, price: 1.1 });
  });

  test('gives the item that was replaced, when asked', async () => {
    await result({ ...addItem, tableName, item: { id: 'b', version: 1 } });
    const again = { ...addItem, tableName, item: { id: 'b', version: 2 }, returnValues: 'ALL_OLD' };
    expect((await result(again)).response.Attributes).toEqual({ id: 'b', version: 1 });
  });

  test('adds an item that must not exist once only, exactly once or not, and beside a condition', async () => {
    for (const [id, exactlyOnce] of [
      ['new', false],
      ['newer', true],
    ] as const) {
      if (exactlyOnce && name === 'dynalite') continue;
      const once = { ...addItem, tableName, item: { id, n: 1 }, mustNotExist: true, exactlyOnce };
      expect((await result(once)).response.Item).toEqual({ id, n: 1 });
      const again = { ...once, item: { id, n: 2 }, conditionExpression: 'attribute_not_exists(m)' };
      await expect(result(again)).rejects.toMatchObject({ type: 'ConditionalCheckFailedException' });
    }
  });

  test('gives the item that stood in the way when the condition fails', async () => {
    await result({ ...addItem, tableName, item: { id: 'c', version: 1 } });
    const error = await result({ ...addItem, tableName, item: { id: 'c' }, ...ifNew }).catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'ConditionalCheckFailedException',
      retryable: false,
      // dynalite does not know ReturnValuesOnConditionCheckFailure.
      item: name === 'dynalite' ? null : { id: 'c', version: 1 },
    });
  });
});

test('sends what is said, and no more', async () => {
  expect(await sentBy(addItem)).toEqual([{ TableName: 't', Item: { id: { S: 'a' } } }]);
  const all = {
    conditionExpression: '#id <> :zero AND status <> :no',
    expressionAttributeNames: { '#id': 'id' },
    expressionAttributeValues: { ':zero': 0, ':no': false },
    returnValues: 'NONE',
    returnConsumedCapacity: 'INDEXES',
    returnItemCollectionMetrics: 'SIZE',
  };
  expect(await sentBy({ ...addItem, ...all })).toEqual([
    {
      TableName: 't',
      Item: { id: { S: 'a' } },
      ConditionExpression: '#id <> :zero AND #status <> :no',
      ExpressionAttributeNames: { '#id': 'id', '#status': 'status' },
      ExpressionAttributeValues: { ':zero': { N: '0' }, ':no': { BOOL: false } },
      ReturnValues: 'NONE',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ReturnConsumedCapacity: 'INDEXES',
      ReturnItemCollectionMetrics: 'SIZE',
    },
  ]);
});
