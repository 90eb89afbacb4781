import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { type CannedAnswer, type CannedRequest, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { databases, freshName, makeTableOf, plainClient } from '../support/databases.ts';
import { errorOf, jobSettings, resultsOf, runInput } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';

const task = { tableOperation: 'discoverTables' };

describe.each(databases)('%s', (_, endpoint) => {
  const result = resultsOf(endpoint);
  const client = plainClient(endpoint);
  const put = (TableName: string, Item: PutItemCommand['input']['Item']) =>
    client.send(new PutItemCommand({ TableName, Item }));

  test('a table comes with its keys, and with the types of the attributes in its items', async () => {
    const tableName = freshName();
    await makeTableOf(client, tableName, { id: 'S', at: 'N' });
    await put(tableName, { id: { S: 'a' }, at: { N: '1' }, address: { M: { city: { S: 'x' } } } });
    await put(tableName, { id: { S: 'b' }, at: { N: '2' }, address: { S: 'y' }, tags: { L: [{ S: 'z' }] } });
    const { response } = await result({ ...task, tableNames: tableName });
    expect(response.Tables).toEqual([
      {
        TableName: tableName,
        TableStatus: 'ACTIVE',
        KeySchema: [
          { AttributeName: 'id', KeyType: 'HASH' },
          { AttributeName: 'at', KeyType: 'RANGE' },
        ],
        PrimaryKey: ['id', 'at'],
        GlobalSecondaryIndexes: [],
        LocalSecondaryIndexes: [],
        ItemCount: expect.any(Number),
        TableSizeBytes: expect.any(Number),
        BillingMode: 'PAY_PER_REQUEST',
        AttributeTypes: {
          address: ['M', 'S'],
          'address.city': ['S'],
          at: ['N'],
          id: ['S'],
          tags: ['L'],
          'tags[]': ['S'],
        },
      },
    ]);
  });

  test('tables are found by name and by pattern, each once, those named first', async () => {
    const run = randomUUID().slice(0, 8);
    const names = ['a', 'b', 'c'].map((letter) => `${run}-${letter}`);
    for (const name of names) await makeTableOf(client, name, { id: 'S' });
    const found = async (tableNames: unknown) =>
      (await result({ ...task, tableNames, sampleSize: 0 })).response.Tables.map(
        ({ TableName }: { TableName: string }) => TableName,
      );
    const [a, b, c] = names;
    expect((await found(`${run}-*`)).sort()).toEqual(names);
    expect(await found(`${c}, ${a}`)).toEqual([c, a]);
    expect((await found([`${c}`, `${run}*`, `${run}-*`])).slice(0, 1)).toEqual([c]);
    expect((await found([`${c}`, `${run}*`, `${run}-*`])).sort()).toEqual(names);
    expect(await found(JSON.stringify([b]))).toEqual([b]);
    expect(await found('nothing-is-called-*-so')).toEqual([]);
  });

  test('a table that is named and not there is an error that names it', async () => {
    const tableName = freshName();
    await expect(result({ ...task, tableNames: [tableName] })).rejects.toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'ResourceNotFoundException',
      message: expect.stringContaining(`DescribeTable on the table ${tableName}: ResourceNotFoundException`),
    });
  });
});

/** A DynamoDB with these tables, which answers otherwise where `other` says so. */
async function startTables(
  names: readonly string[],
  other: (request: CannedRequest) => CannedAnswer | undefined | Promise<undefined> = () => undefined,
) {
  const answer = async (request: CannedRequest): Promise<CannedAnswer> => {
    const { TableName, ExclusiveStartTableName } = request.body;
    const table = { TableName, TableStatus: 'ACTIVE', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] };
    switch (request.operation) {
      case 'DescribeTable':
        return (await other(request)) ?? { body: { Table: table } };
      case 'Scan':
        return (
          (await other(request)) ?? { body: { Items: [{ id: { S: 'a' } }], LastEvaluatedKey: { id: { S: 'a' } } } }
        );
      default: {
        const start = ExclusiveStartTableName === undefined ? 0 : names.indexOf(String(ExclusiveStartTableName)) + 1;
        const page = names.slice(start, start + 100);
        const more = start + 100 < names.length;
        return { body: { TableNames: page, ...(more && { LastEvaluatedTableName: page.at(-1) }) } };
      }
    }
  };
  const server = await startCannedDynamodb(answer, { describe: 'as others' });
  const operations = () => server.requests.map(({ operation }) => operation);
  return { ...server, operations };
}

test('tables that are named are not listed, so that this needs no permission', async () => {
  const server = await startTables(['a']);
  try {
    await resultsOf(server.endpoint)({ ...task, tableNames: 'a', sampleSize: '7' });
    expect(server.operations()).toEqual(['DescribeTable', 'Scan']);
    expect(server.requests[1]?.body).toEqual({ TableName: 'a', Limit: 7 });
  } finally {
    await server.stop();
  }
});

test('25 items are read of each table, none with a sample size of 0, and none where they cannot be', async () => {
  const archived = { body: { Table: { TableName: 'b', TableStatus: 'ARCHIVED' } } };
  const server = await startTables(['a', 'b'], ({ operation, body }) =>
    operation === 'DescribeTable' && body.TableName === 'b' ? archived : undefined,
  );
  try {
    await resultsOf(server.endpoint)(task);
    expect(server.requests.filter(({ operation }) => operation === 'Scan').map(({ body }) => body)).toEqual([
      { TableName: 'a', Limit: 25 },
    ]);
    await resultsOf(server.endpoint)({ ...task, sampleSize: 0 });
    expect(server.operations().filter((operation) => operation === 'Scan')).toHaveLength(1);
  } finally {
    await server.stop();
  }
});

test('a table that goes while it is looked at is left out', async () => {
  const gone = { type: 'ResourceNotFoundException' };
  const server = await startTables(['a', 'b', 'c'], ({ operation, body }) =>
    body.TableName === (operation === 'Scan' ? 'a' : 'b') ? gone : undefined,
  );
  try {
    const { response } = await resultsOf(server.endpoint)(task);
    expect(response.Tables).toEqual([
      {
        TableName: 'c',
        TableStatus: 'ACTIVE',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        PrimaryKey: ['id'],
        GlobalSecondaryIndexes: [],
        LocalSecondaryIndexes: [],
        ItemCount: null,
        TableSizeBytes: null,
        BillingMode: 'PROVISIONED',
        AttributeTypes: { id: ['S'] },
      },
    ]);
  } finally {
    await server.stop();
  }
});

test.each([
  ['DescribeTable', 'DescribeTable on the table b: AccessDeniedException'],
  ['Scan', 'Scan of the table b, which a sampleSize of 0 leaves out: AccessDeniedException'],
])('a missing permission names the table and the action: %s', async (denied, message) => {
  const server = await startTables(['a', 'b'], ({ operation, body }) =>
    operation === denied && body.TableName === 'b' ? { type: 'AccessDeniedException', delayMs: 200 } : undefined,
  );
  try {
    const error = errorOf(await runInput(server.endpoint, task));
    expect(error).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'AccessDeniedException',
      requestId: expect.any(String),
      message: expect.stringContaining(message),
      position: { Tables: 1 },
    });
  } finally {
    await server.stop();
  }
});

const MANY = inLongForm(2_000, 500);

test(`${MANY} tables are looked at, at most eight at once`, async () => {
  const names = Array.from({ length: MANY }, (_, index) => `table-${String(index).padStart(4, '0')}`);
  let open = 0;
  let most = 0;
  const server = await startTables(names, async () => {
    open += 1;
    most = Math.max(most, open);
    await turn();
    open -= 1;
    return undefined;
  });
  try {
    const { response } = await resultsOf(server.endpoint)({ ...task, sampleSize: 0 });
    expect(response.Tables.map(({ TableName }: { TableName: string }) => TableName)).toEqual(names);
    expect(most).toBeLessThanOrEqual(8);
    expect(most).toBeGreaterThan(1);
    expect(server.operations().filter((operation) => operation === 'ListTables')).toHaveLength(MANY / 100);
  } finally {
    await server.stop();
  }
});

test('items whose attributes have more paths than there is room for are an error that says what to set', async () => {
  const members = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`m${index}`, { S: '' }]));
  const items = { body: { Items: [{ id: { S: 'a' }, ['n'.repeat(60_000)]: { M: members } }] } };
  const server = await startTables(['a'], ({ operation }) => (operation === 'Scan' ? items : undefined));
  try {
    const error = errorOf(
      await runInput(server.endpoint, task, { settings: jobSettings({ maxResultBytes: 100_000 }) }),
    );
    expect(error).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      message: expect.stringMatching(
        /more than 1600000 bytes\. Set tableNames \(Table names\), .* or a smaller sampleSize \(Sample size\)\.$/,
      ),
    });
  } finally {
    await server.stop();
  }
});

test.each<[string, object, string]>([
  [
    'an empty list',
    { tableNames: [] },
    'input.tableNames (Table names): expected a list of at least one, got an empty list',
  ],
  [
    'a name that is no text',
    { tableNames: ['a', 5] },
    'input.tableNames[1] (Table names): expected text, got the number 5',
  ],
  ['a comma too many', { tableNames: 'a,,b' }, 'input.tableNames[1] (Table names): expected text, got an empty text'],
  [
    'a secret',
    { tableNames: '{{secrets.T}}' },
    'input.tableNames[0] (Table names): expected text without {{secrets.…}}',
  ],
  [
    'half an item',
    { sampleSize: 1.5 },
    'input.sampleSize (Sample size): expected a whole number from 0, got the number 1.5',
  ],
])('%s is a fault', async (_, fields, message) => {
  const { variables } = await runInput('http://127.0.0.1:1', { ...task, ...fields });
  expect(JSON.parse(variables).error).toMatchObject({
    code: 'AwsDynamoDbConfigurationException',
    message: expect.stringContaining(message),
  });
});
