import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatFaults } from '../../src/failure/faults.ts';
import { operationsById } from '../../src/operations/index.ts';
import { type CannedAnswer, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { databases, freshName, makeTableOf, plainClient } from '../support/databases.ts';
import { resultsOf } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';
import { sentBy } from '../support/wire.ts';

const executeStatement = { itemOperation: 'executeStatement' };
const COUNT = 30;

/** dynalite has no PartiQL. */
describe.each(databases.filter(([name]) => name === 'dynoxide'))('%s', (_, endpoint) => {
  const result = resultsOf(endpoint);
  let table: string;
  beforeAll(async () => {
    const client = plainClient(endpoint);
    const TableName = freshName();
    await makeTableOf(client, TableName, { customer: 'S', n: 'N' });
    await Promise.all(
      Array.from({ length: COUNT }, (_, n) =>
        client.send(
          new PutItemCommand({
            TableName,
            Item: {
              customer: { S: 'ada' },
              n: { N: String(n) },
              kind: { S: n % 7 === 3 ? 'rare' : 'usual' },
              text: { S: 'x'.repeat((n * 11) % 50) },
            },
          }),
        ),
      ),
    );
    table = `"${TableName}"`;
  });
  const execute = async (statement: string, fields: object = {}) =>
    (await result({ ...executeStatement, statement, ...fields })).response;

  test('reads items, with parameters', async () => {
    const statement = `SELECT n, kind FROM ${table} WHERE customer = ? AND n < ?`;
    const response = await execute(statement, { parameters: ['ada', 2] });
    expect(response).toMatchObject({
      Items: [
        { n: 0, kind: 'usual' },
        { n: 1, kind: 'usual' },
      ],
      NextToken: null,
      LastEvaluatedKey: null,
      ConsumedCapacity: null,
    });
    const typed = { inputFormat: 'dynamodb-json', outputFormat: 'dynamodb-json' };
    const inTypes = await execute(statement, { ...typed, parameters: '[{"S":"ada"},{"N":"1"}]' });
    expect(inTypes.Items).toEqual([{ n: { N: '0' }, kind: { S: 'usual' } }]);
  });

  test('writes items, and gives those that a statement returns', async () => {
    const values = { parameters: ['bob', 1, { $ss: ['a', 'b'] }, null] };
    const inserted = await execute(`INSERT INTO ${table} VALUE {'customer': ?, 'n': ?, 'tags': ?, 'x': ?}`, values);
    expect(inserted).toMatchObject({ Items: [], NextToken: null });
    const update = `UPDATE ${table} SET x = 5 WHERE customer = 'bob' AND n = 1 RETURNING ALL NEW *`;
    expect((await execute(update)).Items).toEqual([{ customer: 'bob', n: 1, tags: ['a', 'b'], x: 5 }]);
    await execute(`DELETE FROM ${table} WHERE customer = ? AND n = ?`, { parameters: ['bob', 1] });
    expect((await execute(`SELECT * FROM ${table} WHERE customer = 'bob'`)).Items).toEqual([]);
  });

  test('a condition that does not hold fails', async () => {
    const statement = `DELETE FROM ${table} WHERE customer = 'ada' AND n = 0 AND kind = 'rare'`;
    await expect(execute(statement)).rejects.toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'ConditionalCheckFailedException',
    });
  });

  test('going on from token to token gives each item exactly once', async () => {
    const statements = fc.constantFrom('', ` AND kind = 'rare'`, ` AND kind = 'none'`, ' AND n >= 25');
    const sizes = fc.record(
      {
        limit: fc.integer({ min: 1, max: 12 }),
        paging: fc.constantFrom('all', 'page'),
        maxItems: fc.integer({ min: 1, max: 9 }),
        maxBytes: fc.integer({ min: 120, max: 900 }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(statements, sizes, async (condition, size) => {
        const statement = `SELECT * FROM ${table} WHERE customer = 'ada'${condition}`;
        const whole = await execute(statement);
        const found: unknown[] = [];
        let nextToken: string | null = null;
        let tasks = 0;
        do {
          const response = await execute(statement, { ...size, nextToken });
          const { maxItems = COUNT, maxBytes = Number.POSITIVE_INFINITY, paging } = size;
          expect(response.Items.length).toBeLessThanOrEqual(maxItems);
          expect(JSON.stringify(response.Items).length).toBeLessThanOrEqual(maxBytes);
          nextToken = response.NextToken;
          const readsOn = paging === 'all' && size.maxBytes === undefined && nextToken !== null;
          if (readsOn) expect(response.Items).toHaveLength(maxItems);
          found.push(...response.Items);
          expect(++tasks).toBeLessThanOrEqual(COUNT + 1);
        } while (nextToken !== null);
        expect(found).toEqual(whole.Items);
      }),
      { numRuns: inLongForm(40, 8) },
    );
  });

  test('an item that alone is larger than the size in bytes is an error', async () => {
    const statement = `SELECT * FROM ${table} WHERE customer = 'ada'`;
    await expect(execute(statement, { maxBytes: 20 })).rejects.toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      message: expect.stringContaining('alone is larger than maxBytes (Max bytes)'),
    });
  });
});

test.each([
  [{}, 'input.statement (Statement): expected text, got nothing'],
  [{ statement: 'SELECT {{secrets.A}}' }, 'input.statement (Statement): expected text without {{secrets'],
  [{ parameters: { a: 1 } }, 'input.parameters (Parameters): expected a list of values, got an object with "a"'],
  [{ parameters: [1, { $ss: [] }] }, 'input.parameters[1].$ss (Parameters): expected a list of at least one member'],
])('what a statement cannot be is refused: %j', (fields, message) => {
  const faults = operationsById.get('executeStatement')?.prepare({ ...executeStatement, ...fields });
  expect(Array.isArray(faults) && formatFaults(faults)).toContain(message);
});

const statement = 'SELECT * FROM t';

test('sends what is said, and no more, with every page', async () => {
  expect(await sentBy({ ...executeStatement, statement, parameters: [] })).toEqual([{ Statement: statement }]);
  const change = 'DELETE FROM t WHERE id = 1';
  expect(await sentBy({ ...executeStatement, statement: change })).toEqual([
    { Statement: change, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
  ]);
  const all = {
    parameters: ['a', { $b: 'AQI=' }],
    consistentRead: 'true',
    limit: 5,
    paging: 'all',
    nextToken: 'before',
    returnConsumedCapacity: 'TOTAL',
  };
  const request = {
    Statement: statement,
    Parameters: [{ S: 'a' }, { B: 'AQI=' }],
    ConsistentRead: true,
    Limit: 5,
    ReturnConsumedCapacity: 'TOTAL',
  };
  const page = { body: { Items: [], NextToken: 'next' } };
  expect(await sentBy({ ...executeStatement, statement, ...all }, page)).toEqual([
    { ...request, NextToken: 'before' },
    { ...request, NextToken: 'next' },
  ]);
  expect(await sentBy({ ...executeStatement, statement, ...all, paging: undefined }, page)).toHaveLength(1);
});

test.each(['UPDATE t', '-- pay\n/* it */ delete from t', '\n/**/\tupdate t'])(
  'a statement with a condition asks for the item that is there: %j',
  async (text) => {
    const [sent] = await sentBy({ ...executeStatement, statement: text });
    expect(sent).toMatchObject({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
  },
);

test('where few of the items read are wanted, pages grow', async () => {
  const none = { body: { Items: [], NextToken: 'next' } };
  const one = { body: { Items: [{ id: { S: 'a' } }], NextToken: 'next' } };
  const sent = await sentBy({ ...executeStatement, statement, maxItems: 2 }, none, none, one, one);
  expect(sent.map(({ Limit }) => Limit)).toEqual([2, 4, 8, 16]);
});

describe('a DynamoDB', () => {
  const item = { id: { S: 'a' } };
  const run = async (fields: object, ...answers: CannedAnswer[]) => {
    const server = await startCannedDynamodb();
    server.queue(...answers);
    try {
      return await resultsOf(server.endpoint)({ ...executeStatement, statement, ...fields });
    } finally {
      await server.stop();
    }
  };

  test('that says what pages consumed has it summed', async () => {
    const ConsumedCapacity = { TableName: 't', CapacityUnits: 0.5 };
    const page = { body: { Items: [item], NextToken: 'next', ConsumedCapacity } };
    const last = { body: { Items: [], LastEvaluatedKey: item, ConsumedCapacity } };
    const { response } = await run({ returnConsumedCapacity: 'TOTAL' }, page, last);
    expect(response).toMatchObject({
      ConsumedCapacity: { TableName: 't', CapacityUnits: 1 },
      LastEvaluatedKey: { id: 'a' },
    });
  });

  /** AWS gives it, dynoxide does not. */
  test('that has an item for which a condition does not hold: the failure has it', async () => {
    const failed = { type: 'ConditionalCheckFailedException', body: { Item: { ...item, kind: { S: 'usual' } } } };
    await expect(run({ statement: "DELETE FROM t WHERE id = 'a' AND kind = 'rare'" }, failed)).rejects.toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'ConditionalCheckFailedException',
      item: { id: 'a', kind: 'usual' },
    });
  });

  const other = (id: string) => ({ id: { S: id } });

  test('whose items change before a page is read again has those of the last read given, so that none is lost', async () => {
    const first = { body: { Items: [other('a'), other('b'), other('c')], NextToken: 'after c' } };
    const again = { body: { Items: [other('a'), other('c')], NextToken: 'after c' } };
    const { response } = await run({ maxBytes: 30 }, first, again);
    expect(response).toMatchObject({ Items: [{ id: 'a' }, { id: 'c' }], NextToken: 'after c' });
  });

  test('that has done what a statement writes, of which too much is returned: the failure says that it is done', async () => {
    const page = { body: { Items: [item] } };
    const write = { statement: '-- pay\n/* it */ UPDATE t SET a = 1 RETURNING ALL NEW *', maxBytes: 5 };
    await expect(run(write, page)).rejects.toMatchObject({
      message: expect.stringMatching(/larger than maxBytes.*\(The operation itself was done\.\)$/),
    });
  });

  test('that fails in the middle leaves the token to go on with', async () => {
    const page = { body: { Items: [item, item], NextToken: 'next' } };
    await expect(run({}, page, { type: 'AccessDeniedException' })).rejects.toMatchObject({
      type: 'AccessDeniedException',
      position: { NextToken: 'next', Count: 2 },
    });
  });

  test('that gives more items than it was asked for is not asked again and again', async () => {
    const page = { body: { Items: [item, item], NextToken: 'next' } };
    await expect(run({ maxItems: 1 }, page, page)).rejects.toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      message: expect.stringContaining('gave more items than its Limit: 2, not 1'),
    });
  });
});
