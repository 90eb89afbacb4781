import { expect, onTestFinished, test } from 'vitest';
import { memoryOfJobs } from '../../src/job/memory.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { jobSettings, runInput } from '../support/jobs.ts';

const MB = 2 ** 20;

test('the memory of a sample is given back when it has been looked at, so that many tables can be discovered', async () => {
  const Items = Array.from({ length: 25 }, (_, n) => ({ id: { N: `${n}` }, text: { S: 'x'.repeat(40_000) } }));
  const TableNames = Array.from({ length: 20 }, (_, n) => `table-${n}`);
  const server = await startCannedDynamodb(
    ({ operation, body }) => {
      if (operation === 'ListTables') return { body: { TableNames } };
      if (operation === 'Scan') return { body: { Items } };
      return { body: { Table: { TableName: body.TableName, TableStatus: 'ACTIVE', KeySchema: [] } } };
    },
    { describe: 'as others' },
  );
  onTestFinished(() => server.stop());
  // Room for a few of the samples at a time, of the 20.
  const memory = memoryOfJobs({ heap: 128 * MB, maxJobs: 1, maxResultBytes: MB });
  const outcome = await runInput(
    server.endpoint,
    { tableOperation: 'discoverTables' },
    { settings: jobSettings({ memory }), headers: { resultExpression: '{count: count(response.response.Tables)}' } },
  );
  expect(outcome).toMatchObject({ kind: 'completed', variables: '{"count":20}' });
});
