import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { runJob } from '../../src/job/run-job.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { countCalls } from '../support/count-calls.ts';
import { activatedJob, clientSettings, jobSettings, variablesFor } from '../support/jobs.ts';

const row = Object.fromEntries(
  Array.from({ length: 20 }, (_, at) => [`a${at}`, at % 2 === 0 ? { S: `text ${at}` } : { N: String(at) }]),
);
const answers: Readonly<Record<string, object>> = {
  GetItem: { Item: { id: { S: 'a' }, name: { S: 'Ada' }, age: { N: '36' } } },
  Scan: { Items: Array(100).fill(row), Count: 100, ScannedCount: 100 },
};

let server: CannedDynamodb;
const clients = keepClients({ ...clientSettings, maxAttempts: 1 });
beforeAll(async () => {
  server = await startCannedDynamodb(({ operation }) => ({ body: answers[operation] ?? {} }));
});
afterAll(() => {
  clients.close();
  return server.stop();
});

const WARM_UP = 20;
const JOBS = 20;
/** How much a figure may grow before someone has to look why. */
const GROWTH = 1.05;

/** The figures were counted when the files were as they are committed. Who makes a job cheaper lowers its figure. */
test.each([
  ['getItem job', { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } }, 964],
  ['page of a scan, 100 items of 20 attributes', { itemOperation: 'scanTable', tableName: 't' }, 19_454],
])('a %s calls no more functions than it did', async (_, input, figure) => {
  const settings = jobSettings({ clients });
  const variables = JSON.stringify(variablesFor(server.endpoint, input));
  const run = async (jobs: number) => {
    for (let job = 0; job < jobs; job++) {
      const { outcome } = await runJob({ ...activatedJob, variables }, settings, new AbortController().signal);
      expect(outcome.kind).toBe('completed');
    }
  };
  await run(WARM_UP);
  const calls = (await countCalls(() => run(JOBS))) / JOBS;
  expect(calls).toBeLessThan(figure * GROWTH);
  expect(calls).toBeGreaterThan(figure / GROWTH);
});
