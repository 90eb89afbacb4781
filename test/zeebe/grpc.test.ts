import { describe, expect, test } from 'vitest';
import type { ActivatedJob } from '../../src/zeebe/gateway.ts';
import { gateways, subscription, takeJobs } from '../support/gateways.ts';
import { until } from '../support/until.ts';

test('activateJobs takes jobs that are larger than the usual limit of a message', async () => {
  const { loopback, gateway } = await gateways({ maxMessageBytes: 64 * 1024 * 1024 });
  const variables = JSON.stringify({ input: 'x'.repeat(6 * 1024 * 1024) });
  loopback.addJobs([{ type: 'test', variables }]);
  const [job] = await takeJobs(gateway);
  expect(job?.variables.length).toBe(variables.length);
});

describe('streamJobs', () => {
  async function streaming() {
    const opened = await gateways();
    const jobs: ActivatedJob[] = [];
    const open = opened.gateway.streamJobs;
    if (open === undefined) throw new Error('gRPC has streams');
    const stream = open({ ...subscription, withLease: true }, (job) => jobs.push(job));
    // The end of the test ends it, too.
    stream.ended.catch(() => {});
    await until(() => opened.loopback.count().openStreams === 1, 'the stream is open');
    return { ...opened, jobs, stream };
  }

  test('gives jobs as they come, with their lease and the end of their lock', async () => {
    const { loopback, jobs } = await streaming();
    const before = performance.now();
    const [key] = loopback.addJobs([{ type: 'test', variables: '{"input":1,"other":2}' }]);
    await until(() => jobs.length === 1, 'pushed');
    expect(jobs).toMatchObject([{ key, variables: '{"input":1}', jobLeaseToken: expect.any(String) }]);
    expect(jobs[0]?.deadline).toBeGreaterThanOrEqual(before + subscription.timeout);
  });

  test('ends when it is closed, and when the gateway ends it, without an error', async () => {
    const { loopback, stream } = await streaming();
    stream.close();
    await stream.ended;
    await until(() => loopback.count().openStreams === 0, 'the stream is gone');
    const other = await streaming();
    other.loopback.endStreams();
    await other.stream.ended;
  });

  test('rejects when the connection is lost', async () => {
    const { loopback, stream } = await streaming();
    const lost = expect(stream.ended).rejects.toMatchObject({ verdict: 'unreachable' });
    loopback.cutConnections();
    await lost;
  });

  test('that is paused gives nothing until it is resumed, and the gateway notices', async () => {
    const { loopback, jobs, stream } = await streaming();
    stream.pause();
    const input = 'x'.repeat(100_000);
    let added = 0;
    await until(() => {
      added += loopback.addJobs([{ type: 'test', variables: JSON.stringify({ input }) }]).length;
      return loopback.count().locked < added;
    }, 'the stream takes no more');
    expect(jobs).toEqual([]);
    const { locked } = loopback.count();
    stream.resume();
    await until(() => jobs.length === locked, 'all that were pushed have come');
  });
});
