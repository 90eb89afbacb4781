import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackGateway, startLoopbackGateway } from './loopback-gateway.ts';
import { connectGateway } from './loopback-gateway-client.ts';
import { connectRest } from './loopback-rest-client.ts';
import { until, untilDone } from './until.ts';

const job = { type: 'test', variables: '{"a":1,"b":12345678901234567890}', customHeaders: '{"h":"x"}' };
const patient = { requestTimeout: '60000' };

/** What both carriers say where a call is refused, and where its connection was reset. */
const refusals = {
  grpc: {
    cancelled: { code: status.CANCELLED },
    gone: { code: status.NOT_FOUND },
    invalid: { code: status.INVALID_ARGUMENT },
    state: { code: status.FAILED_PRECONDITION },
    pressure: { code: status.RESOURCE_EXHAUSTED },
    large: { code: status.RESOURCE_EXHAUSTED },
    unavailable: { code: status.UNAVAILABLE },
    reset: { code: status.UNAVAILABLE },
    down: { code: status.UNAVAILABLE },
  },
  rest: {
    cancelled: { name: 'AbortError' },
    gone: { status: 404, title: 'NOT_FOUND' },
    invalid: { status: 400 },
    state: { status: 409, title: 'INVALID_STATE' },
    pressure: { status: 503, title: 'RESOURCE_EXHAUSTED' },
    large: { status: 413, title: '' },
    unavailable: { status: 503, title: 'UNAVAILABLE' },
    reset: { code: 'ECONNRESET' },
    down: { code: 'ECONNREFUSED' },
  },
};

let gateway: LoopbackGateway;
let client: Omit<ReturnType<typeof connectGateway>, 'stream'>;

describe.each(['grpc', 'rest'] as const)('by %s', (carrier) => {
  const refused = refusals[carrier];

  beforeEach(async () => {
    gateway = await startLoopbackGateway();
    const headers = { authorization: 'Bearer token' };
    client = carrier === 'grpc' ? connectGateway(gateway.address, headers) : connectRest(gateway.restAddress, headers);
  });

  afterEach(async () => {
    client.close();
    await gateway.stop();
  });

  async function takeOne() {
    const [taken] = await client.activate({ ...patient, maxJobsToActivate: 1 }).jobs;
    if (!taken) throw new Error('No job');
    return taken;
  }

  describe('polls', () => {
    it('wakes up when a job comes', async () => {
      const poll = client.activate(patient);
      await until(() => gateway.count().openPolls === 1, 'the poll is open');
      const [key] = gateway.addJobs([job]);
      expect(await poll.jobs).toMatchObject([{ ...job, key, retries: 3, tenantId: '<default>' }]);
    });

    it('ends empty when its time is over, and at once without long polling', async () => {
      expect(await client.activate({ requestTimeout: '50' }).jobs).toEqual([]);
      gateway.faults.longPoll = false;
      expect(await client.activate(patient).jobs).toEqual([]);
    });

    it('gives no job to a cancelled poll', async () => {
      const poll = client.activate(patient);
      await until(() => gateway.count().openPolls === 1, 'the poll is open');
      const cancelled = expect(poll.jobs).rejects.toMatchObject(refused.cancelled);
      poll.cancel();
      await cancelled;
      await until(() => gateway.count().openPolls === 0, 'the poll is gone');
      gateway.addJobs([job]);
      expect(gateway.count().locked).toBe(0);
    });

    it('hands out as many jobs as asked for, of the tenants asked for, with the variables asked for', async () => {
      gateway.addJobs([job, { ...job, tenantId: 'a' }, { ...job, tenantId: 'a' }, { ...job, tenantId: 'a' }]);
      const wanted = { maxJobsToActivate: 2, tenantIds: ['a'], fetchVariable: ['b', 'c'] };
      const taken = await client.activate(wanted).jobs;
      expect(taken.map(({ tenantId, variables }) => [tenantId, variables])).toEqual([
        ['a', '{"b":12345678901234567890}'],
        ['a', '{"b":12345678901234567890}'],
      ]);
      expect(gateway.seen[0]).toMatchObject({ carrier, authorization: 'Bearer token', request: { tenantIds: ['a'] } });
    });
  });

  describe('locks', () => {
    it('run out: the job is handed out again and the first command for it wins', async () => {
      gateway.addJobs([job]);
      const [first] = await client.activate({ timeout: '30' }).jobs;
      const again = await takeOne();
      expect(again.key).toBe(first?.key);
      await client.complete({ jobKey: again.key });
      await expect(client.complete({ jobKey: again.key })).rejects.toMatchObject(refused.gone);
    });

    it('run out: a late command is refused', async () => {
      gateway.addJobs([job]);
      const { key } = await takeOne();
      gateway.expireLocks();
      await expect(client.complete({ jobKey: key })).rejects.toMatchObject(refused.gone);
      await expect(client.updateTimeout({ jobKey: key, timeout: '1' })).rejects.toMatchObject(refused.gone);
    });

    it('can be made longer', async () => {
      gateway.addJobs([job]);
      const { key } = await takeOne();
      await client.updateTimeout({ jobKey: key, timeout: '90000' });
      expect(gateway.timeoutUpdates).toEqual([{ key, timeout: 90_000 }]);
    });
  });

  describe('commands', () => {
    it('store variables as the engine does', async () => {
      gateway.addJobs([job]);
      const { key } = await takeOne();
      const wrong = ['[1]', '{"a":18446744073709551616}', '{"a":-9223372036854775809}', '{a}', '"x"'];
      for (const variables of wrong) {
        await expect(client.complete({ jobKey: key, variables })).rejects.toMatchObject(refused.invalid);
      }
      const variables = '{"i":18446744073709551615,"d":0.1234567890123456789,"e":1e22,"s":"1.50 \\" 2.50","h":12.50}';
      await client.complete({ jobKey: key, variables });
      const stored = '{"i":18446744073709551615,"d":0.12345678901234568,"e":1.0E22,"s":"1.50 \\" 2.50","h":12.5}';
      expect(gateway.ended).toMatchObject([{ key, how: 'completed', worker: 'test', variables: stored }]);
    });

    it('fail a job: it comes back, with its variables, until an incident is raised', async () => {
      gateway.addJobs([job]);
      const { key } = await takeOne();
      await client.fail({ jobKey: key, retries: 1, retryBackOff: '30', errorMessage: 'no', variables: '{"c":2}' });
      expect(await takeOne()).toMatchObject({ key, retries: 1, variables: '{"a":1,"b":12345678901234567890,"c":2}' });
      await client.fail({ jobKey: key, retries: 0 });
      expect((await gateway.waitFor(2)).map(({ how }) => how)).toEqual(['failed', 'incident']);
      await expect(client.complete({ jobKey: key })).rejects.toMatchObject(refused.state);
    });

    it('throw an error', async () => {
      gateway.addJobs([job]);
      const { key } = await takeOne();
      await client.throwError({ jobKey: key, errorCode: 'E', errorMessage: 'm', variables: '{"x":1}' });
      const [ended] = await gateway.waitFor(1, 'error');
      expect(ended).toMatchObject({ key, errorCode: 'E', errorMessage: 'm', variables: '{"x":1}' });
    });
  });

  describe('faults', () => {
    it('answer with a status, so many times', async () => {
      gateway.faults.answer('Topology', status.UNAVAILABLE, 2);
      await expect(client.topology({})).rejects.toMatchObject(refused.unavailable);
      await expect(client.topology({})).rejects.toMatchObject(refused.unavailable);
      expect(await client.topology({})).toMatchObject({ gatewayVersion: '8.10.9' });
      gateway.faults.answer('ActivateJobs', status.RESOURCE_EXHAUSTED);
      await expect(client.activate({}).jobs).rejects.toMatchObject(refused.pressure);
    });

    it.each(['reset', status.UNAVAILABLE] as const)('carry a command out and lose the answer (%s)', async (how) => {
      gateway.addJobs([job]);
      const { key } = await takeOne();
      gateway.faults.loseAnswer('CompleteJob', how);
      const lost = how === 'reset' ? refused.reset : refused.unavailable;
      await expect(client.complete({ jobKey: key })).rejects.toMatchObject(lost);
      expect(gateway.ended).toHaveLength(1);
      await expect(client.complete({ jobKey: key })).rejects.toMatchObject(refused.gone);
    });

    it('lose the answer of a poll: its jobs stay locked', async () => {
      gateway.addJobs([job]);
      gateway.faults.loseAnswer('ActivateJobs');
      await expect(client.activate(patient).jobs).rejects.toMatchObject(refused.reset);
      expect(gateway.count().locked).toBe(1);
      gateway.expireLocks();
      expect(await client.activate(patient).jobs).toHaveLength(1);
    });

    it('hold calls until released, or never answer', async () => {
      gateway.addJobs([job]);
      const { key } = await takeOne();
      const held = gateway.faults.hold('CompleteJob');
      const completed = client.complete({ jobKey: key });
      await until(() => gateway.calls.CompleteJob === 1, 'the call came');
      expect(gateway.ended).toEqual([]);
      held.release();
      await completed;
      gateway.faults.hang('Topology');
      const hanging = client.topology({});
      await until(() => gateway.calls.Topology === 1, 'the call came');
      gateway.cutConnections();
      await expect(hanging).rejects.toMatchObject(refused.reset);
    });

    it('refuse large completions', async () => {
      gateway.addJobs([job]);
      const { key } = await takeOne();
      gateway.faults.refuseLargerThan(20);
      const large = { jobKey: key, variables: '{"a":"0123456789012345"}' };
      await expect(client.complete(large)).rejects.toMatchObject(refused.large);
      await client.complete({ jobKey: key, variables: '{"a":1}' });
    });

    it('go down and come back on the same port, with the same jobs', async () => {
      const poll = client.activate(patient);
      await until(() => gateway.count().openPolls === 1, 'the poll is open');
      await gateway.goDown();
      await expect(poll.jobs).rejects.toMatchObject(refused.reset);
      gateway.addJobs([job]);
      await expect(client.activate(patient).jobs).rejects.toMatchObject(refused.down);
      await gateway.comeBack();
      expect(await untilDone(() => client.activate(patient).jobs)).toHaveLength(1);
    });
  });
});
