import { describe, expect, test } from 'vitest';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { databases, makeTable, plainClient } from '../support/databases.ts';
import { errorOf, resultsOf, runInput } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const task = { tableOperation: 'listTables' };
const page = (TableNames: string[], LastEvaluatedTableName?: string) => ({
  body: { TableNames, LastEvaluatedTableName },
});

describe.each(databases)('%s', (_, endpoint) => {
  const result = resultsOf(endpoint);

  test('all tables are listed, on one page or on many', async () => {
    const client = plainClient(endpoint);
    const made = [await makeTable(client), await makeTable(client), await makeTable(client)];
    for (const fields of [{}, { limit: 1, paging: 'all' }]) {
      const { response } = await result({ ...task, ...fields });
      expect(response.TableNames).toEqual(expect.arrayContaining(made));
      expect(response.LastEvaluatedTableName).toBeNull();
    }
  });

  test('a page ends with the name to go on after', async () => {
    await makeTable(plainClient(endpoint));
    const { response } = await result({ ...task, limit: '1' });
    expect(response.TableNames).toHaveLength(1);
    expect(response.LastEvaluatedTableName).toBe(response.TableNames[0]);
  });
});

test('pages are asked for one after the other, from the name that is given', async () => {
  const pages = [page(['b'], 'b'), page(['c'], 'c'), page([])];
  expect(await sentBy({ ...task, exclusiveStartTableName: 'a' }, ...pages)).toEqual([
    { ExclusiveStartTableName: 'a' },
    { ExclusiveStartTableName: 'b' },
    { ExclusiveStartTableName: 'c' },
  ]);
  expect(await sentBy({ ...task, paging: 'page' }, ...pages)).toEqual([{}]);
  expect(await sentBy({ ...task, limit: 2 }, ...pages)).toEqual([{ Limit: 2 }]);
  expect(await sentBy({ ...task, limit: 2, paging: 'all' }, page(['a'], 'a'), page([]))).toEqual([
    { Limit: 2 },
    { ExclusiveStartTableName: 'a', Limit: 2 },
  ]);
});

test('a failure between pages says where to go on', async () => {
  const server = await startCannedDynamodb();
  try {
    server.queue(page(['a'], 'a'), page(['b'], 'b'), { type: 'AccessDeniedException' });
    const error = errorOf(await runInput(server.endpoint, task));
    expect(error).toMatchObject({ type: 'AccessDeniedException', position: { LastEvaluatedTableName: 'b' } });
  } finally {
    await server.stop();
  }
});

test.each([0, 101, 'many'])('no page has %j names', async (limit) => {
  const { variables } = await runInput('http://127.0.0.1:1', { ...task, limit });
  expect(JSON.parse(variables).error).toMatchObject({
    code: 'AwsDynamoDbConfigurationException',
    message: expect.stringContaining('input.limit (Limit): expected a whole number from 1 to 100'),
  });
});
