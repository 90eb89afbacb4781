import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatFaults } from '../../src/failure/faults.ts';
import { operationsById } from '../../src/operations/index.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { databases, makeTable, plainClient } from '../support/databases.ts';
import { errorOf, jobSettings, resultsOf, runInput } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const scanTable = { tableOperation: 'scanTable', tableName: 't' };

describe.each(databases)('%s', (database, endpoint) => {
  const result = resultsOf(endpoint);
  /** dynoxide counts an item for which a page has no room on that page and on the next. */
  const scanned = (count: number) => (database === 'dynoxide' ? {} : { ScannedCount: count });
  let tableName: string;
  let emptyTable: string;
  /** Of binary keys. */
  let smallTable: string;
  beforeAll(async () => {
    const client = plainClient(endpoint);
    [tableName, emptyTable, smallTable] = await Promise.all([
      makeTable(client),
      makeTable(client),
      makeTable(client, 'B'),
    ]);
    await Promise.all(
      Array.from({ length: 7 }, (_, n) =>
        client.send(
          new PutItemCommand({ TableName: smallTable, Item: { id: { B: Buffer.from([n]) }, n: { N: `${n}` } } }),
        ),
      ),
    );
    const text = { S: 'x'.repeat(300_000) };
    await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        client.send(new PutItemCommand({ TableName: tableName, Item: { id: { S: `${n}` }, n: { N: `${n}` }, text } })),
      ),
    );
  });

  test('gives all items of a table of several pages, and what all pages consumed', async () => {
    const small = { projectionExpression: 'id', returnConsumedCapacity: 'TOTAL' };
    const { action, response } = await result({ ...scanTable, tableName, ...small });
    expect(action).toBe('scanTable');
    const ids = response.Items.map(({ id }: { id: string }) => id);
    expect(ids.sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
    expect(response).toMatchObject({ Count: 8, ...scanned(8), LastEvaluatedKey: null });
    expect(response.ResponseMetadata.Attempts).toBeGreaterThan(1);
    expect(response.ConsumedCapacity.CapacityUnits).toBeGreaterThan(290);
  });

  test('gives the items that pass a filter, and counts those it read', async () => {
    const filter = {
      filterExpression: '#n > :n',
      projectionExpression: '#n',
      expressionAttributeNames: { '#n': 'n' },
      expressionAttributeValues: { ':n': 6 },
    };
    const { response } = await result({ ...scanTable, tableName, ...filter });
    expect(response).toMatchObject({ Items: [{ n: 7 }], Count: 1, ...scanned(8) });
  });

  test.each([{}, { outputFormat: 'json-typed' }, { inputFormat: 'dynamodb-json' }, { outputFormat: 'dynamodb-json' }])(
    'gives page after page, each from the key of the one before: %j',
    async (formats) => {
      const pages = { ...scanTable, ...formats, tableName: smallTable, limit: 3 };
      const ids: unknown[] = [];
      let exclusiveStartKey: unknown = null;
      do {
        const { response } = await result({ ...pages, exclusiveStartKey });
        expect(response.Items.length).toBeLessThanOrEqual(3);
        expect(response.Count).toBe(response.Items.length);
        ids.push(...response.Items.map(({ id }: { id: unknown }) => id));
        exclusiveStartKey = response.LastEvaluatedKey;
      } while (exclusiveStartKey !== null);
      expect(ids).toHaveLength(7);
      expect(new Set(ids.map((id) => JSON.stringify(id))).size).toBe(7);
    },
  );

  test('reads pages of a size to the end, from a key on', async () => {
    const pages = { ...scanTable, tableName: smallTable, limit: 2, paging: 'all' };
    const all = await result(pages);
    expect(all.response).toMatchObject({ Count: 7, ScannedCount: 7, LastEvaluatedKey: null });
    expect(all.response.ResponseMetadata.Attempts).toBeGreaterThanOrEqual(4);
    const { response } = await result({ ...scanTable, tableName: smallTable, limit: 2 });
    const rest = await result({ ...pages, exclusiveStartKey: response.LastEvaluatedKey });
    expect([...response.Items, ...rest.response.Items]).toEqual(all.response.Items);
  });

  test('counts without giving items', async () => {
    const count = { ...scanTable, tableName: smallTable, select: 'COUNT', limit: 3, paging: 'all' };
    const filter = { filterExpression: 'n > :n', expressionAttributeValues: { ':n': 4 } };
    expect((await result(count)).response).toMatchObject({ Items: [], Count: 7, ScannedCount: 7 });
    const filtered = await result({ ...count, ...filter });
    expect(filtered.response).toMatchObject({ Items: [], Count: 2, ScannedCount: 7, LastEvaluatedKey: null });
  });

  test('reads a segment: all of them together have each item once', async () => {
    const segments = [0, 1, 2].map((segment) =>
      result({ ...scanTable, tableName: smallTable, segment, totalSegments: 3 }),
    );
    const items = (await Promise.all(segments)).flatMap(({ response }) => response.Items);
    expect(items.map(({ n }) => n).sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('reads all segments at once, in their order', async () => {
    const segments = [0, 1, 2].map((segment) =>
      result({ ...scanTable, tableName: smallTable, segment, totalSegments: 3 }),
    );
    const inOrder = (await Promise.all(segments)).flatMap(({ response }) => response.Items);
    const all = { tableName: smallTable, totalSegments: '3', limit: 2, paging: 'all', returnConsumedCapacity: 'TOTAL' };
    const { response } = await result({ ...scanTable, ...all });
    expect(response).toMatchObject({ Items: inOrder, Count: 7, ScannedCount: 7 });
    expect(response).toMatchObject({ LastEvaluatedKey: null, LastEvaluatedKeys: null });
    expect(response.ConsumedCapacity.CapacityUnits).toBeGreaterThan(0.5);
  });

  test.each([{}, { outputFormat: 'json-typed' }, { inputFormat: 'dynamodb-json' }, { outputFormat: 'dynamodb-json' }])(
    'gives a page of each segment after the other, from the keys of the ones before: %j',
    async (formats) => {
      const pages = { ...scanTable, ...formats, tableName: smallTable, limit: 1, totalSegments: 3 };
      const found: unknown[] = [];
      let exclusiveStartKeys: unknown = null;
      do {
        const { response } = await result({ ...pages, exclusiveStartKeys });
        expect(response.Items.length).toBeLessThanOrEqual(3);
        found.push(...response.Items.map((item: unknown) => JSON.stringify(item)));
        exclusiveStartKeys = response.LastEvaluatedKeys;
      } while (exclusiveStartKeys !== null);
      expect(found).toHaveLength(7);
      expect(new Set(found).size).toBe(7);
    },
  );

  test('reads all at a rate', async () => {
    const { response } = await result({ ...scanTable, tableName: smallTable, maxReadUnits: 100 });
    expect(response).toMatchObject({ Count: 7, LastEvaluatedKey: null, ConsumedCapacity: null });
  });

  test('gives an empty list for an empty table', async () => {
    const { response } = await result({ ...scanTable, tableName: emptyTable });
    expect(response).toEqual({
      Items: [],
      Count: 0,
      ScannedCount: 0,
      LastEvaluatedKey: null,
      ConsumedCapacity: null,
      ResponseMetadata: expect.any(Object),
    });
  });

  test('fails when the items are too large for process variables, and says what to do', async () => {
    const outcome = await runInput(endpoint, { ...scanTable, tableName }, { headers: { resultVariable: 'all' } });
    expect(outcome).toMatchObject({
      kind: 'error',
      code: 'AwsDynamoDbExecutionException',
      message: expect.stringMatching(/^scanTable on the table .*too large for process variables: \d+ bytes.*filter/),
    });
  });
});

test.each([
  [
    { totalSegments: 1_000_001 },
    'input.totalSegments (Total segments): expected a whole number from 1 to 1000000, got',
  ],
  [{ segment: 0 }, 'input.totalSegments (Total segments): expected a whole number from 1, the number of segments'],
  [
    { segment: '2', totalSegments: 2 },
    'input.segment (Segment): expected a whole number below totalSegments (Total segments), from 0 to 1, got',
  ],
  [
    { exclusiveStartKeys: [null] },
    'input.exclusiveStartKeys (Exclusive start keys): expected none unless totalSegments (Total segments) is given without a segment (Segment), got no totalSegments',
  ],
  [{ exclusiveStartKeys: [null], segment: 0, totalSegments: 1 }, 'without a segment (Segment), got a segment'],
  [
    { exclusiveStartKeys: [null], totalSegments: 2 },
    'input.exclusiveStartKeys (Exclusive start keys): expected a list of 2, one for each segment, got a list of 1',
  ],
  [
    { exclusiveStartKeys: [{ id: 'a' }, { id: true }, 5], totalSegments: 3 },
    'input.exclusiveStartKeys[1].id (Exclusive start keys): expected a text, a number or binary',
  ],
  [
    { exclusiveStartKeys: [5], totalSegments: 1 },
    'input.exclusiveStartKeys[0] (Exclusive start keys): expected an object of attribute names and values, got the number 5',
  ],
  [
    { exclusiveStartKeys: { id: 'a' }, totalSegments: 1 },
    'input.exclusiveStartKeys (Exclusive start keys): expected a list of a key, or null, for each segment',
  ],
  [
    { exclusiveStartKey: { id: 'a' }, totalSegments: 2 },
    'input.exclusiveStartKey (Exclusive start key): expected exclusiveStartKeys (Exclusive start keys) in its place',
  ],
  [
    { maxItems: 5, totalSegments: 2 },
    'input.maxItems (Max items): expected none where all segments are read: a limit (Limit) or paging (Paging) = page',
  ],
  [{ maxBytes: 5, totalSegments: 2 }, 'input.maxBytes (Max bytes): expected none where all segments are read'],
  [{ maxBytes: 1 }, 'input.maxBytes (Max bytes): expected a whole number from 2'],
  [
    { filter: { a: 1 }, filterExpression: 'a = :a' },
    'input.filterExpression (Filter expression): expected either filterExpression (Filter expression) or filter (Filter), got both',
  ],
  [
    { exclusiveStartKey: { id: { SS: ['a'] } } },
    'input.exclusiveStartKey.id (Exclusive start key): expected a text, a number or binary',
  ],
  [
    { select: 'COUNT', projectionExpression: 'a' },
    'input.projectionExpression (Projection expression): expected none where select (Select) is COUNT',
  ],
  [{ limit: 2 ** 31 }, 'input.limit (Limit): expected a whole number from 1 to 2147483647'],
  [{ limit: 0 }, 'input.limit (Limit): expected a whole number from 1'],
])('what a scan cannot do is refused: %j', (fields, message) => {
  const faults = operationsById.get('scanTable')?.prepare({ ...scanTable, ...fields });
  expect(Array.isArray(faults) && formatFaults(faults)).toContain(message);
});

describe('the memory', () => {
  const page = { Items: [{ id: { S: 'x'.repeat(1_000) } }], Count: 1, LastEvaluatedKey: { id: { S: 'x' } } };
  const last = { Items: page.Items, Count: 1 };
  const settings = jobSettings({ maxResultBytes: 1_000 });

  test('is not filled: a scan ends when it has read sixteen times what a result may be', async () => {
    const server = await startCannedDynamodb(() => ({ body: page }));
    const outcome = await runInput(server.endpoint, scanTable, { settings });
    await server.stop();
    expect(errorOf(outcome)).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      message: expect.stringMatching(
        /^scanTable on the table t in eu-central-1: .* 16176 characters of JSON so far, at most 16000\. Set limit .* or projectionExpression/,
      ),
    });
    // The last was on its way while the sixteenth was converted.
    expect(server.requests).toHaveLength(17);
  });

  test('may hold more than a result, of which a result expression keeps little', async () => {
    const server = await startCannedDynamodb(({ body }) => ({ body: body.ExclusiveStartKey ? last : page }));
    const headers = { resultExpression: '{count: response.response.Count}' };
    const outcome = await runInput(server.endpoint, scanTable, { settings, headers });
    await server.stop();
    expect(outcome).toEqual({ kind: 'completed', variables: '{"count":2}' });
  });
});

test('sends what is said, and no more, with every page', async () => {
  expect(await sentBy(scanTable)).toEqual([{ TableName: 't' }]);
  const all = {
    indexName: 'i',
    filterExpression: '#a = :b',
    projectionExpression: '#a',
    expressionAttributeNames: { '#a': 'a' },
    expressionAttributeValues: { ':b': 0 },
    consistentRead: 'false',
    select: 'SPECIFIC_ATTRIBUTES',
    limit: '5',
    paging: 'all',
    segment: 0,
    totalSegments: '4',
    returnConsumedCapacity: 'INDEXES',
  };
  const request = {
    TableName: 't',
    IndexName: 'i',
    FilterExpression: '#a = :b',
    ProjectionExpression: '#a',
    ExpressionAttributeNames: { '#a': 'a' },
    ExpressionAttributeValues: { ':b': { N: '0' } },
    ConsistentRead: false,
    Select: 'SPECIFIC_ATTRIBUTES',
    Limit: 5,
    Segment: 0,
    TotalSegments: 4,
    ReturnConsumedCapacity: 'INDEXES',
  };
  const page = { body: { Items: [], LastEvaluatedKey: { id: { B: 'AQI=' } } } };
  expect(await sentBy({ ...scanTable, ...all }, page)).toEqual([
    request,
    { ...request, ExclusiveStartKey: { id: { B: 'AQI=' } } },
  ]);
  const start = { exclusiveStartKey: { id: { $b: 'AQE=' } } };
  const form = { filterExpression: undefined, filter: { a: 0 }, expressionAttributeValues: undefined };
  expect(await sentBy({ ...scanTable, ...all, ...form, expressionAttributeNames: { '#a': 'b' } })).toEqual([
    {
      ...request,
      FilterExpression: 'a = :a',
      ExpressionAttributeNames: { '#a': 'b' },
      ExpressionAttributeValues: { ':a': { N: '0' } },
    },
  ]);
  const onePage = await sentBy({ ...scanTable, ...all, ...start, paging: undefined }, page, page);
  expect(onePage).toEqual([{ ...request, ExclusiveStartKey: { id: { B: 'AQE=' } } }]);
  expect(await sentBy({ ...scanTable, paging: 'page' }, page, page)).toEqual([{ TableName: 't' }]);
});
