import { expect, onTestFinished, test } from 'vitest';
import { memoryOfJobs } from '../../src/job/memory.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { jobSettings, runInput } from '../support/jobs.ts';

/** Calls of a batch at once. */
const LANES = 4;

/** Answers of 100 items each, which take so long to convert that others have their turn, and which come together. */
async function startLargeTable() {
  const list = { L: Array.from({ length: 5_000 }, () => ({ N: '1' })) };
  let together: (() => void)[] = [];
  return startCannedDynamodb(async ({ body }) => {
    const { Keys = [] } = (body as { RequestItems: { t: { Keys: object[] } } }).RequestItems.t;
    await new Promise<void>((resolve) => {
      together.push(resolve);
      if (together.length < LANES) return;
      for (const answer of together) answer();
      together = [];
    });
    return { body: { Responses: { t: Keys.map((key) => ({ ...key, list })) } } };
  });
}

test('answers that others wait for while they are converted do not count as too large for the memory', async () => {
  const server = await startLargeTable();
  onTestFinished(() => server.stop());
  // Room for two answers while they are read, and for all that is kept of the four.
  const memory = memoryOfJobs({ heap: 256 * 2 ** 20, maxJobs: 1, maxResultBytes: 2 ** 20 });
  const keys = Array.from({ length: LANES * 100 }, (_, n) => ({ id: `${n}` }));
  const outcome = await runInput(
    server.endpoint,
    { itemOperation: 'batchGetItems', tableName: 't', keys },
    {
      settings: jobSettings({ memory, maxResultBytes: 10 * 2 ** 20 }),
      headers: { resultExpression: '{count: count(response.response.Responses.t)}' },
    },
  );
  expect(outcome).toMatchObject({ kind: 'completed', variables: '{"count":400}' });
  expect(memory.held).toBe(0);
});
