import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { formatFaults } from '../../src/failure/faults.ts';
import { transactGetItems } from '../../src/operations/transact-get-items.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { makeTable, plainClient } from '../support/databases.ts';
import { errorOf, resultsOf, runInput } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const operation = { itemOperation: 'transactGetItems' };

describe('dynoxide', () => {
  const endpoint = inject('dynoxide');
  const result = resultsOf(endpoint);
  let tableName: string;
  beforeAll(async () => {
    const client = plainClient(endpoint);
    tableName = await makeTable(client);
    const items = [
      { id: { S: 'a' }, status: { S: 'open' }, tags: { SS: ['x'] } },
      { id: { S: 'b' }, status: { S: 'paid' } },
    ];
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: items.map((Item) => ({ PutRequest: { Item } })) } }),
    );
  });

  const get = (id: string, more = {}) => ({ Get: { TableName: tableName, Key: { id }, ...more } });

  test('gives the items in the order of the actions, null for one that is not there', async () => {
    // dynoxide adds the key to every projection.
    const transactItems = [get('b'), get('none'), get('a', { ProjectionExpression: 'id, tags' })];
    const all = { transactItems, returnConsumedCapacity: 'TOTAL', outputFormat: 'json-typed' };
    expect(await result({ ...operation, ...all })).toEqual({
      action: 'transactGetItems',
      status: 'OK',
      response: {
        Responses: [{ Item: { id: 'b', status: 'paid' } }, { Item: null }, { Item: { id: 'a', tags: { $ss: ['x'] } } }],
        ConsumedCapacity: [expect.objectContaining({ TableName: tableName, CapacityUnits: 6 })],
        ResponseMetadata: { RequestId: expect.any(String), HTTPStatusCode: 200, Attempts: 1 },
      },
    });
  });

  test.each([
    [
      () => [get('a'), get('a')],
      'input.transactItems[1].Get.Key (Transaction): Transaction request cannot include multiple operations on one item: it is that of input.transactItems[0].Get.Key',
    ],
    [() => [], 'Member must have length greater than or equal to 1: it has 0'],
    [
      () => Array.from({ length: 101 }, (_, n) => get(`${n}`)),
      'Member must have length less than or equal to 100: it has 101',
    ],
    [
      () => [{ Get: { TableName: tableName, Key: { id: 1 } } }],
      'input.transactItems[0].Get.Key (Transaction): The provided key element does not match the schema',
    ],
  ])('what AWS would refuse is refused before it is asked: %#', async (transactItems, message) => {
    const error = errorOf(await runInput(endpoint, { ...operation, transactItems: transactItems() }));
    expect(error).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'ValidationException',
      requestId: null,
    });
    expect(error.message).toContain(message);
  });
});

const get = { Get: { TableName: 't', Key: { id: 'a' } } };

test('says which action failed and why', async () => {
  const CancellationReasons = [{ Code: 'None' }, { Code: 'ProvisionedThroughputExceeded', Message: 'Slower.' }];
  const server = await startCannedDynamodb(() => ({
    type: 'TransactionCanceledException',
    body: { CancellationReasons },
  }));
  const transactItems = [get, { Get: { ...get.Get, Key: { id: 'b' } } }];
  const outcome = await runInput(server.endpoint, { ...operation, transactItems });
  await server.stop();
  expect(outcome.kind).toBe('failed');
  expect(errorOf(outcome)).toMatchObject({
    code: 'AwsDynamoDbConnectionException',
    message: expect.stringContaining('action 2 of 2 (Get on t): ProvisionedThroughputExceeded: Slower (request'),
    reasons: CancellationReasons,
  });
});

test.each([
  [[{}], 'input.transactItems[0].Get (Transaction): expected an object with Key, ProjectionExpression, TableName'],
  [[{ Put: {} }], 'input.transactItems[0].Put (Transaction): expected one of Get'],
  [
    [{ Get: { ...get.Get, ConsistentRead: true } }],
    'input.transactItems[0].Get.ConsistentRead (Transaction): expected one of Key',
  ],
  [
    [{ Get: { ...get.Get, ProjectionExpression: 'a b' } }],
    'input.transactItems[0].Get.ProjectionExpression (Transaction): expected',
  ],
])('what is no transaction is refused: %j', (transactItems, message) => {
  const faults = transactGetItems.prepare({ transactItems });
  expect(Array.isArray(faults) && formatFaults(faults)).toContain(message);
});

test('sends what is said, and no more', async () => {
  const TransactItems = [{ Get: { TableName: 't', Key: { id: { S: 'a' } } } }];
  expect(await sentBy({ ...operation, transactItems: [get] })).toEqual([{ TransactItems }]);
  const names = { '#a': 'a' };
  const projected = { ...TransactItems[0]?.Get, ProjectionExpression: '#a, size', ExpressionAttributeNames: names };
  const all = {
    transactItems: JSON.stringify([{ Get: projected }]),
    inputFormat: 'dynamodb-json',
    returnConsumedCapacity: 'TOTAL',
  };
  const aliased = { ProjectionExpression: '#a, #size', ExpressionAttributeNames: { ...names, '#size': 'size' } };
  expect(await sentBy({ ...operation, ...all })).toEqual([
    { TransactItems: [{ Get: { ...projected, ...aliased } }], ReturnConsumedCapacity: 'TOTAL' },
  ]);
});
