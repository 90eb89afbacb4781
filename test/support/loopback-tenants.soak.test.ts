import { status } from '@grpc/grpc-js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type LoopbackGatewayOptions, startLoopbackGateway } from './loopback-gateway.ts';
import { connectGateway } from './loopback-gateway-client.ts';
import { connectRest } from './loopback-rest-client.ts';
import { until } from './until.ts';

const job = { type: 'test' };
const once = { requestTimeout: '-1', maxJobsToActivate: 1 };
const leased = { ...once, withLease: true };

describe.each(['grpc', 'rest'] as const)('by %s', (carrier) => {
  const isRest = carrier === 'rest';
  const stale = isRest ? { status: 409, title: 'INVALID_STATE' } : { code: status.FAILED_PRECONDITION };
  const gone = isRest ? { status: 404, title: 'NOT_FOUND' } : { code: status.NOT_FOUND };

  /** A gateway, and a client of a physical tenant. */
  async function start(options: LoopbackGatewayOptions = {}) {
    const gateway = await startLoopbackGateway(options);
    function connect(tenant?: string) {
      const headers = tenant === undefined ? {} : { 'camunda-physical-tenant': tenant };
      const path = tenant === undefined ? '/' : `/physical-tenants/${tenant}/`;
      const client = isRest ? connectRest(gateway.restAddress + path) : connectGateway(gateway.address, headers);
      onTestFinished(() => client.close());
      return client;
    }
    onTestFinished(() => gateway.stop());
    const client = connect();
    async function take(request: object = leased) {
      const [taken] = await client.activate(request).jobs;
      return taken;
    }
    return { gateway, client, connect, take };
  }

  describe('a leased job', () => {
    test('is ended by the one who has its newest token only', async () => {
      const { gateway, client, take } = await start();
      gateway.addJobs([job]);
      const first = await take();
      gateway.expireLocks();
      const second = await take();
      const jobKey = second?.key ?? '';
      expect(second?.jobLeaseToken).not.toBe(first?.jobLeaseToken);
      for (const proof of [{}, { jobLeaseToken: first?.jobLeaseToken }]) {
        await expect(client.complete({ jobKey, ...proof })).rejects.toMatchObject(stale);
        await expect(client.fail({ jobKey, retries: 1, ...proof })).rejects.toMatchObject(stale);
        await expect(client.throwError({ jobKey, errorCode: 'E', ...proof })).rejects.toMatchObject(stale);
      }
      await client.complete({ jobKey, jobLeaseToken: second?.jobLeaseToken });
      expect(gateway.ended).toHaveLength(1);
    });

    test('has its lock extended without a token, or with the newest', async () => {
      const { gateway, client, take } = await start();
      gateway.addJobs([job]);
      const { key: jobKey = '', jobLeaseToken } = (await take()) ?? {};
      const extend = (proof: object) => client.updateTimeout({ jobKey, timeout: '90000', ...proof });
      await extend({});
      await extend({ jobLeaseToken });
      await expect(extend({ jobLeaseToken: 'another' })).rejects.toMatchObject(stale);
      expect(gateway.timeoutUpdates).toHaveLength(2);
    });

    test('is given to those who lease only, also after it has failed', async () => {
      const { gateway, client, take } = await start();
      gateway.addJobs([job]);
      const { key: jobKey = '', jobLeaseToken } = (await take()) ?? {};
      await client.fail({ jobKey, retries: 1, jobLeaseToken });
      expect(await take(once)).toBeUndefined();
      expect((await take())?.key).toBe(jobKey);
    });

    test('waits for its turn among those that were leased by nobody', async () => {
      const { gateway, take } = await start();
      gateway.addJobs([job]);
      const old = await take();
      gateway.expireLocks();
      const [young] = gateway.addJobs([job]);
      expect([(await take())?.key, (await take())?.key]).toEqual([old?.key, young]);
    });
  });

  test('a token proves nothing of a job that nobody leased', async () => {
    const { gateway, client, take } = await start();
    gateway.addJobs([job]);
    const { key: jobKey = '', jobLeaseToken } = (await take(once)) ?? {};
    expect(jobLeaseToken ?? undefined).toBeUndefined();
    await expect(client.complete({ jobKey, jobLeaseToken: 'some' })).rejects.toMatchObject(stale);
    await client.complete({ jobKey });
  });

  test('keys are those of a physical tenant: jobs with the same key are different ones', async () => {
    const { gateway, client, connect } = await start({ physicalTenants: ['default', 'b'] });
    const b = connect('b');
    const keys = gateway.addJobs([job, { ...job, physicalTenantId: 'b' }]);
    expect(new Set(keys).size).toBe(1);
    const [jobKey = ''] = keys;
    const poll = { maxJobsToActivate: 2, requestTimeout: '-1' };
    expect((await b.activate(poll).jobs).map(({ physicalTenantId }) => physicalTenantId)).toEqual(['b']);
    await b.complete({ jobKey });
    await expect(client.complete({ jobKey })).rejects.toMatchObject(gone);
    expect(await client.activate(poll).jobs).toHaveLength(1);
    await client.complete({ jobKey });
    expect(gateway.ended.map(({ physicalTenantId }) => physicalTenantId)).toEqual(['b', 'default']);
    expect(gateway.seen.map(({ physicalTenantId }) => physicalTenantId)).toContain('b');
  });

  test('there is no physical tenant that was not named', async () => {
    const { connect } = await start();
    const unknown = isRest ? { status: 404 } : { code: status.NOT_FOUND };
    await expect(connect('c').topology({})).rejects.toMatchObject(unknown);
  });

  test('ASSIGNED means jobs of the tenants that the worker has, and no others can be asked for', async () => {
    const { gateway, client } = await start({ assignedTenants: ['a', 'b'] });
    gateway.addJobs(['a', 'b', 'c'].map((tenantId) => ({ ...job, tenantId })));
    const all = { requestTimeout: '-1', tenantFilter: 'ASSIGNED' as const, tenantIds: ['c'] };
    expect((await client.activate(all).jobs).map(({ tenantId }) => tenantId)).toEqual(['a', 'b']);
    const refused = isRest ? { status: 401, title: 'UNAUTHORIZED' } : { code: status.PERMISSION_DENIED };
    await expect(client.activate({ tenantIds: ['c'] }).jobs).rejects.toMatchObject(refused);
  });

  test.each(['8.6.0', '8.8.0', '8.9.0'])(
    'an engine of %s tells its version, and knows nothing of later ones',
    async (version) => {
      const { gateway, client, take } = await start({ version });
      expect(await client.topology({})).toMatchObject({ gatewayVersion: version });
      gateway.addJobs([job, { ...job, tenantId: 'a' }]);
      const assigned = { ...once, tenantFilter: 'ASSIGNED' as const, tenantIds: ['a'] };
      if (isRest) {
        const unknown = (name: string) => ({ status: 400, detail: `Request property [${name}] cannot be parsed` });
        await expect(take()).rejects.toMatchObject(unknown('withLease'));
        const { key: jobKey = '' } = (await take(once)) ?? {};
        await expect(client.complete({ jobKey, jobLeaseToken: 'x' })).rejects.toMatchObject(unknown('jobLeaseToken'));
        if (version !== '8.9.0') await expect(take(assigned)).rejects.toMatchObject(unknown('tenantFilter'));
      } else {
        const { key: jobKey = '', jobLeaseToken } = (await take()) ?? {};
        expect(jobLeaseToken).toBeUndefined();
        await client.complete({ jobKey, jobLeaseToken: 'x' });
        if (version !== '8.9.0') expect(await take(assigned)).toMatchObject({ tenantId: 'a' });
      }
    },
  );
});

test('a stream that does not lease is pushed no job that was leased, and one that does gives tokens', async () => {
  const gateway = await startLoopbackGateway();
  const client = connectGateway(gateway.address);
  onTestFinished(async () => {
    client.close();
    await gateway.stop();
  });
  const leasing = client.stream({ withLease: true });
  await until(() => gateway.count().openStreams === 1, 'the stream is open');
  gateway.addJobs([job]);
  await until(() => leasing.jobs.length === 1, 'pushed');
  expect(leasing.jobs[0]?.jobLeaseToken).toMatch(/./);
  leasing.cancel();
  await expect(leasing.ended).rejects.toMatchObject({ code: status.CANCELLED });
  await until(() => gateway.count().openStreams === 0, 'the stream is gone');
  const plain = client.stream();
  await until(() => gateway.count().openStreams === 1, 'the stream is open');
  gateway.expireLocks();
  expect(gateway.count().locked).toBe(0);
  plain.cancel();
  await expect(plain.ended).rejects.toMatchObject({ code: status.CANCELLED });
});
