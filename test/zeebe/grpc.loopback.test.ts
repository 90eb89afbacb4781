import { setTimeout as sleep } from 'node:timers/promises';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ActivatedJob, JobStream } from '../../src/zeebe/gateway.ts';
import { gateways, openGateway, subscription, takeJobs } from '../support/gateways.ts';
import { gatewayService } from '../support/loopback/grpc.ts';
import { until } from '../support/until.ts';

test('activateJobs takes jobs that are larger than the usual limit of a message', async () => {
  const { loopback, gateway } = await gateways({ maxMessageBytes: 64 * 1024 * 1024 });
  const variables = JSON.stringify({ input: 'x'.repeat(6 * 1024 * 1024) });
  loopback.addJobs([{ type: 'test', variables }]);
  const [job] = await takeJobs(gateway);
  expect(job?.variables.length).toBe(variables.length);
});

describe('streamJobs', () => {
  async function streaming(onEach = (_stream: JobStream) => {}) {
    const opened = await gateways();
    const jobs: ActivatedJob[] = [];
    const open = opened.gateway.streamJobs;
    if (open === undefined) throw new Error('gRPC has streams');
    const stream = open({ ...subscription, withLease: true }, (job) => {
      jobs.push(job);
      onEach(stream);
    });
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
    // Where the machine is slow, it counts as locked a little earlier.
    expect(jobs[0]?.deadline).toBeGreaterThan(before + subscription.timeout / 2);
  });

  test('that is paused brings jobs that may be locked since its pause began', async () => {
    const { loopback, jobs, stream } = await streaming();
    stream.pause();
    const paused = performance.now();
    loopback.addJobs([{ type: 'test' }, { type: 'test' }]);
    await until(() => loopback.count().locked === 2, 'they are pushed');
    await sleep(50);
    stream.resume();
    await until(() => jobs.length === 2, 'they have come');
    for (const { deadline } of jobs) expect(deadline).toBeLessThanOrEqual(paused + subscription.timeout);
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

  test.each(['breaks', 'is ended by the gateway'])(
    'that %s while it is paused gives all that it has brought before it ends',
    async (how) => {
      const { loopback, gateway, jobs, stream } = await streaming((opened) => opened.pause());
      for (const pushed of [true, true, true, true, true, false]) {
        if (pushed) loopback.addJobs([{ type: 'test' }]);
        // When a later answer is here, which shares the connection, the job is.
        loopback.addJobs([{ type: 'other' }]);
        await takeJobs(gateway, { ...subscription, type: 'other' });
      }
      expect(jobs).toHaveLength(1);
      if (how === 'breaks') loopback.cutConnections();
      else loopback.endStreams();
      await stream.ended.catch(() => {});
      expect(jobs).toHaveLength(5);
    },
  );
});

test('a report waits for no poll and no stream, however few calls the connection to the gateway may have open', async () => {
  const server = new Server({ 'grpc.max_concurrent_streams': 4 });
  const open = { polls: 0, streams: 0 };
  server.addService(gatewayService, {
    ActivateJobs: () => open.polls++,
    StreamActivatedJobs: () => open.streams++,
    CompleteJob: (_call: unknown, answer: (error: null, answer: object) => void) => answer(null, {}),
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  onTestFinished(() => server.forceShutdown());
  const tenants = ['a', 'b'].map((physicalTenantId) => openGateway({ port, restAddress: '' }, { physicalTenantId }));
  for (const gateway of tenants) {
    onTestFinished(() => gateway.close());
    for (let source = 0; source < 2; source++) {
      const poll = { maxJobsToActivate: 1, requestTimeout: 60_000, signal: new AbortController().signal };
      gateway.activateJobs(subscription, poll, () => {}).catch(() => {});
      gateway.streamJobs?.(subscription, () => {}).ended.catch(() => {});
    }
  }
  await until(() => open.polls + open.streams === 8, 'all polls and streams are open, those of each tenant apart');
  await Promise.all(tenants.map((gateway) => gateway.completeJob({ jobKey: '1', variables: '{}' })));
});
