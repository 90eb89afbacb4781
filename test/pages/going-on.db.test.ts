import { CreateTableCommand, PutItemCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { databases, freshName, plainClient } from '../support/databases.ts';
import { resultsOf } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';

const COUNT = 48;

/** Items in three partitions and three groups, many of them of the same rank. */
const items = Array.from({ length: COUNT }, (_, n) => ({
  customer: { S: `c-${n % 3}` },
  placed: { N: String(n) },
  group: { S: `g-${(n >> 1) % 3}` },
  'group.rank': { N: String((n * 7) % 4) },
  n: { N: String(n) },
  status: { S: n % 5 < 2 ? 'open' : 'paid' },
  text: { S: 'ä'.repeat((n * 13) % 40) },
}));

/** The indexes have a name in their keys that no expression can have without a placeholder. */
async function makeOrders(endpoint: string): Promise<string> {
  const client = plainClient(endpoint);
  const TableName = freshName();
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  const Projection = { ProjectionType: 'ALL' as const };
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'customer', AttributeType: 'S' },
        { AttributeName: 'placed', AttributeType: 'N' },
        { AttributeName: 'group', AttributeType: 'S' },
        { AttributeName: 'group.rank', AttributeType: 'N' },
      ],
      KeySchema: key('customer', 'placed'),
      GlobalSecondaryIndexes: [{ IndexName: 'byGroup', KeySchema: key('group', 'group.rank'), Projection }],
      LocalSecondaryIndexes: [{ IndexName: 'byRank', KeySchema: key('customer', 'group.rank'), Projection }],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TableName });
  await Promise.all(items.map((Item) => client.send(new PutItemCommand({ TableName, Item }))));
  return TableName;
}

const customer = fc.constantFrom('c-0', 'c-1', 'c-2');
const group = fc.constantFrom('g-0', 'g-1', 'g-2');
const order = fc.record({ scanIndexForward: fc.boolean() });
const query = { itemOperation: 'queryItems' };
const scan = { tableOperation: 'scanTable' };

/** What is read. */
const reads: fc.Arbitrary<object> = fc.oneof(
  fc.constant(scan),
  fc.constantFrom('byGroup', 'byRank').map((indexName) => ({ ...scan, indexName })),
  fc.tuple(customer, order).map(([customer, order]) => ({ ...query, ...order, keyCondition: { customer } })),
  fc
    .tuple(customer, order)
    .map(([customer, order]) => ({ ...query, ...order, indexName: 'byRank', keyCondition: { customer } })),
  fc
    .tuple(group, order)
    .map(([group, order]) => ({ ...query, ...order, indexName: 'byGroup', keyCondition: { group } })),
  fc
    .integer({ min: 1, max: 4 })
    .chain((totalSegments) =>
      fc.integer({ min: 0, max: totalSegments - 1 }).map((segment) => ({ ...scan, totalSegments, segment })),
    ),
);
const filters = fc.constantFrom<object>(
  {},
  { filter: { status: 'open' } },
  { filter: { n: { '>': 40 } } },
  { filterExpression: 'n < :zero', expressionAttributeValues: { ':zero': 0 } },
);
const shapes = fc.constantFrom<object>(
  {},
  { projectionExpression: 'n' },
  { projectionExpression: ['#rank', 'n', 'customer'], expressionAttributeNames: { '#rank': 'group.rank' } },
  { outputFormat: 'json-typed' },
  { select: 'COUNT' },
);
const sizes = fc.record(
  {
    limit: fc.integer({ min: 2, max: 12 }),
    paging: fc.constantFrom('all', 'page'),
    maxItems: fc.integer({ min: 1, max: 9 }),
    maxBytes: fc.integer({ min: 300, max: 2_000 }),
  },
  { requiredKeys: [] },
);

describe.each(databases)('%s', (_, endpoint) => {
  const result = resultsOf(endpoint);
  let tableName: string;
  beforeAll(async () => {
    tableName = await makeOrders(endpoint);
  });

  test('going on from key to key gives each item exactly once, and in the same order as all at once', async () => {
    await fc.assert(
      fc.asyncProperty(reads, filters, shapes, sizes, async (read, filter, shape, size) => {
        const input = { ...read, ...filter, ...shape, tableName };
        const whole = (await result(input)).response;
        const found: unknown[] = [];
        let count = 0;
        let exclusiveStartKey: object | null = null;
        let tasks = 0;
        do {
          const { response } = await result({ ...input, ...size, exclusiveStartKey });
          const { maxItems = COUNT, maxBytes = Number.POSITIVE_INFINITY, paging } = size;
          expect(response.Count).toBeLessThanOrEqual(maxItems);
          expect(Buffer.byteLength(JSON.stringify(response.Items))).toBeLessThanOrEqual(maxBytes);
          expect(response.Items).toHaveLength('select' in shape ? 0 : response.Count);
          exclusiveStartKey = response.LastEvaluatedKey;
          const readsOn = paging === 'all' && exclusiveStartKey !== null;
          if (readsOn && size.maxBytes === undefined) expect(response.Count).toBe(maxItems);
          found.push(...response.Items);
          count += response.Count;
          expect(++tasks).toBeLessThanOrEqual(COUNT + 1);
        } while (exclusiveStartKey !== null);
        expect(found).toEqual(whole.Items);
        expect(count).toBe(whole.Count);
      }),
      { numRuns: inLongForm(40, 8) },
    );
  });

  test('going on from the keys of all segments gives each item exactly once', async () => {
    const segments = fc.record({
      totalSegments: fc.integer({ min: 1, max: 20 }),
      limit: fc.integer({ min: 2, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(
        segments,
        filters,
        fc.constantFrom({}, { indexName: 'byGroup' }),
        async (size, filter, index) => {
          const input = { ...scan, ...filter, ...index, projectionExpression: 'n', tableName };
          const whole = (await result(input)).response;
          const found: unknown[] = [];
          let exclusiveStartKeys: object[] | null = null;
          do {
            const { response } = await result({ ...input, ...size, exclusiveStartKeys });
            expect(response.LastEvaluatedKey).toBeNull();
            expect(response.LastEvaluatedKeys?.length ?? size.totalSegments).toBe(size.totalSegments);
            found.push(...response.Items);
            exclusiveStartKeys = response.LastEvaluatedKeys;
          } while (exclusiveStartKeys !== null);
          const byN = (one: unknown, other: unknown) => (one as { n: number }).n - (other as { n: number }).n;
          expect(found.sort(byN)).toEqual(whole.Items.sort(byN));
        },
      ),
      { numRuns: inLongForm(10, 5) },
    );
  });
});
