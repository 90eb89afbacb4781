import { status } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/job/outcome.ts';
import { reportOutcome } from '../../src/zeebe/report.ts';
import { gateways, takeJob } from '../support/gateways.ts';
import { until } from '../support/until.ts';

const completed: Outcome = { kind: 'completed', variables: '{"a":1}' };
const quiet = { late: 0, onError: () => {} };

describe('an outcome is told to Zeebe', () => {
  test.each<[Outcome, object]>([
    [completed, { how: 'completed', variables: '{"a":1}' }],
    [
      { kind: 'error', code: 'CODE', message: 'why', variables: '{"e":1}' },
      { how: 'error', errorCode: 'CODE', errorMessage: 'why', variables: '{"e":1}' },
    ],
    [
      { kind: 'failed', message: 'why', retries: 2, backoffMs: 7_000, variables: '{"e":1}' },
      { how: 'failed', retries: 2, retryBackOff: 7_000, errorMessage: 'why', variables: '{"e":1}' },
    ],
    [
      { kind: 'failed', message: 'why', retries: 0, backoffMs: 0, variables: '{}' },
      { how: 'incident', errorMessage: 'why' },
    ],
  ])('%j', async (outcome, expected) => {
    const { loopback, gateway } = await gateways();
    const job = await takeJob(loopback, gateway);
    expect(await reportOutcome(gateway, job, outcome, quiet)).toBe('taken');
    expect(loopback.ended).toMatchObject([{ key: job.key, ...expected }]);
  });
});

test.each([status.UNAVAILABLE, status.RESOURCE_EXHAUSTED, status.ABORTED, status.UNAUTHENTICATED, status.INTERNAL])(
  'a report that fails with status %i is made again',
  async (code) => {
    const { loopback, gateway } = await gateways();
    const job = await takeJob(loopback, gateway);
    loopback.faults.answer('CompleteJob', code, 2);
    const troubles: Error[] = [];
    expect(await reportOutcome(gateway, job, completed, { ...quiet, onError: (error) => troubles.push(error) })).toBe(
      'taken',
    );
    expect(troubles).toHaveLength(2);
    expect(loopback.calls.CompleteJob).toBe(3);
  },
);

test('a report that was carried out, but whose answer was lost, ends the job once', async () => {
  const { loopback, gateway } = await gateways();
  const job = await takeJob(loopback, gateway);
  loopback.faults.loseAnswer('CompleteJob');
  expect(await reportOutcome(gateway, job, completed, quiet)).toBe('gone');
  expect(loopback.ended).toHaveLength(1);
});

test('a report waits for a gateway that is down, while the job is locked', async () => {
  const { loopback, gateway } = await gateways();
  const job = await takeJob(loopback, gateway);
  await loopback.goDown();
  const troubles: Error[] = [];
  const reported = reportOutcome(gateway, job, completed, { ...quiet, onError: (error) => troubles.push(error) });
  await until(() => troubles.length > 1, 'the report failed');
  await loopback.comeBack();
  expect(await reported).toBe('taken');
});

test('a report is given up when the lock of the job is over', async () => {
  const { loopback, gateway } = await gateways();
  const job = await takeJob(loopback, gateway, 300);
  await loopback.goDown();
  expect(await reportOutcome(gateway, job, completed, quiet)).toBe('undelivered');
});

test('a job that is gone is no trouble', async () => {
  const { loopback, gateway } = await gateways();
  const job = await takeJob(loopback, gateway);
  loopback.expireLocks();
  expect(await reportOutcome(gateway, job, completed, { ...quiet, onError: () => expect.unreachable() })).toBe('gone');
});

describe('a completion that is refused for good ends as an incident that says why', () => {
  test('because it is too large', async () => {
    const { loopback, gateway } = await gateways();
    const job = await takeJob(loopback, gateway);
    loopback.faults.refuseLargerThan(5);
    expect(await reportOutcome(gateway, job, completed, quiet)).toBe('refused');
    expect(loopback.ended).toMatchObject([
      { key: job.key, how: 'incident', errorMessage: expect.stringContaining('exceeds maximum size') },
    ]);
  });

  test('because it is no object', async () => {
    const { loopback, gateway } = await gateways();
    const job = await takeJob(loopback, gateway);
    expect(await reportOutcome(gateway, job, { kind: 'completed', variables: '[1]' }, quiet)).toBe('refused');
    expect(loopback.calls.CompleteJob).toBe(1);
    expect(loopback.ended).toMatchObject([
      { how: 'incident', errorMessage: expect.stringContaining('refused by Zeebe') },
    ]);
  });
});
