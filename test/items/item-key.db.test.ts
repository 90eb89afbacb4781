import { DeleteTableCommand, PutItemCommand, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatFaults } from '../../src/failure/faults.ts';
import { operationsById } from '../../src/operations/index.ts';
import { type CannedAnswer, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { databases, freshName, makeTableOf, plainClient } from '../support/databases.ts';
import { errorOf, jobSettings, resultsOf, runInput } from '../support/jobs.ts';

const getItem = { itemOperation: 'getItem', tableName: 't' };

describe.each(databases)('%s', (_, endpoint) => {
  const result = resultsOf(endpoint);
  const client = plainClient(endpoint);
  const tableName = freshName();
  const numbered = freshName();
  beforeAll(async () => {
    await makeTableOf(client, tableName, { id: 'S', date: 'S' });
    await makeTableOf(client, numbered, { number: 'N' });
    await client.send(new PutItemCommand({ TableName: tableName, Item: { id: { S: 'a' }, date: { S: 'd' } } }));
    await client.send(new PutItemCommand({ TableName: numbered, Item: { number: { N: '7' } } }));
  });

  test('an item is found by the values of its key alone, whose names the table knows', async () => {
    const { response } = await result({ ...getItem, tableName, partitionKeyValue: 'a', sortKeyValue: 'd' });
    expect(response.Item).toEqual({ id: 'a', date: 'd' });
  });

  test.each([7, '7', '7.0', { $n: '7' }])(
    'the value of a number key may be a number or its digits: %j',
    async (value) => {
      const { response } = await result({ ...getItem, tableName: numbered, partitionKeyValue: value });
      expect(response.Item).toEqual({ number: 7 });
    },
  );

  test.each([
    [{ partitionKeyValue: 'a' }, 'is id (S) and date (S); got partitionKeyValue.'],
    [{ partitionKeyValue: 'a', sortKeyValue: 1 }, 'is id (S) and date (S); got id (S) and date (N).'],
    [{ primaryKeyComponents: { id: 'a', day: 'd' } }, 'is id (S) and date (S); got id (S) and day (S).'],
  ])('a key that is not one of the table is refused with the keys of the table: %j', async (key, told) => {
    const error = errorOf(await runInput(endpoint, { ...getItem, tableName, ...key }));
    expect(error).toMatchObject({ code: 'AwsDynamoDbExecutionException', type: 'ValidationException' });
    expect(error.message).toContain(
      `The provided key element does not match the schema: the key of ${tableName} ${told}`,
    );
  });

  /** A table with the key `after`, of which the worker knows the key `before`. */
  async function makeAnew(): Promise<string> {
    const remade = freshName();
    await makeTableOf(client, remade, { before: 'S' });
    await result({ ...getItem, tableName: remade, partitionKeyValue: 'x' });
    await client.send(new DeleteTableCommand({ TableName: remade }));
    await waitUntilTableNotExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TableName: remade });
    await makeTableOf(client, remade, { after: 'S' });
    return remade;
  }

  test('the keys of a table that was made anew are looked up anew', async () => {
    const remade = await makeAnew();
    await client.send(new PutItemCommand({ TableName: remade, Item: { after: { S: 'x' } } }));
    const byValue = await result({ ...getItem, tableName: remade, partitionKeyValue: 'x' });
    expect(byValue.response.Item).toEqual({ after: 'x' });
  });

  test('a key by name of a table that was made anew is no fault', async () => {
    const remade = await makeAnew();
    const { response } = await result({ ...getItem, tableName: remade, primaryKeyComponents: { after: 'x' } });
    expect(response.Item).toBeNull();
  });
});

test.each([
  [
    {},
    'input.primaryKeyComponents (Primary key): expected the key of the item, here or as partitionKeyValue (Partition key value), got neither',
  ],
  [
    { primaryKeyComponents: { id: 'a' }, partitionKeyValue: 'a' },
    'expected either primaryKeyComponents (Primary key) or',
  ],
  [
    { sortKeyValue: 'a' },
    'input.partitionKeyValue (Partition key value): expected a value beside the sortKeyValue (Sort key value), got nothing',
  ],
  [
    { partitionKeyValue: true },
    'input.partitionKeyValue (Partition key value): expected a text, a number or binary, as every key',
  ],
  [{ partitionKeyValue: { S: 'a' } }, 'set inputFormat (Input format) to dynamodb-json for values with their types'],
  [
    { partitionKeyValue: 'a', inputFormat: 'dynamodb-json' },
    'input.partitionKeyValue (Partition key value): expected an attribute value with',
  ],
])('a key is given in one way, and whole: %j', (key, told) => {
  const faults = operationsById.get('getItem')?.prepare({ ...getItem, ...key });
  expect(Array.isArray(faults) && formatFaults(faults)).toContain(told);
});

describe('the look at the keys of a table', () => {
  const described = (name: string): CannedAnswer => ({
    body: {
      Table: {
        KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: name, AttributeType: 'S' }],
      },
    },
  });

  /** Runs jobs one after the other, or all at once, on a server that says these things; gives what it was asked. */
  async function askedBy(jobs: object[], describe: CannedAnswer[], atOnce = false) {
    const answers = [...describe];
    const found: CannedAnswer = { body: {} };
    const server = await startCannedDynamodb(
      ({ operation }) => (operation === 'DescribeTable' ? (answers.shift() ?? 'reset') : found),
      { describe: 'as others' },
    );
    const settings = jobSettings();
    const run = (job: object) => runInput(server.endpoint, { ...getItem, ...job }, { settings });
    const outcomes = [];
    if (atOnce) outcomes.push(...(await Promise.all(jobs.map(run))));
    else for (const job of jobs) outcomes.push(await run(job));
    await server.stop();
    return { kinds: outcomes.map(({ kind }) => kind), asked: server.requests.map(({ operation }) => operation) };
  }
  const key = { primaryKeyComponents: { id: 'a' } };

  test('is taken once for all jobs of a connection, also for fifty at once', async () => {
    const { asked } = await askedBy(Array(50).fill(key), [described('id')], true);
    expect(asked.filter((operation) => operation === 'DescribeTable')).toHaveLength(1);
    expect(asked).toHaveLength(51);
  });

  test('comes before DynamoDB is asked, and again before a refusal', async () => {
    const { kinds, asked } = await askedBy([key, key], [described('other'), described('id')]);
    expect(kinds).toEqual(['error', 'completed']);
    expect(asked).toEqual(['DescribeTable', 'DescribeTable', 'GetItem']);
  });

  test('is not taken again for a while when it is not allowed: DynamoDB decides', async () => {
    const { kinds, asked } = await askedBy([key, key], [{ type: 'AccessDeniedException' }]);
    expect(kinds).toEqual(['completed', 'completed']);
    expect(asked).toEqual(['DescribeTable', 'GetItem', 'GetItem']);
  });

  test('is no answer of DynamoDB where it describes no table', async () => {
    const { kinds, asked } = await askedBy([key], [{ body: {} }]);
    expect(kinds).toEqual(['failed']);
    expect(asked).toEqual(['DescribeTable']);
  });

  test('must be allowed for a key by value', async () => {
    const { kinds, asked } = await askedBy([{ partitionKeyValue: 'a' }], [{ type: 'AccessDeniedException' }]);
    expect(kinds).toEqual(['error']);
    expect(asked).toEqual(['DescribeTable']);
  });
});
