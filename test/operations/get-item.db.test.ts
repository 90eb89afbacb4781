import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatFaults } from '../../src/failure/faults.ts';
import { operationsById } from '../../src/operations/index.ts';
import { databases, makeTable, plainClient } from '../support/databases.ts';
import { resultsOf } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const getItem = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };

describe.each(databases)('%s', (_, endpoint) => {
  const result = resultsOf(endpoint);
  let tableName: string;
  beforeAll(async () => {
    const client = plainClient(endpoint);
    tableName = await makeTable(client);
    const Item = { id: { S: 'a' }, total: { N: '12.5' }, status: { S: 'open' }, tags: { SS: ['x', 'y'] } };
    await client.send(new PutItemCommand({ TableName: tableName, Item }));
  });

  test('gives the item', async () => {
    expect(await result({ ...getItem, tableName })).toEqual({
      action: 'getItem',
      status: 'OK',
      response: {
        Item: { id: 'a', total: 12.5, status: 'open', tags: ['x', 'y'] },
        ConsumedCapacity: null,
        ResponseMetadata: { RequestId: expect.any(String), HTTPStatusCode: 200, Attempts: 1 },
      },
    });
  });

  test('gives null when there is none', async () => {
    const { response } = await result({ ...getItem, tableName, primaryKeyComponents: '{"id": "none"}' });
    expect(response.Item).toBeNull();
  });

  test('gives the attributes that a projection names, in the output format', async () => {
    const { response } = await result({
      ...getItem,
      tableName,
      projectionExpression: '#total, tags',
      expressionAttributeNames: { '#total': 'total' },
      outputFormat: 'dynamodb-json',
    });
    expect(response.Item).toEqual({ total: { N: '12.5' }, tags: { SS: ['x', 'y'] } });
  });

  test('gives the attributes that a list names', async () => {
    const projection = { projectionExpression: ['#total', 'tags'], expressionAttributeNames: { '#total': 'total' } };
    const { response } = await result({ ...getItem, tableName, ...projection });
    expect(response.Item).toEqual({ total: 12.5, tags: ['x', 'y'] });
  });

  test('gives attributes of any name that a list has', async () => {
    const item = { id: 'odd', 'aws:rep:deleting': true, 'a/b': 1, 'unit price': 2, 'x.y': 3, '#1 fan': 4, other: 5 };
    await result({ itemOperation: 'addItem', tableName, item });
    const projectionExpression = ['aws:rep:deleting', 'a/b', 'unit price', "['x.y']", '#1 fan'];
    const { response } = await result({
      ...getItem,
      tableName,
      primaryKeyComponents: { id: 'odd' },
      projectionExpression,
    });
    const { id: _id, other: _other, ...asked } = item;
    expect(response.Item).toEqual(asked);
  });

  test('takes its key in DynamoDB JSON', async () => {
    const key = { inputFormat: 'dynamodb-json', primaryKeyComponents: { id: { S: 'a' } } };
    const { response } = await result({ ...getItem, tableName, ...key });
    expect(response.Item).toMatchObject({ id: 'a' });
  });

  test('says what it consumed', async () => {
    const { response } = await result({ ...getItem, tableName, returnConsumedCapacity: 'TOTAL' });
    expect(response.ConsumedCapacity).toMatchObject({ TableName: tableName, CapacityUnits: 0.5 });
  });
});

/** What is wrong with an input, in one text. */
function faultsOf(fields: object): string {
  const prepared = operationsById.get('getItem')?.prepare({ ...getItem, ...fields });
  return Array.isArray(prepared) ? formatFaults(prepared) : '';
}

test.each([
  [
    [],
    'input.projectionExpression (Projection expression): expected text, or a list of at least one, got an empty list',
  ],
  [['a', ''], 'input.projectionExpression[1] (Projection expression): expected text, got an empty text'],
  [
    ['a', null, 5],
    /\[1\] \(.*\): expected text, got null: .*; input.projectionExpression\[2\] .*: expected text, got the number 5$/,
  ],
  [['{{secrets.A}}'], /^input.projectionExpression\[0\] \(Projection expression\): expected text without {{secrets/],
  ['["a", 5]', 'input.projectionExpression[1] (Projection expression): expected text, got the number 5'],
  [{ a: 1 }, 'input.projectionExpression (Projection expression): expected text, got an object with "a"'],
])('a projection that is no list of names is refused: %j', (projectionExpression, message) => {
  expect(faultsOf({ projectionExpression })).toMatch(message);
});

test('sends what is said, and no more', async () => {
  expect(await sentBy(getItem)).toEqual([{ TableName: 't', Key: { id: { S: 'a' } } }]);
  const list = { projectionExpression: '["a", "#b.name[1]"]', expressionAttributeNames: { '#b': 'b.b' } };
  expect(await sentBy({ ...getItem, ...list })).toMatchObject([
    { ProjectionExpression: 'a, #b.#name[1]', ExpressionAttributeNames: { '#b': 'b.b', '#name': 'name' } },
  ]);
  const all = {
    projectionExpression: '#a',
    expressionAttributeNames: '{"#a": "a"}',
    consistentRead: false,
    returnConsumedCapacity: 'NONE',
  };
  expect(await sentBy({ ...getItem, ...all })).toEqual([
    {
      TableName: 't',
      Key: { id: { S: 'a' } },
      ProjectionExpression: '#a',
      ExpressionAttributeNames: { '#a': 'a' },
      ConsistentRead: false,
      ReturnConsumedCapacity: 'NONE',
    },
  ]);
});
