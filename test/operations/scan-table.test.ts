import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { databases, makeTable, plainClient } from '../support/databases.ts';
import { resultsOf, runInput } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const scanTable = { tableOperation: 'scanTable', tableName: 't' };

describe.each(databases)('%s', (_, endpoint) => {
  const result = resultsOf(endpoint);
  let tableName: string;
  let emptyTable: string;
  beforeAll(async () => {
    const client = plainClient(endpoint);
    [tableName, emptyTable] = await Promise.all([makeTable(client), makeTable(client)]);
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
    expect(response).toMatchObject({ Count: 8, ScannedCount: 8, LastEvaluatedKey: null });
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
    expect(response).toMatchObject({ Items: [{ n: 7 }], Count: 1, ScannedCount: 8 });
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

test('sends what is said, and no more, with every page', async () => {
  expect(await sentBy(scanTable)).toEqual([{ TableName: 't' }]);
  const all = {
    indexName: 'i',
    filterExpression: '#a = :b',
    projectionExpression: '#a',
    expressionAttributeNames: { '#a': 'a' },
    expressionAttributeValues: { ':b': 0 },
    consistentRead: 'false',
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
    ReturnConsumedCapacity: 'INDEXES',
  };
  const page = { body: { Items: [], LastEvaluatedKey: { id: { B: 'AQI=' } } } };
  expect(await sentBy({ ...scanTable, ...all }, page)).toEqual([
    request,
    { ...request, ExclusiveStartKey: { id: { B: 'AQI=' } } },
  ]);
});
