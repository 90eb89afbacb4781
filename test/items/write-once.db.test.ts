import { beforeAll, describe, expect, inject, test } from 'vitest';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { makeTable, plainClient } from '../support/databases.ts';
import { errorOf, resultsOf, runInput } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

describe('on dynoxide', () => {
  const endpoint = inject('dynoxide');
  const result = resultsOf(endpoint);
  let tableName: string;
  beforeAll(async () => {
    tableName = await makeTable(plainClient(endpoint));
  });

  const count = (id: string) => ({
    itemOperation: 'updateItem',
    tableName,
    primaryKeyComponents: { id },
    update: { add: { count: 1 } },
    exactlyOnce: true,
  });

  test('a job that is run again has written once, another job writes again', async () => {
    const asJob = (key: string) => resultsOf(endpoint, { key })(count('counter'));
    const counts = [];
    for (const key of ['11', '11', '12', '11']) counts.push((await asJob(key)).response.Attributes.count);
    expect(counts).toEqual([1, 1, 2, 2]);
  });

  test('another change by the same job is written: its process may have given it another input', async () => {
    await resultsOf(endpoint, { key: '21' })(count('changed'));
    const other = { ...count('changed'), update: { add: { count: 10 } } };
    const { response } = await resultsOf(endpoint, { key: '21' })(other);
    expect(response.Attributes).toEqual({ id: 'changed', count: 11 });
  });

  test('a condition that does not hold fails as in a single write, with the item that is there', async () => {
    await result({ itemOperation: 'addItem', tableName, item: { id: 'taken', by: 'me' } });
    const again = { itemOperation: 'addItem', tableName, item: { id: 'taken' }, exactlyOnce: true };
    const outcome = await runInput(endpoint, { ...again, conditionExpression: 'attribute_not_exists(id)' });
    expect(errorOf(outcome)).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'ConditionalCheckFailedException',
      message: expect.stringContaining('ConditionalCheckFailedException: The conditional request failed (request '),
      item: { id: 'taken', by: 'me' },
      reasons: null,
    });
  });

  test('what mustExist and is not there is not written', async () => {
    const outcome = await runInput(endpoint, { ...count('nobody'), mustExist: true });
    expect(errorOf(outcome)).toMatchObject({ type: 'ConditionalCheckFailedException', item: null });
  });

  test.each([
    ['ALL_NEW', { id: 'r', n: 2, deep: { a: 1, b: 1 } }],
    ['UPDATED_NEW', { n: 2, deep: { b: 1 } }],
    ['ALL_OLD', { id: 'r', n: 1, deep: { a: 1 } }],
    ['UPDATED_OLD', { n: 1 }],
    ['NONE', null],
  ])('an update returns what is asked for, read beside it: %s', async (returnValues, attributes) => {
    await result({ itemOperation: 'addItem', tableName, item: { id: 'r', n: 1, deep: { a: 1 } } });
    const update = { set: { n: 2, 'deep.b': 1 } };
    const input = { ...count('r'), update, returnValues };
    const { response } = await resultsOf(endpoint, { key: `returns ${returnValues}` })(input);
    expect(response.Attributes).toEqual(attributes);
  });

  test('the item that was replaced or deleted is given back', async () => {
    const put = { itemOperation: 'addItem', tableName, item: { id: 'old', n: 1 } };
    await result(put);
    const once = { exactlyOnce: true, returnValues: 'ALL_OLD' };
    const replaced = await result({ ...put, item: { id: 'old', n: 2 }, ...once });
    const remove = { itemOperation: 'deleteItem', tableName, primaryKeyComponents: { id: 'old' } };
    const deleted = await result({ ...remove, ...once });
    expect([replaced.response.Attributes.n, deleted.response.Attributes.n]).toEqual([1, 2]);
    expect((await result({ ...remove, itemOperation: 'getItem' })).response.Item).toBeNull();
  });
});

test('the write travels in a transaction with the token of the job, with what is said and no more', async () => {
  const words = {
    tableName: 't',
    exactlyOnce: true,
    returnConsumedCapacity: 'TOTAL',
    returnItemCollectionMetrics: 'SIZE',
  };
  const returns = {
    ClientRequestToken: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    ReturnConsumedCapacity: 'TOTAL',
    ReturnItemCollectionMetrics: 'SIZE',
  };
  expect(await sentBy({ ...words, itemOperation: 'addItem', item: { id: 'a' } })).toEqual([
    { TransactItems: [{ Put: { TableName: 't', Item: { id: { S: 'a' } } } }], ...returns },
  ]);
  const remove = {
    itemOperation: 'deleteItem',
    primaryKeyComponents: { id: 'a' },
    mustExist: true,
    returnValues: 'NONE',
  };
  const write = {
    TableName: 't',
    Key: { id: { S: 'a' } },
    ConditionExpression: 'attribute_exists(id)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
  expect(await sentBy({ ...words, ...remove })).toEqual([{ TransactItems: [{ Delete: write }], ...returns }]);
});

test('what is read beside a write is in the consumed capacity too', async () => {
  const server = await startCannedDynamodb(({ operation }) =>
    operation === 'GetItem'
      ? { body: { ConsumedCapacity: { TableName: 't', CapacityUnits: 1 } } }
      : { body: { ConsumedCapacity: [{ TableName: 't', CapacityUnits: 2 }] } },
  );
  const { response } = await resultsOf(server.endpoint)({
    itemOperation: 'deleteItem',
    tableName: 't',
    primaryKeyComponents: { id: 'a' },
    exactlyOnce: true,
    returnConsumedCapacity: 'TOTAL',
  });
  await server.stop();
  expect(response.ConsumedCapacity).toEqual({ TableName: 't', CapacityUnits: 3 });
});

test('a failure after the write says that it was done', async () => {
  const server = await startCannedDynamodb(({ operation }) =>
    operation === 'GetItem' ? { type: 'AccessDeniedException' } : { body: {} },
  );
  const update = { itemOperation: 'updateItem', primaryKeyComponents: { id: 'a' }, update: { add: { n: 1 } } };
  const outcome = await runInput(server.endpoint, { ...update, tableName: 't', exactlyOnce: true });
  await server.stop();
  expect(errorOf(outcome)).toMatchObject({
    type: 'AccessDeniedException',
    message: expect.stringContaining('(The operation itself was done.)'),
  });
});

test('gives the consumed capacity and the metrics of the one write', async () => {
  const server = await startCannedDynamodb(() => ({
    body: {
      ConsumedCapacity: [{ TableName: 't', CapacityUnits: 2 }],
      ItemCollectionMetrics: { t: [{ ItemCollectionKey: { id: { S: 'a' } }, SizeEstimateRangeGB: [0, 1] }] },
    },
  }));
  const { response } = await resultsOf(server.endpoint)({
    itemOperation: 'addItem',
    tableName: 't',
    item: { id: 'a' },
    exactlyOnce: true,
  });
  await server.stop();
  expect(response).toMatchObject({
    ConsumedCapacity: { TableName: 't', CapacityUnits: 2 },
    ItemCollectionMetrics: { ItemCollectionKey: { id: 'a' }, SizeEstimateRangeGB: [0, 1] },
  });
});

test.each([
  ['ThrottlingError', 'AwsDynamoDbConnectionException', 'TransactionCanceledException'],
  ['TransactionConflict', 'AwsDynamoDbConnectionException', 'TransactionCanceledException'],
  ['ValidationError', 'AwsDynamoDbExecutionException', 'ValidationException'],
  ['ItemCollectionSizeLimitExceeded', 'AwsDynamoDbExecutionException', 'ItemCollectionSizeLimitExceededException'],
])('a transaction cancelled for %s fails as %s', async (Code, code, type) => {
  const server = await startCannedDynamodb(() => ({
    type: 'TransactionCanceledException',
    body: { CancellationReasons: [{ Code, Message: 'so AWS says' }] },
  }));
  const input = { itemOperation: 'addItem', tableName: 't', item: { id: 'a' }, exactlyOnce: true };
  const outcome = await runInput(server.endpoint, input, { retries: 1 });
  await server.stop();
  expect(errorOf(outcome)).toMatchObject({ code, type });
});

test('an update that changes nothing cannot be done exactly once', async () => {
  const touch = { itemOperation: 'updateItem', tableName: 't', primaryKeyComponents: { id: 'a' }, keyAttributes: {} };
  const outcome = await runInput('http://127.0.0.1:9', { ...touch, exactlyOnce: true });
  expect(errorOf(outcome).message).toContain(
    'expected at least one attribute with exactlyOnce (Exactly once), got an empty object',
  );
});
