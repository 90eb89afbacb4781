import { expect, onTestFinished, test } from 'vitest';
import { memoryOfJobs } from '../../src/job/memory.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { jobSettings, runInput } from '../support/jobs.ts';

const MB = 2 ** 20;

test('the memory of an answer with writes that are left is given back, however often they are sent again', async () => {
  const server = await startCannedDynamodb(({ body }) => {
    const { t: asked = [] } = (body as { RequestItems: { t: object[] } }).RequestItems;
    return { body: { UnprocessedItems: asked.length === 1 ? {} : { t: asked.slice(1) } } };
  });
  onTestFinished(() => server.stop());
  const putItems = Array.from({ length: 12 }, (_, n) => ({ id: `${n}`, text: 'x'.repeat(60_000) }));
  // Room for the variables, and for a few of the answers at a time, of the eleven.
  const memory = memoryOfJobs({ heap: 128 * MB, maxJobs: 1, maxResultBytes: MB });
  const outcome = await runInput(
    server.endpoint,
    { itemOperation: 'batchWriteItems', tableName: 't', putItems },
    { settings: jobSettings({ memory }), headers: { resultExpression: '{written: response.response.Written}' } },
  );
  expect(outcome).toMatchObject({ kind: 'completed', variables: '{"written":12}' });
});
