import { status } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import { keepAuthorization } from '../../src/zeebe/authorization.ts';
import { carriers, gateways, openGateway, subscription, takeJob, takeJobs } from '../support/gateways.ts';
import { until } from '../support/until.ts';

describe.each(carriers)('by %s', (carrier) => {
  describe('activateJobs', () => {
    test('gives jobs with their variables as the text that came, and the end of their lock as a number', async () => {
      const { loopback, gateway } = await gateways({ carrier });
      const variables = '{"input":{"n":12345678901234567890123,"d":0.10,"m":-9223372036854775808}}';
      loopback.addJobs([{ type: 'test', variables, customHeaders: '{"a":"b"}', retries: 7, tags: ['x'], priority: 9 }]);
      const before = performance.now();
      const jobs = await takeJobs(gateway);
      expect(jobs).toMatchObject([{ variables, customHeaders: '{"a":"b"}', retries: 7, tags: ['x'], priority: 9 }]);
      expect(jobs[0]).toMatchObject({ tenantId: '<default>', bpmnProcessId: 'process', key: expect.any(String) });
      // Where the machine is slow, it counts as locked a little earlier.
      expect(jobs[0]?.deadline).toBeGreaterThan(before + subscription.timeout / 2);
    });

    test('ends without an error when its signal is aborted, and no job is given to it any more', async () => {
      const { loopback, gateway } = await gateways({ carrier });
      const controller = new AbortController();
      const poll = { maxJobsToActivate: 1, requestTimeout: 60_000, signal: controller.signal };
      const ended = gateway.activateJobs(subscription, poll, () => expect.unreachable());
      await until(() => loopback.count().openPolls === 1, 'the poll is open');
      controller.abort();
      await ended;
      await until(() => loopback.count().openPolls === 0, 'the poll is gone');
    });

    test('rejects when the gateway refuses', async () => {
      const { loopback, gateway } = await gateways({ carrier });
      loopback.faults.answer('ActivateJobs', status.RESOURCE_EXHAUSTED);
      await expect(takeJobs(gateway)).rejects.toMatchObject({ verdict: 'doubtful' });
    });

    test('asks for what the subscription says: a lease, and the tenants that the worker is assigned to', async () => {
      const { loopback, gateway } = await gateways({ carrier, assignedTenants: ['a', 'b'] });
      loopback.addJobs(['a', 'b'].map((tenantId) => ({ type: 'test', tenantId })));
      const jobs = await takeJobs(gateway, {
        ...subscription,
        tenantIds: [],
        tenantFilter: 'ASSIGNED',
        withLease: true,
      });
      expect(jobs.map(({ tenantId }) => tenantId)).toEqual(['a', 'b']);
      expect(new Set(jobs.map(({ jobLeaseToken }) => jobLeaseToken)).size).toBe(2);
    });

    test('gives a job without a lease such that it takes an old one from a copy that it replaces', async () => {
      const { loopback, gateway } = await gateways({ carrier });
      const job = await takeJob(loopback, gateway);
      expect(Object.assign({ jobLeaseToken: 'old' }, job).jobLeaseToken).toBeUndefined();
    });
  });

  test.each<[string, object, object]>([
    ['completeJob', {}, { how: 'completed' }],
    ['failJob', { retries: 2, errorMessage: 'm', retryBackOff: 7_000 }, { how: 'failed', retryBackOff: 7_000 }],
    ['throwError', { errorCode: 'E', errorMessage: 'm' }, { how: 'error', errorCode: 'E', errorMessage: 'm' }],
  ])('%s carries the lease, and is "gone" with an old one', async (name, members, expected) => {
    const { loopback, gateway } = await gateways({ carrier });
    const old = await takeJob(loopback, gateway, 60_000, { withLease: true });
    loopback.expireLocks();
    const [job] = await takeJobs(gateway, { ...subscription, withLease: true });
    const report = (jobLeaseToken: string | undefined) => {
      const call = gateway[name as 'completeJob'];
      return call({ jobKey: old.key, variables: '{"a":1}', jobLeaseToken, ...members });
    };
    await expect(report(old.jobLeaseToken)).rejects.toMatchObject({ verdict: 'gone' });
    await report(job?.jobLeaseToken);
    expect(loopback.ended).toMatchObject([{ key: old.key, variables: '{"a":1}', ...expected }]);
  });

  test('the lock of a job can be extended, by the one who has its lease', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    const { key: jobKey, jobLeaseToken } = await takeJob(loopback, gateway, 1_000, { withLease: true });
    await gateway.updateJobTimeout({ jobKey, jobLeaseToken, timeout: 90_000 });
    expect(loopback.timeoutUpdates).toEqual([{ key: jobKey, timeout: 90_000 }]);
    const other = gateway.updateJobTimeout({ jobKey, jobLeaseToken: 'other', timeout: 90_000 });
    await expect(other).rejects.toMatchObject({ verdict: 'gone' });
  });

  test('all calls are those of its physical tenant', async () => {
    const { loopback, gateway } = await gateways({ carrier, physicalTenants: ['default', 'b'], physicalTenantId: 'b' });
    const [, key = ''] = loopback.addJobs(
      ['default', 'b'].map((physicalTenantId) => ({ type: 'test', physicalTenantId })),
    );
    expect(await takeJobs(gateway)).toMatchObject([{ key }]);
    await gateway.updateJobTimeout({ jobKey: key, timeout: 90_000 });
    await gateway.completeJob({ jobKey: key, variables: '{}' });
    await gateway.topology();
    expect(loopback.ended).toMatchObject([{ key, physicalTenantId: 'b' }]);
    expect(loopback.seen.every(({ physicalTenantId }) => physicalTenantId === 'b')).toBe(true);
  });

  test('a call carries the headers that prove who asks, fresh for each call', async () => {
    let token = 0;
    const authorization = keepAuthorization(
      async () => ({ authorization: `Bearer ${++token}` }),
      () => {},
    );
    const { loopback, gateway } = await gateways({ carrier, authorization });
    const job = await takeJob(loopback, gateway);
    await gateway.completeJob({ jobKey: job.key, variables: '{}' });
    expect(loopback.seen.map((call) => [call.rpc, call.authorization, call.carrier])).toEqual([
      ['ActivateJobs', 'Bearer 1', carrier],
      ['CompleteJob', 'Bearer 2', carrier],
    ]);
  });

  test('a source of headers that does not answer keeps no poll from being cancelled', async () => {
    const authorization = keepAuthorization(
      () => new Promise(() => {}),
      () => {},
    );
    const gateway = openGateway({ port: 1, restAddress: 'http://127.0.0.1:1' }, { carrier, authorization });
    const controller = new AbortController();
    const poll = { maxJobsToActivate: 1, requestTimeout: 60_000, signal: controller.signal };
    const ended = gateway.activateJobs(subscription, poll, () => {});
    controller.abort();
    await ended;
    gateway.close();
  });

  test('the topology tells the version of the gateway', async () => {
    const { gateway } = await gateways({ carrier, version: '8.9.3' });
    expect(await gateway.topology()).toEqual({ gatewayVersion: '8.9.3' });
  });

  test('tells whether there is a connection', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    expect(gateway.connected).toBe(false);
    await gateway.topology();
    expect(gateway.connected).toBe(true);
    await loopback.goDown();
    // REST notices with the next call.
    gateway.topology().catch(() => {});
    await until(() => !gateway.connected, 'the connection is lost');
  });

  test('a connection that came back is told, although the call that failed is not made again', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    await gateway.topology();
    await loopback.goDown();
    await expect(gateway.topology()).rejects.toMatchObject({ verdict: 'unreachable' });
    await until(() => !gateway.connected, 'the connection is lost');
    await loopback.comeBack();
    loopback.addJobs([{ type: 'test' }]);
    // A poll that came too early to be taken is made again.
    const poll = (): Promise<unknown> => takeJobs(gateway).catch(poll);
    await poll();
    await until(() => gateway.connected, 'there is a connection');
  });
});
