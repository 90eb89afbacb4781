import { randomUUID } from 'node:crypto';
import { type AttributeValue, type DynamoDBClient, GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatFaults } from '../../src/failure/faults.ts';
import { batchWriteItems } from '../../src/operations/batch-write-items.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { databases, makeTable, plainClient } from '../support/databases.ts';
import { errorOf, resultsOf, runInput } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const operation = { itemOperation: 'batchWriteItems' };
const inTable = { ...operation, tableName: 't' };

type Item = Record<string, AttributeValue>;

async function itemsOf(client: DynamoDBClient, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName })) items.push(...(page.Items ?? []));
  return items;
}

describe.each(databases)('%s', (_, endpoint) => {
  const result = resultsOf(endpoint);
  const client = plainClient(endpoint);
  let tableName: string;
  beforeAll(async () => {
    tableName = await makeTable(client);
  });

  test('puts and deletes, and says how many requests were done', async () => {
    const prefix = randomUUID();
    const ids = [0, 1, 2].map((n) => `${prefix}-${n}`);
    const putItems = ids.map((id, n) => ({ id, n, set: { $ss: ['a'] } }));
    expect(await result({ ...operation, tableName, putItems })).toEqual({
      action: 'batchWriteItems',
      status: 'OK',
      response: {
        UnprocessedItems: {},
        Written: 3,
        ItemCollectionMetrics: null,
        ConsumedCapacity: null,
        ResponseMetadata: { RequestId: expect.any(String), HTTPStatusCode: 200, Attempts: 1 },
      },
    });
    const deleteKeys = JSON.stringify([{ id: ids[0] }, { id: ids[1] }]);
    const { response } = await result({ ...operation, tableName, deleteKeys });
    expect(response.Written).toBe(2);
    const left = (await itemsOf(client, tableName)).filter(({ id }) => id?.S?.startsWith(prefix));
    expect(left).toEqual([{ id: { S: ids[2] }, n: { N: '2' }, set: { SS: ['a'] } }]);
  });

  test('writes to several tables, in the shape of AWS and in DynamoDB JSON', async () => {
    const other = await makeTable(client);
    const [one, two] = [randomUUID(), randomUUID()];
    const requestItems = {
      [tableName]: [
        { PutRequest: { Item: { id: { S: one }, n: { N: '1' } } } },
        { DeleteRequest: { Key: { id: { S: 'none' } } } },
      ],
      [other]: [{ PutRequest: { Item: { id: { S: two } } } }],
    };
    const { response } = await result({
      ...operation,
      inputFormat: 'dynamodb-json',
      requestItems,
      returnConsumedCapacity: 'TOTAL',
    });
    expect(response).toMatchObject({ Written: 3, UnprocessedItems: {} });
    expect(response.ConsumedCapacity).toHaveLength(2);
    expect(response.ConsumedCapacity).toContainEqual(expect.objectContaining({ TableName: other, CapacityUnits: 1 }));
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: { id: { S: one } } }));
    expect(Item).toEqual({ id: { S: one }, n: { N: '1' } });
    expect(await itemsOf(client, other)).toEqual([{ id: { S: two } }]);
  });

  test('writes many items in several calls, and sums what they consume', async () => {
    const many = await makeTable(client);
    const putItems = Array.from({ length: 260 }, (_, n) => ({ id: `${n}` }));
    const { response } = await result({ ...operation, tableName: many, putItems, returnConsumedCapacity: 'TOTAL' });
    expect(response).toMatchObject({ Written: 260, UnprocessedItems: {} });
    expect(response.ConsumedCapacity).toEqual([expect.objectContaining({ TableName: many, CapacityUnits: 260 })]);
    expect(response.ResponseMetadata.Attempts).toBe(11);
    expect(await itemsOf(client, many)).toHaveLength(260);
  });

  test('the last of several writes to one key wins, a deletion after them too', async () => {
    const [id, gone]: [string, string] = [randomUUID(), randomUUID()];
    const putItems = [...[1, 2, 3].map((n) => ({ id, n })), { id: gone }];
    const { response } = await result({ ...operation, tableName, putItems, deleteKeys: [{ id: gone }] });
    expect(response.Written).toBe(5);
    const items = (await itemsOf(client, tableName)).filter((item) => [id, gone].includes(item.id?.S ?? ''));
    expect(items).toEqual([{ id: { S: id }, n: { N: '3' } }]);
  });

  test.each([[{ putItems: [] }], [{ deleteKeys: [], putItems: '[]' }]])(
    'has nothing to do with %j, and asks nothing',
    async (lists) => {
      const { response } = await result({ ...operation, tableName, ...lists });
      expect(response).toEqual({
        UnprocessedItems: {},
        Written: 0,
        ItemCollectionMetrics: null,
        ConsumedCapacity: null,
        ResponseMetadata: { RequestId: null, HTTPStatusCode: null, Attempts: 0 },
      });
    },
  );

  test.each([
    [
      { putItems: [{ id: 'a' }, { id: 1 }] },
      /input\.putItems\[1\]\.id \(Items to put\): Type mismatch for key id expected: S actual: N/,
    ],
    [
      { deleteKeys: [{ name: 'a' }] },
      /input\.deleteKeys\[0\] \(Keys to delete\): The provided key element does not match the schema/,
    ],
    [
      { putItems: [{ id: 'a', text: 'x'.repeat(409_600) }] },
      /input\.putItems\[0\] \(Items to put\): Item size has exceeded/,
    ],
  ])('says what AWS would say, and where, before it writes anything', async (lists, message) => {
    const table = await makeTable(client);
    const outcome = await runInput(endpoint, { ...operation, tableName: table, ...lists });
    expect(errorOf(outcome)).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'ValidationException',
      message: expect.stringMatching(message),
    });
    expect(await itemsOf(client, table)).toEqual([]);
  });

  test('says what AWS would say of the writes of several tables, and where', async () => {
    const requestItems = { [tableName]: [{ PutRequest: { Item: { id: 'a' } } }, { PutRequest: { Item: { n: 1 } } }] };
    const outcome = await runInput(endpoint, { ...operation, requestItems });
    expect(errorOf(outcome).message).toContain(
      `input.requestItems.${tableName}[1].PutRequest.Item (Request items): Missing the key id in the item`,
    );
  });
});

test('sums what the calls say of item collections', async () => {
  const metrics = (id: string) => ({ ItemCollectionKey: { id: { S: id } }, SizeEstimateRangeGB: [0, 1] });
  const putItems = Array.from({ length: 26 }, (_, n) => ({ id: `${n}` }));
  const server = await startCannedDynamodb(() => ({ body: {} }));
  server.queue(
    { body: { ItemCollectionMetrics: { t: [metrics('a')] } } },
    { body: { ItemCollectionMetrics: { t: [metrics('b')] } } },
  );
  const { response } = await resultsOf(server.endpoint)({ ...inTable, putItems, returnItemCollectionMetrics: 'SIZE' });
  await server.stop();
  const told = (id: string) => ({ ItemCollectionKey: { id }, SizeEstimateRangeGB: [0, 1] });
  expect(response.ItemCollectionMetrics).toEqual({ t: [told('a'), told('b')] });
});

test.each([
  [
    inTable,
    'input.putItems (Items to put): expected a list, here or as deleteKeys (Keys to delete), or requestItems (Request items), got none of them',
  ],
  [{ ...inTable, putItems: {} }, 'input.putItems (Items to put): expected a list, got an empty object'],
  [
    { ...inTable, putItems: [{ id: 'a' }, 5] },
    'input.putItems[1] (Items to put): expected an object of attribute names and values',
  ],
  [
    { ...inTable, putItems: [{ id: { $n: 'x' } }] },
    'input.putItems[0].id.$n (Items to put): expected the digits of a number',
  ],
  [
    { ...inTable, deleteKeys: [{ id: null }] },
    'input.deleteKeys[0].id (Keys to delete): expected a text, a number or binary',
  ],
  [{ requestItems: [] }, 'input.requestItems (Request items): expected an object, got an empty list'],
  [{ requestItems: { t: {} } }, 'input.requestItems.t (Request items): expected a list, got an empty object'],
  [
    { requestItems: { '{{secrets.T}}': [] } },
    'input.requestItems["{{secrets.T}}"] (Request items): expected text without {{secrets',
  ],
  [
    { requestItems: { t: [], 'arn:a/t': [] } },
    'input.requestItems["arn:a/t"] (Request items): expected a table of another name than t',
  ],
  [
    { requestItems: { t: [{}] } },
    'input.requestItems.t[0] (Request items): expected exactly one of PutRequest, DeleteRequest',
  ],
  [
    { requestItems: { t: [{ PutRequest: { Item: { id: 'a' } }, DeleteRequest: { Key: { id: 'a' } } }] } },
    'input.requestItems.t[0] (Request items): expected exactly one of PutRequest, DeleteRequest',
  ],
  [
    { requestItems: { t: [{ PutRequest: { Key: { id: 'a' } } }] } },
    'input.requestItems.t[0].PutRequest.Key (Request items): expected one of Item',
  ],
  [
    { requestItems: { t: [{ PutRequest: {} }] } },
    'input.requestItems.t[0].PutRequest.Item (Request items): expected an object',
  ],
  [
    { requestItems: { t: [{ PutRequest: { Item: { id: { $n: 'x' } } } }] } },
    'input.requestItems.t[0].PutRequest.Item.id.$n (Request items): expected the digits of a number, got the text "x"',
  ],
])('what is no batch is refused: %j', (input, message) => {
  const faults = batchWriteItems.prepare(input);
  expect(Array.isArray(faults) && formatFaults(faults)).toContain(message);
});

test('sends what is said, and no more', async () => {
  const lists = { putItems: [{ id: 'a', s: '{{secrets.A}}' }], deleteKeys: '[{"id": {"$n": "1"}}]' };
  const requests = [
    { PutRequest: { Item: { id: { S: 'a' }, s: { S: '{{secrets.A}}' } } } },
    { DeleteRequest: { Key: { id: { N: '1' } } } },
  ];
  expect(await sentBy({ ...inTable, ...lists })).toEqual([{ RequestItems: { t: requests } }]);
  const all = { returnConsumedCapacity: 'INDEXES', returnItemCollectionMetrics: 'SIZE' };
  const requestItems = JSON.stringify({ t: requests, u: [] });
  expect(await sentBy({ ...operation, inputFormat: 'dynamodb-json', requestItems, ...all })).toEqual([
    { RequestItems: { t: requests }, ReturnConsumedCapacity: 'INDEXES', ReturnItemCollectionMetrics: 'SIZE' },
  ]);
});
