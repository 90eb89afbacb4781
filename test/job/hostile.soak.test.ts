import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDynalite } from '../../examples/local/dynalite.ts';
import { keepClients } from '../../src/dynamodb/clients.ts';
import type { Outcome } from '../../src/job/outcome.ts';
import { type Job, runJob } from '../../src/job/run-job.ts';
import { heapUsed } from '../support/heap.ts';
import { hostileJobs } from '../support/hostile-jobs.ts';
import { anything, clientSettings, jobSettings, resultsOf } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';

const JOBS = inLongForm(10_000, 500);
const WARM_UP = JOBS / 10;
const SEED = 20_251_121;
const AT_ONCE = 32;

/** A dynalite of its own: some of these jobs would be in the way of other tests. */
let database: Awaited<ReturnType<typeof startDynalite>>;
beforeAll(async () => {
  database = await startDynalite();
  const result = resultsOf(database.endpoint);
  await result({ tableOperation: 'createTable', tableName: 'orders', partitionKey: 'id', partitionKeyType: 'S' });
  await result({ itemOperation: 'addItem', tableName: 'orders', item: { id: 'a', n: 1 } });
});
afterAll(() => database.stop());

const settings = jobSettings({
  clients: keepClients({ ...clientSettings, maxAttempts: 1, connectTimeout: 1_000, requestTimeout: 2_000 }),
  policy: {
    ...anything,
    secret: (name) => (name === 'KNOWN' ? 'known' : undefined),
    allowsEndpoint: (origin) => origin === database.endpoint,
  },
});

test(`${JOBS} hostile jobs end one by one, as jobs do, and leave nothing behind`, {
  timeout: 170_000,
}, async () => {
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', onUnhandled);
  const counts = { completed: 0, error: 0, failed: 0 };
  const jobs = hostileJobs(database.endpoint);
  let next = 0;

  async function work(until: number): Promise<void> {
    while (next < until) {
      const [job] = fc.sample(jobs, { seed: SEED + next++, numRuns: 1 }) as [Job];
      const { outcome } = await runJob(job, settings, new AbortController().signal);
      check(outcome, job);
      counts[outcome.kind]++;
    }
  }
  const workTo = (until: number) => Promise.all(Array.from({ length: AT_ONCE }, () => work(until)));

  await workTo(WARM_UP);
  const before = heapUsed();
  await workTo(WARM_UP + JOBS);
  expect(heapUsed() - before).toBeLessThan(50_000_000);

  process.off('unhandledRejection', onUnhandled);
  expect(unhandled).toEqual([]);
  expect(counts.completed).toBeGreaterThan(JOBS / 10);
  expect(counts.error).toBeGreaterThan(JOBS / 10);
  const { response } = await resultsOf(database.endpoint)({ tableOperation: 'describeTable', tableName: 'orders' });
  expect(response.Table.TableStatus).toBe('ACTIVE');
});

function check(outcome: Outcome, job: Job): void {
  const about = `${job.variables.slice(0, 1_000)} ${job.customHeaders.slice(0, 1_000)}`;
  const text = expect.any(String);
  const kinds = {
    completed: { kind: 'completed', variables: text },
    error: { kind: 'error', code: text, message: text, variables: text },
    failed: {
      kind: 'failed',
      message: text,
      retries: expect.any(Number),
      backoffMs: expect.any(Number),
      variables: text,
    },
  };
  expect(outcome, about).toEqual(kinds[outcome.kind]);
  const variables = JSON.parse(outcome.variables);
  if (outcome.kind === 'completed') return;
  expect(outcome.message.length, about).toBeLessThanOrEqual(3_500);
  expect(outcome.message, about).not.toMatch(/Unexpected|worker itself is at fault|@smithy|@aws-sdk/);
  if (outcome.kind === 'failed') expect(outcome.retries, about).toBe(job.retries - 1);
  else expect(variables.error, about).toMatchObject({ code: expect.stringMatching(/^AwsDynamoDb\w+Exception$/) });
}
