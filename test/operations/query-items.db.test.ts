import { CreateTableCommand, PutItemCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatFaults } from '../../src/failure/faults.ts';
import { operationsById } from '../../src/operations/index.ts';
import { databases, freshName, plainClient } from '../support/databases.ts';
import { resultsOf } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const queryItems = { itemOperation: 'queryItems', tableName: 't' };
const ofAda = { keyCondition: { customer: 'ada' } };

/** Orders of a customer by their dates, with an index by status. */
async function makeOrders(endpoint: string): Promise<string> {
  const client = plainClient(endpoint);
  const TableName = freshName();
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['customer', 'placed', 'status'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      KeySchema: key('customer', 'placed'),
      GlobalSecondaryIndexes: [
        { IndexName: 'byStatus', KeySchema: key('status', 'placed'), Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TableName });
  const put = (customer: string, month: number) =>
    client.send(
      new PutItemCommand({
        TableName,
        Item: {
          customer: { S: customer },
          placed: { S: `2026-0${month}` },
          status: { S: month % 2 === 0 ? 'open' : 'paid' },
          total: { N: String(month * 10) },
        },
      }),
    );
  await Promise.all([1, 2, 3, 4, 5].flatMap((month) => [put('ada', month), put('bob', month)]));
  return TableName;
}

describe.each(databases)('%s', (_, endpoint) => {
  const result = resultsOf(endpoint);
  let tableName: string;
  beforeAll(async () => {
    tableName = await makeOrders(endpoint);
  });
  const months = async (fields: object) => {
    const { response } = await result({ ...queryItems, tableName, ...fields });
    return response.Items.map(({ placed }: { placed: string }) => Number(placed.slice(-1)));
  };

  test('gives the items of a partition in order, and the other way round', async () => {
    const { action, response } = await result({ ...queryItems, tableName, ...ofAda, limit: 2, paging: 'all' });
    expect(action).toBe('queryItems');
    expect(response.Items[0]).toEqual({ customer: 'ada', placed: '2026-01', status: 'paid', total: 10 });
    expect(response).toMatchObject({ Count: 5, ScannedCount: 5, LastEvaluatedKey: null, ConsumedCapacity: null });
    expect(await months(ofAda)).toEqual([1, 2, 3, 4, 5]);
    expect(await months({ ...ofAda, scanIndexForward: false })).toEqual([5, 4, 3, 2, 1]);
  });

  test('takes what the sort key has to be, as an expression or as a map', async () => {
    const expression = {
      keyConditionExpression: 'customer = :customer AND placed BETWEEN :first AND :last',
      expressionAttributeValues: { ':customer': 'bob', ':first': '2026-02', ':last': '2026-04' },
    };
    expect(await months(expression)).toEqual([2, 3, 4]);
    expect(await months({ keyCondition: { customer: 'bob', placed: { '>=': '2026-04' } } })).toEqual([4, 5]);
  });

  test('gives the items that pass a filter, with the attributes of a projection', async () => {
    const filter = { filter: { total: { '>': 20 }, status: 'paid' }, projectionExpression: 'total' };
    const { response } = await result({ ...queryItems, tableName, ...ofAda, ...filter });
    expect(response).toMatchObject({ Items: [{ total: 30 }, { total: 50 }], Count: 2, ScannedCount: 5 });
  });

  test('reads an index, and goes on in it behind an item of the same sort key', async () => {
    const open = { indexName: 'byStatus', keyCondition: { status: 'open' }, maxItems: 1 };
    const first = (await result({ ...queryItems, tableName, ...open })).response;
    expect(Object.keys(first.LastEvaluatedKey).sort()).toEqual(['customer', 'placed', 'status']);
    const exclusiveStartKey = first.LastEvaluatedKey;
    const rest = (await result({ ...queryItems, tableName, ...open, maxItems: 9, exclusiveStartKey })).response;
    const found = [...first.Items, ...rest.Items].map(({ customer, placed }) => `${customer} ${placed}`);
    expect(found.sort()).toEqual(['ada 2026-02', 'ada 2026-04', 'bob 2026-02', 'bob 2026-04']);
  });

  test('counts without giving items', async () => {
    const count = { ...queryItems, tableName, ...ofAda, select: 'COUNT' };
    expect((await result(count)).response).toMatchObject({ Items: [], Count: 5 });
    const upTo = await result({ ...count, filter: { status: 'paid' }, maxItems: 2 });
    expect(upTo.response).toMatchObject({
      Items: [],
      Count: 2,
      LastEvaluatedKey: { customer: 'ada', placed: '2026-03' },
    });
  });

  test('says what it consumed', async () => {
    const { response } = await result({ ...queryItems, tableName, ...ofAda, returnConsumedCapacity: 'TOTAL' });
    expect(response.ConsumedCapacity).toMatchObject({ TableName: tableName, CapacityUnits: 0.5 });
  });
});

test.each([
  [
    {},
    'input.keyConditionExpression (Key condition expression): expected what the key has to be, here or as keyCondition (Key condition), got neither',
  ],
  [
    { ...ofAda, keyConditionExpression: 'customer = :c' },
    'expected either keyConditionExpression (Key condition expression) or keyCondition (Key condition)',
  ],
  [
    { keyConditionExpression: 'customer = :c' },
    'input.keyConditionExpression (Key condition expression): expected a value for :c',
  ],
  [{ keyCondition: { $or: [] } }, 'input.keyCondition'],
  [{ ...ofAda, totalSegments: 2 }, 'input.totalSegments: expected a field of queryItems'],
])('what a query cannot do is refused: %j', (fields, message) => {
  const faults = operationsById.get('queryItems')?.prepare({ ...queryItems, ...fields });
  expect(Array.isArray(faults) && formatFaults(faults)).toContain(message);
});

test('sends what is said, and no more, with every page', async () => {
  const least = { TableName: 't', KeyConditionExpression: 'customer = :customer' };
  const values = { ':customer': { S: 'ada' } };
  expect(await sentBy({ ...queryItems, ...ofAda })).toEqual([{ ...least, ExpressionAttributeValues: values }]);
  const all = {
    indexName: 'i',
    keyConditionExpression: '#a = :b',
    filterExpression: 'size(d) > :b',
    projectionExpression: ['#a', 'd'],
    expressionAttributeNames: { '#a': 'a' },
    expressionAttributeValues: { ':b': 0 },
    scanIndexForward: 'false',
    consistentRead: true,
    select: 'SPECIFIC_ATTRIBUTES',
    limit: 5,
    paging: 'all',
    exclusiveStartKey: { id: 'x' },
    returnConsumedCapacity: 'NONE',
  };
  const request = {
    TableName: 't',
    IndexName: 'i',
    KeyConditionExpression: '#a = :b',
    FilterExpression: 'size(d) > :b',
    ProjectionExpression: '#a, d',
    ExpressionAttributeNames: { '#a': 'a' },
    ExpressionAttributeValues: { ':b': { N: '0' } },
    ScanIndexForward: false,
    ConsistentRead: true,
    Select: 'SPECIFIC_ATTRIBUTES',
    Limit: 5,
    ReturnConsumedCapacity: 'NONE',
  };
  const page = { body: { Items: [], LastEvaluatedKey: { id: { N: '1' } } } };
  expect(await sentBy({ ...queryItems, ...all }, page)).toEqual([
    { ...request, ExclusiveStartKey: { id: { S: 'x' } } },
    { ...request, ExclusiveStartKey: { id: { N: '1' } } },
  ]);
  expect(await sentBy({ ...queryItems, ...ofAda, maxItems: 7 }, page)).toMatchObject([{ Limit: 7 }, { Limit: 7 }]);
});
