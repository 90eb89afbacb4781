import { status } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/job/outcome.ts';
import { keepAuthorization } from '../../src/zeebe/authorization.ts';
import { reportOutcome } from '../../src/zeebe/report.ts';
import { carriers, gateways, subscription, takeJob, takeJobs } from '../support/gateways.ts';
import { setClock } from '../support/set-clock.ts';
import { until } from '../support/until.ts';

const completed: Outcome = { kind: 'completed', variables: '{"a":1}' };
const quiet = { late: 0, onError: () => {} };

describe.each(carriers)('by %s', (carrier) => {
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
      const { loopback, gateway } = await gateways({ carrier });
      const job = await takeJob(loopback, gateway);
      expect(await reportOutcome(gateway, job, outcome, quiet)).toBe('taken');
      expect(loopback.ended).toMatchObject([{ key: job.key, ...expected }]);
    });
  });

  test.each([
    status.CANCELLED,
    status.UNKNOWN,
    status.DEADLINE_EXCEEDED,
    status.PERMISSION_DENIED,
    status.RESOURCE_EXHAUSTED,
    status.ABORTED,
    status.UNIMPLEMENTED,
    status.INTERNAL,
    status.UNAVAILABLE,
    status.DATA_LOSS,
    status.UNAUTHENTICATED,
  ])('a report that fails with status %i is made again', async (code) => {
    const { loopback, gateway } = await gateways({ carrier });
    const job = await takeJob(loopback, gateway);
    loopback.faults.answer('CompleteJob', code, 2);
    const troubles: Error[] = [];
    expect(await reportOutcome(gateway, job, completed, { ...quiet, onError: (error) => troubles.push(error) })).toBe(
      'taken',
    );
    expect(troubles).toHaveLength(2);
    expect(loopback.calls.CompleteJob).toBe(3);
  });

  describe('what stands before the gateway has no verdict on a report', () => {
    test.each([{ status: 400 }, { status: 403 }, { status: 404 }, { status: 500 }, { status: 503 }, { reset: 2 }])(
      'an ingress that says %j, though the gateway took such calls before',
      async (fault) => {
        const { loopback, gateway } = await gateways({ carrier });
        const first = await takeJob(loopback, gateway);
        expect(await reportOutcome(gateway, first, completed, quiet)).toBe('taken');
        const job = await takeJob(loopback, gateway);
        loopback.breakIngress(fault);
        const reported = reportOutcome(gateway, job, completed, quiet);
        await until(() => loopback.answeredByIngress() >= 3, 'the ingress has answered some tries');
        loopback.breakIngress(undefined);
        expect(await reported).toBe('taken');
        expect(loopback.ended.map(({ how }) => how)).toEqual(['completed', 'completed']);
      },
    );

    test('an OAuth server that cannot be reached', async () => {
      let failures = 0;
      const authorization = keepAuthorization(
        async () => {
          if (failures-- > 0) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
          return {};
        },
        () => {},
      );
      const { loopback, gateway } = await gateways({ carrier, authorization });
      const job = await takeJob(loopback, gateway);
      failures = 3;
      expect(await reportOutcome(gateway, job, completed, quiet)).toBe('taken');
    });
  });

  describe('after the end of its lock', () => {
    const down = async (outcome: Outcome) => {
      const { loopback, gateway } = await gateways({ carrier, lateCommands: 'accepted' });
      const job = await takeJob(loopback, gateway, 200);
      await loopback.goDown();
      const reported = reportOutcome(gateway, job, outcome, { ...quiet, late: 60_000 });
      return { loopback, job, reported };
    };

    test('a job that is done is still reported, for a while', async () => {
      const { loopback, job, reported } = await down(completed);
      await until(() => performance.now() > job.deadline + 200, 'the lock is over');
      await loopback.comeBack();
      expect(await reported).toBe('taken');
    });

    test('a try that failed is not: the next one may run elsewhere', async () => {
      const { reported } = await down({ kind: 'failed', message: 'm', retries: 2, backoffMs: 0, variables: '{}' });
      expect(await reported).toBe('undelivered');
    });
  });

  test.each([1, -1])('a clock that is set by %i hour ends no report', async (hours) => {
    const { loopback, gateway } = await gateways({ carrier });
    const job = await takeJob(loopback, gateway);
    loopback.faults.answer('CompleteJob', status.UNAVAILABLE, 2);
    setClock(hours);
    expect(await reportOutcome(gateway, job, completed, quiet)).toBe('taken');
  });

  test('a report that was carried out, but whose answer was lost, ends the job once', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    const job = await takeJob(loopback, gateway);
    loopback.faults.loseAnswer('CompleteJob');
    expect(await reportOutcome(gateway, job, completed, quiet)).toBe('gone');
    expect(loopback.ended).toHaveLength(1);
  });

  test('a report with the lease of before is made again, when the job has come again while it was on its way', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    const job = await takeJob(loopback, gateway, 60_000, { withLease: true });
    const held = loopback.faults.hold('CompleteJob', 1);
    const reported = reportOutcome(gateway, job, completed, quiet);
    await until(() => loopback.calls.CompleteJob === 1, 'the report has come');
    loopback.expireLocks();
    const [again] = await takeJobs(gateway, { ...subscription, withLease: true });
    Object.assign(job, again);
    held.release();
    expect(await reported).toBe('taken');
    expect(loopback.ended).toHaveLength(1);
  });

  test('a report waits for a gateway that is down, while the job is locked', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    const job = await takeJob(loopback, gateway);
    await loopback.goDown();
    const troubles: Error[] = [];
    const reported = reportOutcome(gateway, job, completed, { ...quiet, onError: (error) => troubles.push(error) });
    await until(() => troubles.length > 1, 'the report failed');
    await loopback.comeBack();
    expect(await reported).toBe('taken');
  });

  test('a report is given up when the lock of the job is over', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    const job = await takeJob(loopback, gateway, 300);
    await loopback.goDown();
    expect(await reportOutcome(gateway, job, completed, quiet)).toBe('undelivered');
  });

  test('a job that is gone is no trouble', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    const job = await takeJob(loopback, gateway);
    loopback.expireLocks();
    expect(await reportOutcome(gateway, job, completed, { ...quiet, onError: () => expect.unreachable() })).toBe(
      'gone',
    );
  });

  describe('a completion that is refused for good ends as an incident that says why', () => {
    test('because it is too large', async () => {
      const { loopback, gateway } = await gateways({ carrier });
      const job = await takeJob(loopback, gateway);
      loopback.faults.refuseLargerThan(5);
      expect(await reportOutcome(gateway, job, completed, quiet)).toBe('refused');
      const errorMessage = expect.stringContaining(carrier === 'grpc' ? 'exceeds maximum size' : '413');
      expect(loopback.ended).toMatchObject([{ key: job.key, how: 'incident', errorMessage }]);
    });

    test('because a proxy says that it is too large', async () => {
      const { loopback, gateway } = await gateways({ carrier });
      const job = await takeJob(loopback, gateway);
      if (carrier === 'rest') loopback.faults.answerHttp('CompleteJob', { status: 413 });
      else loopback.faults.answer('CompleteJob', status.UNKNOWN, 1, 'Received HTTP status code 413');
      expect(await reportOutcome(gateway, job, completed, quiet)).toBe('refused');
      expect(loopback.ended).toMatchObject([
        { how: 'incident', errorMessage: expect.stringMatching(/413.*Keep less of .* See .*#too-large$/) },
      ]);
    });

    test('because it is no object', async () => {
      const { loopback, gateway } = await gateways({ carrier });
      const job = await takeJob(loopback, gateway);
      expect(await reportOutcome(gateway, job, { kind: 'completed', variables: '[1]' }, quiet)).toBe('refused');
      expect(loopback.calls.CompleteJob).toBe(1);
      expect(loopback.ended).toMatchObject([
        { how: 'incident', errorMessage: expect.stringContaining('refused by Zeebe') },
      ]);
    });
  });
});

test('a failed try whose next one has come is not reported again: that would end the next one', async () => {
  const { loopback, gateway } = await gateways({ version: '8.9.4' });
  const job = await takeJob(loopback, gateway);
  loopback.faults.loseAnswer('FailJob', status.UNAVAILABLE);
  const failed: Outcome = { kind: 'failed', message: 'm', retries: 2, backoffMs: 0, variables: '{}' };
  expect(await reportOutcome(gateway, job, failed, { ...quiet, isOver: () => true })).toBe('taken');
  expect(loopback.calls.FailJob).toBe(1);
});
