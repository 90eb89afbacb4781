import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { formatFaults } from '../../src/failure/faults.ts';
import { transactWriteItems } from '../../src/operations/transact-write-items.ts';
import { makeTable, plainClient } from '../support/databases.ts';
import { errorOf, resultsOf, runInput } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const operation = { itemOperation: 'transactWriteItems' };

describe('dynoxide', () => {
  const endpoint = inject('dynoxide');
  const client = plainClient(endpoint);
  const result = resultsOf(endpoint);
  let orders: string;
  let stock: string;
  beforeAll(async () => {
    [orders, stock] = await Promise.all([makeTable(client), makeTable(client)]);
  });

  const itemOf = async (TableName: string, id: string) =>
    (await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true }))).Item;

  const put = (TableName: string, Item: object) => ({ Put: { TableName, Item } });

  test('puts, updates, deletes and checks all together', async () => {
    const first = await result({
      ...operation,
      transactItems: [
        put(orders, { id: 'a', status: 'new' }),
        put(stock, { id: 's', count: 5 }),
        put(stock, { id: 'x' }),
      ],
      returnConsumedCapacity: 'TOTAL',
    });
    expect(first).toEqual({
      action: 'transactWriteItems',
      status: 'OK',
      response: {
        ItemCollectionMetrics: null,
        ConsumedCapacity: expect.arrayContaining([
          expect.objectContaining({ TableName: stock, CapacityUnits: expect.any(Number) }),
        ]),
        ResponseMetadata: { RequestId: expect.any(String), HTTPStatusCode: 200, Attempts: 1 },
      },
    });
    const { response } = await result({
      ...operation,
      transactItems: [
        put(orders, { id: 'b', tags: { $ss: ['new'] } }),
        {
          Update: {
            TableName: stock,
            Key: { id: 's' },
            UpdateExpression: 'SET count = count - :n',
            ConditionExpression: 'count >= :n',
            ExpressionAttributeValues: { ':n': 2 },
          },
        },
        { Delete: { TableName: stock, Key: { id: 'x' } } },
        {
          ConditionCheck: {
            TableName: orders,
            Key: { id: 'a' },
            ConditionExpression: 'status = :new',
            ExpressionAttributeValues: { ':new': 'new' },
          },
        },
      ],
    });
    expect(response.ConsumedCapacity).toBeNull();
    expect(await itemOf(orders, 'b')).toEqual({ id: { S: 'b' }, tags: { SS: ['new'] } });
    expect(await itemOf(stock, 's')).toEqual({ id: { S: 's' }, count: { N: '3' } });
    expect(await itemOf(stock, 'x')).toBeUndefined();
  });

  test('fails as a whole, and says which action failed and why, with the item that is there', async () => {
    await result({ ...operation, transactItems: [put(orders, { id: 'taken', n: 1 })] });
    const transactItems = [
      put(orders, { id: 'free' }),
      { Put: { TableName: orders, Item: { id: 'taken' }, ConditionExpression: 'attribute_not_exists(id)' } },
      { ConditionCheck: { TableName: stock, Key: { id: 'none' }, ConditionExpression: 'attribute_exists(id)' } },
    ];
    const error = errorOf(await runInput(endpoint, { ...operation, transactItems }));
    expect(error).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'TransactionCanceledException',
      retryable: false,
      item: null,
      reasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: { id: 'taken', n: 1 } },
        { Code: 'ConditionalCheckFailed' },
      ],
    });
    const because = 'ConditionalCheckFailed: The conditional request failed';
    expect(error.message).toContain(
      `TransactionCanceledException: action 2 of 3 (Put on ${orders}): ${because}; action 3 of 3 (ConditionCheck on ${stock}): ${because} (request`,
    );
    expect(await itemOf(orders, 'free')).toBeUndefined();
  });

  test('writes once, though the job runs twice', async () => {
    const transactItems = [
      {
        Update: {
          TableName: stock,
          Key: { id: 'counter' },
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': 1 },
        },
      },
    ];
    const counter = async () => (await itemOf(stock, 'counter'))?.n;
    const words = { headers: { resultVariable: 'result' } };
    await resultsOf(endpoint, { ...words, key: '11' })({ ...operation, transactItems });
    await resultsOf(endpoint, { ...words, key: '11' })({ ...operation, transactItems });
    expect(await counter()).toEqual({ N: '1' });
    await resultsOf(endpoint, { ...words, key: '12' })({ ...operation, transactItems });
    expect(await counter()).toEqual({ N: '2' });
    const clientRequestToken = 'the-token';
    await resultsOf(endpoint, { ...words, key: '13' })({ ...operation, transactItems, clientRequestToken });
    await resultsOf(endpoint, { ...words, key: '14' })({ ...operation, transactItems, clientRequestToken });
    expect(await counter()).toEqual({ N: '3' });
  });
});

const key = { TableName: 't', Key: { id: 'a' } };

test.each([
  [undefined, 'input.transactItems (Transaction): expected a list, got nothing'],
  [{}, 'input.transactItems (Transaction): expected a list, got an empty object'],
  [[{}], 'input.transactItems[0] (Transaction): expected exactly one of Put, Update, Delete, ConditionCheck'],
  [[{ Get: key }], 'input.transactItems[0].Get (Transaction): expected one of Put, Update, Delete, ConditionCheck'],
  [
    [{ Delete: key, ConditionCheck: { ...key, ConditionExpression: 'a = b' } }],
    'input.transactItems[0] (Transaction): expected exactly one of',
  ],
  [
    [{ Delete: { Key: { id: 'a' } } }],
    'input.transactItems[0].Delete.TableName (Transaction): expected text, got nothing',
  ],
  [
    [{ Delete: { ...key, TableName: '' } }],
    'input.transactItems[0].Delete.TableName (Transaction): expected text, got an empty text',
  ],
  [
    [{ Delete: { ...key, TableName: '{{secrets.T}}' } }],
    'input.transactItems[0].Delete.TableName (Transaction): expected text without {{secrets',
  ],
  [
    [{ Put: { TableName: 't', Item: { id: 'a' }, Key: {} } }],
    'input.transactItems[0].Put.Key (Transaction): expected one of Item',
  ],
  [
    [{ Put: { TableName: 't', Item: { id: { $n: 'x' } } } }],
    'input.transactItems[0].Put.Item.id.$n (Transaction): expected the digits',
  ],
  [
    [{ Delete: { TableName: 't', Key: { id: null } } }],
    'input.transactItems[0].Delete.Key.id (Transaction): expected a text, a number or binary',
  ],
  [[{ Update: key }], 'input.transactItems[0].Update.UpdateExpression (Transaction): expected text, got nothing'],
  [
    [{ ConditionCheck: key }],
    'input.transactItems[0].ConditionCheck.ConditionExpression (Transaction): expected text, got nothing',
  ],
  [
    [{ Delete: key }, { Delete: { ...key, ConditionExpression: 'a = :b' } }],
    'input.transactItems[1].Delete.ConditionExpression (Transaction): expected a value for :b in ExpressionAttributeValues',
  ],
  [
    [{ Delete: { ...key, ReturnValuesOnConditionCheckFailure: 'ALL' } }],
    'ReturnValuesOnConditionCheckFailure (Transaction): expected one of',
  ],
])('what is no transaction is refused: %j', (transactItems, message) => {
  const faults = transactWriteItems.prepare(transactItems === undefined ? {} : ({ transactItems } as never));
  expect(Array.isArray(faults) && formatFaults(faults)).toContain(message);
});

test('actions beyond the hundred that AWS takes are counted, and not looked at', async () => {
  const many = [...Array(20_000).fill({ Delete: key }), { Delete: { ...key, ConditionExpression: 'no condition' } }, 5];
  const error = errorOf(await runInput('http://127.0.0.1:1', { ...operation, transactItems: many }));
  expect(error).toMatchObject({ code: 'AwsDynamoDbExecutionException', type: 'ValidationException' });
  expect(error.message).toContain('Member must have length less than or equal to 100: it has 20002');
});

test('a token of more than 36 characters is refused', () => {
  const faults = transactWriteItems.prepare({ transactItems: [{ Delete: key }], clientRequestToken: 'x'.repeat(37) });
  expect(Array.isArray(faults) && formatFaults(faults)).toContain(
    'input.clientRequestToken (Client request token): expected text of at most 36 characters',
  );
});

test('sends what is said, and no more', async () => {
  const TransactItems = [{ Delete: { TableName: 't', Key: { id: { S: 'a' } } } }];
  expect(await sentBy({ ...operation, transactItems: [{ Delete: key }] })).toEqual([
    { TransactItems, ClientRequestToken: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  ]);
  const values = { ':v': { N: '1' } };
  const condition = {
    ConditionExpression: 'status = :v',
    ExpressionAttributeNames: { '#x': 'x' },
    ExpressionAttributeValues: values,
  };
  const said = [
    { Update: { TableName: 't', Key: { id: { S: 'a' } }, UpdateExpression: 'SET #x = :v', ...condition } },
    {
      ConditionCheck: {
        TableName: 't',
        Key: { id: { S: 'b' } },
        ConditionExpression: 'a = :v',
        ExpressionAttributeValues: values,
        ReturnValuesOnConditionCheckFailure: 'NONE',
      },
    },
    { Put: { TableName: 't', Item: { id: { S: 'c' } } } },
  ];
  const all = {
    transactItems: JSON.stringify(said),
    inputFormat: 'dynamodb-json',
    clientRequestToken: 'token',
    returnConsumedCapacity: 'INDEXES',
    returnItemCollectionMetrics: 'SIZE',
  };
  const aliased = {
    ConditionExpression: '#status = :v',
    ExpressionAttributeNames: { '#x': 'x', '#status': 'status' },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
  expect(await sentBy({ ...operation, ...all })).toEqual([
    {
      TransactItems: [
        { Update: { ...said[0]?.Update, ...aliased } },
        said[1],
        { Put: { TableName: 't', Item: { id: { S: 'c' } } } },
      ],
      ClientRequestToken: 'token',
      ReturnConsumedCapacity: 'INDEXES',
      ReturnItemCollectionMetrics: 'SIZE',
    },
  ]);
});
