import { type AttributeValue, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatFaults } from '../../src/failure/faults.ts';
import { batchGetItems } from '../../src/operations/batch-get-items.ts';
import { databases, freshName, makeTable, makeTableOf, plainClient } from '../support/databases.ts';
import { errorOf, jobSettings, resultsOf, runInput } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const operation = { itemOperation: 'batchGetItems' };
const inTable = { ...operation, tableName: 't' };

type Item = Record<string, AttributeValue>;

describe.each(databases)('%s', (_, endpoint) => {
  const result = resultsOf(endpoint);
  let tableName: string;
  /** Of partition and sort keys, with large items. */
  let large: string;
  beforeAll(async () => {
    const client = plainClient(endpoint);
    tableName = await makeTable(client);
    large = freshName();
    await makeTableOf(client, large, { p: 'S', s: 'N' });
    const put = (table: string, items: Item[]) =>
      client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: items.map((Item) => ({ PutRequest: { Item } })) } }),
      );
    for (let n = 0; n < 250; n += 25) {
      const items = Array.from({ length: 25 }, (_, m) => ({
        id: { S: `${n + m}` },
        n: { N: `${n + m}` },
        size: { N: '1' },
      }));
      await put(tableName, items);
    }
    const text = { S: 'x'.repeat(350_000) };
    for (const n of [0, 1, 2, 3, 4, 5]) await put(large, [{ p: { S: 'a' }, s: { N: `${n}` }, text }]);
  });

  test('gives the items in the order of their keys, each once, and leaves out those that are not there', async () => {
    const keys = ['5', 'none', '3', '5', '4'].map((id) => ({ id }));
    expect(await result({ ...operation, tableName, keys, consistentRead: true })).toEqual({
      action: 'batchGetItems',
      status: 'OK',
      response: {
        Responses: {
          [tableName]: [
            { id: '5', n: 5, size: 1 },
            { id: '3', n: 3, size: 1 },
            { id: '4', n: 4, size: 1 },
          ],
        },
        UnprocessedKeys: {},
        ConsumedCapacity: null,
        ResponseMetadata: { RequestId: expect.any(String), HTTPStatusCode: 200, Attempts: 1 },
      },
    });
  });

  test('gives many items in several calls, and sums what they consume', async () => {
    const keys = Array.from({ length: 250 }, (_, n) => ({ id: `${249 - n}` }));
    const { response } = await result({ ...operation, tableName, keys, returnConsumedCapacity: 'TOTAL' });
    expect(response.Responses[tableName].map(({ n }: { n: number }) => n)).toEqual(keys.map(({ id }) => Number(id)));
    expect(response.ResponseMetadata.Attempts).toBe(3);
    expect(response.ConsumedCapacity).toEqual([expect.objectContaining({ TableName: tableName, CapacityUnits: 125 })]);
  });

  test('gives what a projection names, and no key that it does not name', async () => {
    const keys = [{ id: '2' }, { id: '1' }];
    const projection = { projectionExpression: 'n, size' };
    const { response } = await result({ ...operation, tableName, keys, ...projection });
    expect(response.Responses[tableName]).toEqual([
      { n: 2, size: 1 },
      { n: 1, size: 1 },
    ]);
  });

  test('gives items of several tables, in the shape of AWS and in DynamoDB JSON', async () => {
    const requestItems = {
      [large]: {
        Keys: [3, 1].map((n) => ({ p: { S: 'a' }, s: { N: `${n}.0` } })),
        ProjectionExpression: '#s',
        ExpressionAttributeNames: { '#s': 's' },
        ConsistentRead: 'true',
      },
      [tableName]: { Keys: [{ id: { S: '7' } }] },
    };
    const formats = { inputFormat: 'dynamodb-json', outputFormat: 'dynamodb-json' };
    const { response } = await result({ ...operation, ...formats, requestItems });
    expect(response.Responses).toEqual({
      [large]: [{ s: { N: '3' } }, { s: { N: '1' } }],
      [tableName]: [{ id: { S: '7' }, n: { N: '7' }, size: { N: '1' } }],
    });
  });

  test('asks again for what one answer cannot hold', async () => {
    const keys = [5, 4, 3, 2, 1, 0].map((s) => ({ p: 'a', s }));
    const settings = jobSettings({ maxResultBytes: 10_000_000 });
    const { response } = await resultsOf(endpoint, { settings, headers: { resultVariable: 'result' } })({
      ...operation,
      tableName: large,
      keys,
    });
    expect(response.Responses[large].map(({ s }: { s: number }) => s)).toEqual([5, 4, 3, 2, 1, 0]);
    expect(response.UnprocessedKeys).toEqual({});
  });

  test('has nothing to do without keys, and asks nothing', async () => {
    const { response } = await result({ ...operation, tableName, keys: '[]' });
    expect(response).toMatchObject({
      Responses: { [tableName]: [] },
      UnprocessedKeys: {},
      ResponseMetadata: { Attempts: 0 },
    });
  });

  test('says what AWS would say of a key, and where', async () => {
    const keys = [{ id: 'a' }, { id: 5 }];
    expect(errorOf(await runInput(endpoint, { ...operation, tableName, keys })).message).toContain(
      'input.keys[1] (Keys): The provided key element does not match the schema',
    );
    const requestItems = { [tableName]: { Keys: keys } };
    expect(errorOf(await runInput(endpoint, { ...operation, requestItems })).message).toContain(
      `input.requestItems.${tableName}.Keys[1] (Request items): The provided key element does not match the schema`,
    );
  });
});

test.each([
  [inTable, 'input.keys (Keys): expected a list, here, or requestItems (Request items), got none of them'],
  [{ ...inTable, keys: [{ id: null }] }, 'input.keys[0].id (Keys): expected a text, a number or binary'],
  [
    { ...inTable, keys: [{ id: 1 }], projectionExpression: 'a,' },
    'input.projectionExpression (Projection expression): expected',
  ],
  [
    { requestItems: { t: { Keys: [] } }, consistentRead: true },
    'input.consistentRead (Consistent read): expected it within the requestItems (Request items)',
  ],
  [{ requestItems: { t: {} } }, 'input.requestItems.t.Keys (Request items): expected a list, got nothing'],
  [{ requestItems: { '': { Keys: [] } } }, 'input.requestItems[""] (Request items): expected text, got an empty text'],
  [
    { requestItems: { 'arn:a/t': { Keys: [] }, t: { Keys: [] } } },
    'input.requestItems.t (Request items): expected a table of another name than arn:a/t',
  ],
  [
    { requestItems: { t: { Keys: [{ id: 1 }], Limit: 1 } } },
    'input.requestItems.t.Limit (Request items): expected one of Keys, ConsistentRead',
  ],
  [
    { requestItems: { t: { Keys: [{ id: 1 }], ProjectionExpression: '#a' } } },
    'input.requestItems.t.ProjectionExpression (Request items): expected',
  ],
])('what is no batch is refused: %j', (input, message) => {
  const faults = batchGetItems.prepare(input);
  expect(Array.isArray(faults) && formatFaults(faults)).toContain(message);
});

test('sends what is said, and no more', async () => {
  const Keys = [{ id: { N: '1' } }];
  expect(await sentBy({ ...inTable, keys: '[{"id": 1}, {"id": {"$n": "1.0"}}]' })).toEqual([
    { RequestItems: { t: { Keys } } },
  ]);
  const all = {
    projectionExpression: ['id', 'status'],
    consistentRead: 'false',
    returnConsumedCapacity: 'TOTAL',
  };
  expect(await sentBy({ ...inTable, keys: [{ id: 1 }], ...all })).toEqual([
    {
      RequestItems: {
        t: {
          Keys,
          ConsistentRead: false,
          ProjectionExpression: 'id, #status',
          ExpressionAttributeNames: { '#status': 'status' },
        },
      },
      ReturnConsumedCapacity: 'TOTAL',
    },
  ]);
  const requestItems = {
    t: { Keys: [{ id: 1 }], ProjectionExpression: '#a', ExpressionAttributeNames: { '#a': 'a' } },
  };
  expect(await sentBy({ ...operation, requestItems })).toMatchObject([
    { RequestItems: { t: { Keys, ProjectionExpression: '#a, id', ExpressionAttributeNames: { '#a': 'a' } } } },
  ]);
});
