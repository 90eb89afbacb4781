import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startPump } from '../../src/worker/pump.ts';
import { type OpenedGateway, sourcesOf, type TakenJob } from '../../src/worker/sources.ts';
import { isGone } from '../../src/zeebe/gateway-error.ts';
import { reportOutcome } from '../../src/zeebe/report.ts';
import { carriers, gateways, openGateway } from '../support/gateways.ts';
import { heapUsed } from '../support/heap.ts';
import { inLongForm } from '../support/long-form.ts';
import { until } from '../support/until.ts';

type Wanted = Parameters<typeof sourcesOf>[1];

const usual: Wanted = {
  jobType: 'test',
  fetchVariable: ['input'],
  name: 'tester',
  jobTimeout: 60_000,
  tenantIds: ['<default>'],
  lease: 'auto',
  jobPush: true,
  maxJobs: 32,
  longPoll: 2_000,
  onPoll: () => {},
  onUnfit: () => {},
};

/** How many jobs pour in. */
const MANY = inLongForm(20_000, 500);
/** How many jobs one tenant floods the worker with. */
const FLOOD = inLongForm(5_000, 200);
/** How often streams are cut. */
const CUTS = inLongForm(100, 20);

/** A pump at a loopback gateway. Its jobs do what the test says, and are completed then. */
async function pumpAt(
  options: Parameters<typeof gateways>[0],
  changed: Partial<Wanted> = {},
  work: (job: TakenJob) => Promise<unknown> = async () => {},
) {
  const { physicalTenants = [undefined], ...access } = options ?? {};
  const { loopback, gateway } = await gateways({ ...options, ...access });
  const opened = physicalTenants.map((physicalTenantId) => ({
    physicalTenantId,
    gateway: physicalTenantId === undefined ? gateway : openGateway(loopback, { ...access, physicalTenantId }),
  }));
  onTestFinished(() => {
    for (const each of opened) each.gateway.close();
  });
  return { loopback, ...startPumpOf(opened, changed, work) };
}

/** A pump at gateways. It ends with the test. */
function startPumpOf(
  opened: readonly OpenedGateway[],
  changed: Partial<Wanted> = {},
  work: (job: TakenJob) => Promise<unknown> = async () => {},
) {
  const wanted = { ...usual, ...changed };
  const ran: string[] = [];
  let mostAtOnce = 0;
  let running = 0;
  const pump = startPump<TakenJob, string>(
    {
      sources: sourcesOf(opened, wanted, pino({ level: 'silent' })),
      async run(job) {
        ran.push(job.key);
        mostAtOnce = Math.max(mostAtOnce, ++running);
        await work(job);
        running--;
        return 'done';
      },
      async report(job) {
        const outcome = { kind: 'completed', variables: '{}' } as const;
        return (await reportOutcome(job.gateway, job, outcome, { late: 0, onError: () => {} })) === 'taken';
      },
      isEnd: () => true,
      async extendLock(job) {
        const { key: jobKey, jobLeaseToken } = job;
        const asked = performance.now();
        try {
          await job.gateway.updateJobTimeout({ jobKey, jobLeaseToken, timeout: wanted.jobTimeout });
        } catch (error) {
          if (isGone(error)) return false;
          throw error;
        }
        job.deadline = asked + wanted.jobTimeout;
        return true;
      },
      async handBack(job) {
        const { key: jobKey, jobLeaseToken, retries } = job;
        const message = { retries, errorMessage: 'no slot', retryBackOff: 1_000, variables: '{}' };
        await job.gateway.failJob({ jobKey, jobLeaseToken, ...message });
      },
      onError: () => {},
      onBrokenStream: () => false,
    },
    {
      maxJobs: wanted.maxJobs,
      lock: wanted.jobTimeout,
      longest: 3_600_000,
      reportGrace: 0,
      stopped: new Error('stopped'),
    },
  );
  onTestFinished(async () => {
    await pump.stop(0);
  });
  return { pump, ran, mostAtOnce: () => mostAtOnce };
}

const jobs = (count: number, tenantId = '<default>') =>
  Array.from({ length: count }, () => ({ type: 'test', tenantId }));

describe('jobs that are pushed', () => {
  test('start before a poll has brought anything', async () => {
    const { loopback, ran } = await pumpAt({});
    await until(() => loopback.count().openStreams === 1, 'the stream is open');
    loopback.faults.hold('ActivateJobs');
    loopback.addJobs(jobs(1));
    await until(() => ran.length === 1, 'the job runs');
    expect(loopback.ended.length).toBeLessThanOrEqual(1);
  });

  test(`${MANY} at 32 slots: none is lost, none runs twice, and few are locked at once, and memory stays level`, async () => {
    const { loopback, ran, mostAtOnce } = await pumpAt({ record: false });
    await until(() => loopback.count().openStreams === 1, 'the stream is open');
    const before = heapUsed();
    for (let added = 0; added < MANY; added += 500) {
      loopback.addJobs(jobs(500));
      await sleep(5);
    }
    await until(() => loopback.ended.length === MANY, 'all have ended', 60_000);
    expect(new Set(ran).size).toBe(MANY);
    expect(ran.length).toBe(MANY);
    expect(mostAtOnce()).toBeLessThanOrEqual(32);
    // Slots, jobs that wait, and what a poll and the buffers of a stream may hold.
    expect(loopback.count().mostLocked).toBeLessThan(400);
    expect(loopback.count().locked).toBe(0);
    // The gateway keeps a line for each job that has ended: some hundred bytes.
    expect(heapUsed() - before).toBeLessThan(30 * 2 ** 20);
  });

  test(`over streams that are cut at ${CUTS} random instants: none is lost, and none runs twice at once`, async () => {
    const twice: string[] = [];
    const running = new Set<string>();
    const { loopback } = await pumpAt(
      { record: false, lateCommands: 'accepted' },
      { jobTimeout: 2_000 },
      async (job) => {
        if (running.has(job.key)) twice.push(job.key);
        running.add(job.key);
        await sleep(Math.random() * 5);
        running.delete(job.key);
      },
    );
    for (let cut = 0; cut < CUTS; cut++) {
      loopback.addJobs(jobs(20));
      await sleep(Math.random() * 60);
      if (cut % 2 === 0) loopback.cutConnections();
      else loopback.endStreams();
    }
    await until(
      () => loopback.ended.filter(({ how }) => how === 'completed').length === CUTS * 20,
      'all are done',
      60_000,
    );
    expect(new Set(loopback.ended.map(({ key }) => key)).size).toBe(CUTS * 20);
    expect(twice).toEqual([]);
  });

  test('an engine without streams is polled', async () => {
    const { loopback, ran } = await pumpAt({ version: '8.2.0' });
    loopback.addJobs(jobs(3));
    await until(() => ran.length === 3, 'they run');
    expect(loopback.calls.StreamActivatedJobs).toBe(1);
  });
});

describe.each(carriers)('leases by %s', (carrier) => {
  test('are taken where the engine has them', async () => {
    const { loopback, ran } = await pumpAt({ carrier, version: '8.10.1' });
    loopback.addJobs(jobs(2));
    await until(() => loopback.ended.length === 2, 'they are done');
    expect(ran.length).toBe(2);
    const reports = loopback.seen.filter(({ rpc }) => rpc === 'CompleteJob');
    expect(reports.map(({ request }) => (request as { jobLeaseToken?: string }).jobLeaseToken)).toEqual([
      expect.any(String),
      expect.any(String),
    ]);
  });

  test.each([
    ['8.9.4', 'auto'],
    ['8.10.1', 'off'],
  ] as const)('are not asked of %s with %s', async (version, lease) => {
    const { loopback } = await pumpAt({ carrier, version }, { lease });
    loopback.addJobs(jobs(1));
    await until(() => loopback.ended.length === 1, 'it is done');
    const asked = loopback.seen.filter(({ rpc }) => rpc === 'ActivateJobs' || rpc === 'StreamActivatedJobs');
    expect(asked.some(({ request }) => (request as { withLease?: boolean }).withLease)).toBe(false);
  });
});

describe('where there must be a lease, but the engine has none', () => {
  test('a job that comes by gRPC is handed back with its retries', async () => {
    let unfit = 0;
    const { loopback, ran } = await pumpAt({ version: '8.9.4' }, { lease: 'on', onUnfit: () => void unfit++ });
    loopback.addJobs(jobs(1));
    await until(() => loopback.ended.length === 1, 'it is handed back');
    expect(loopback.ended).toMatchObject([{ how: 'failed', retries: 3, retryBackOff: 30_000 }]);
    expect([ran, unfit]).toEqual([[], 1]);
  });

  test('nothing is asked for by REST that could be given', async () => {
    const { loopback, ran } = await pumpAt({ carrier: 'rest', version: '8.9.4' }, { lease: 'on' });
    loopback.addJobs(jobs(1));
    await until(() => loopback.calls.ActivateJobs >= 3, 'three polls are refused');
    expect([ran, loopback.ended]).toEqual([[], []]);
  });
});

describe.each(carriers)('tenants by %s', (carrier) => {
  test('without a setting, jobs of all tenants come to which the worker is assigned', async () => {
    const { loopback, ran } = await pumpAt({ carrier, assignedTenants: ['a', 'b'] }, { tenantIds: undefined });
    loopback.addJobs([...jobs(1, 'a'), ...jobs(1, 'b')]);
    await until(() => ran.length === 2, 'they run');
  });

  test('before 8.9, those of the default tenant come', async () => {
    const { loopback, ran } = await pumpAt({ carrier, version: '8.8.0' }, { tenantIds: undefined });
    loopback.addJobs(jobs(1));
    await until(() => ran.length === 1, 'it runs');
  });

  test('that are set have subscriptions of their own, so that a flood of one keeps no other waiting', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const flood = (job: TakenJob) => (job.tenantId === 'flood' ? held : Promise.resolve());
    const { loopback } = await pumpAt({ carrier }, { tenantIds: ['flood', 'other'] }, flood);
    loopback.addJobs(jobs(FLOOD, 'flood'));
    await until(() => loopback.count().locked >= 24, 'the flood has its slots');
    loopback.addJobs(jobs(20, 'other'));
    await until(() => loopback.ended.length === 20, 'the others are done');
    release();
    await until(() => loopback.ended.length === FLOOD + 20, 'all are done', 60_000);
  });

  test('that are physical have jobs of their own with equal keys, and each is reported where it came from', async () => {
    const physicalTenants = ['a', 'b'];
    const { loopback, ran } = await pumpAt({ carrier, physicalTenants }, { maxJobs: 8 });
    loopback.addJobs(physicalTenants.map((physicalTenantId) => ({ type: 'test', physicalTenantId })));
    await until(() => loopback.ended.length === 2, 'both are done');
    expect(ran[0]).toBe(ran[1]);
    expect(loopback.ended.map(({ how, physicalTenantId }) => [how, physicalTenantId]).sort()).toEqual([
      ['completed', 'a'],
      ['completed', 'b'],
    ]);
  });
});

test('a gateway that refuses a call tells of itself, and is asked again', async () => {
  const { loopback, ran } = await pumpAt({});
  loopback.faults.answer('ActivateJobs', status.PERMISSION_DENIED, 2);
  loopback.addJobs(jobs(2));
  await until(() => ran.length === 2, 'they run');
});

test('a job that was handed back comes again later, and not at once to the stream that has no room for it', async () => {
  const { loopback } = await pumpAt({}, { maxJobs: 4, jobTimeout: 2_000 }, () => new Promise(() => {}));
  await until(() => loopback.count().openStreams === 1, 'the stream is open');
  loopback.addJobs(jobs(5));
  await until(() => loopback.count().locked === 5, 'four run, one waits');
  loopback.addJobs(jobs(20));
  await sleep(2_000);
  expect(loopback.calls.FailJob).toBeLessThan(60);
});

describe.each(carriers)('a gateway by %s that does not tell its topology', (carrier) => {
  test('does not hold up a worker that stops', async () => {
    const { loopback, pump } = await pumpAt({ carrier });
    loopback.faults.hang('Topology', 100);
    await until(() => loopback.calls.Topology > 0, 'it is asked');
    expect(await pump.stop(0)).toBe(0);
    expect(loopback.calls.Topology).toBe(1);
  });

  test('is asked for jobs all the same', async () => {
    const { loopback } = await pumpAt({ carrier });
    loopback.faults.answer('Topology', status.UNAVAILABLE, 1_000);
    loopback.addJobs(jobs(1));
    await until(() => loopback.ended.length === 1, 'it is done');
  });
});

test.each([
  ['8.9.4', 'sales'],
  ['8.10.9', undefined],
])(
  'jobs of an engine %s that did not read the physical tenant are not taken as those of one',
  async (version, asked) => {
    const { loopback, gateway } = await gateways({ version, ...(asked !== undefined && { physicalTenantId: asked }) });
    const { ran } = startPumpOf([{ gateway, physicalTenantId: 'sales' }], { jobPush: false });
    loopback.addJobs(jobs(1));
    await sleep(1_500);
    expect(ran).toEqual([]);
  },
);

test('a stream that breaks while it is paused leaves no job locked that it had brought', async () => {
  const { loopback, pump } = await pumpAt({}, { maxJobs: 4 }, () => new Promise(() => {}));
  await until(() => loopback.count().openStreams === 1, 'the stream is open');
  loopback.addJobs(jobs(5));
  await until(() => loopback.count().locked === 5, 'four run and one waits, so the stream is paused');
  await sleep(100);
  loopback.addJobs(jobs(10));
  await until(() => loopback.count().locked === 15, 'it brings more');
  await sleep(300);
  loopback.cutConnections();
  await until(() => loopback.count().openStreams === 0, 'it is broken');
  await sleep(1_000);
  // The four that ran never end: the others are given back meanwhile.
  await pump.stop(3_000);
  expect(loopback.count().locked).toBe(4);
});
