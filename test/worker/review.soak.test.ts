import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startPolls } from '../../src/worker/poll-loop.ts';
import { type Pump, type PumpParts, type PumpSettings, type Source, startPump } from '../../src/worker/pump.ts';
import type { Stream } from '../../src/worker/push-loop.ts';
import { Slots } from '../../src/worker/slots.ts';
import { sourcesOf, type TakenJob } from '../../src/worker/sources.ts';
import type { ActivatedJob, Gateway } from '../../src/zeebe/gateway.ts';
import { GatewayError } from '../../src/zeebe/gateway-error.ts';
import { proven, reportOutcome } from '../../src/zeebe/report.ts';
import { type carriers, gateways, openGateway, subscription } from '../support/gateways.ts';
import { until } from '../support/until.ts';

interface Job {
  readonly key: string;
  deadline: number;
}

const LOCK = 60_000;
const idle: Source<Job>['activate'] = (_max, _onJob, signal) => sleep(60_000, undefined, { signal }).catch(() => {});
const job = (key: string, lock = LOCK): Job => ({ key, deadline: performance.now() + lock });

function pumpOf(
  sources: Source<Job>[],
  parts: Partial<PumpParts<Job, string>> = {},
  settings: Partial<PumpSettings> = {},
) {
  const running = new Map<string, () => void>();
  const ran: string[] = [];
  const reported: string[] = [];
  const handedBack: string[] = [];
  const errors: Error[] = [];
  const pump: Pump = startPump<Job, string>(
    {
      sources,
      run: ({ key }, signal) =>
        new Promise((resolve) => {
          ran.push(key);
          running.set(key, () => resolve('done'));
          signal.addEventListener('abort', () => resolve('cut off'));
        }),
      async report({ key }) {
        running.delete(key);
        reported.push(key);
        return true;
      },
      isEnd: () => true,
      extendLock: async (taken) => {
        taken.deadline = performance.now() + (settings.lock ?? LOCK);
        return true;
      },
      handBack: async ({ key }) => handedBack.push(key),
      onError: (error) => errors.push(error),
      onBrokenStream: () => false,
      ...parts,
    },
    { maxJobs: 4, lock: LOCK, longest: 3_600_000, reportGrace: 200, stopped: new Error('stopped'), ...settings },
  );
  onTestFinished(async () => {
    await pump.stop(0);
  });
  return { pump, running, ran, reported, handedBack, errors };
}

/** A source whose stream the test holds. */
function pushedSource(activate = idle) {
  let push = (_job: Job) => {};
  const state = { streams: 0, closed: 0, push: (pushed: Job) => push(pushed) };
  const stream = async (onJob: (taken: Job) => void): Promise<Stream> => {
    state.streams++;
    let resolve = () => {};
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    let isPaused = false;
    const buffered: Job[] = [];
    push = (pushed) => void (isPaused ? buffered.push(pushed) : onJob(pushed));
    return {
      ended: promise,
      pause() {
        isPaused = true;
      },
      resume() {
        isPaused = false;
        for (const pushed of buffered.splice(0)) onJob(pushed);
      },
      close() {
        state.closed++;
        resolve();
      },
    };
  };
  return { source: { activate, stream }, state };
}

describe('R6: no poll asks for no jobs at all, which engines refuse', () => {
  test('of three sources and four slots', async () => {
    const polls: number[] = [];
    const source: Source<Job> = {
      activate: (max, onJob, signal) => {
        polls.push(max);
        return idle(max, onJob, signal);
      },
    };
    pumpOf([source, source, source]);
    await until(() => polls.length >= 2, 'two have polled');
    expect(Math.min(...polls)).toBeGreaterThan(0);
  });

  test('of two sources that are both full when jobs end together', async () => {
    const slots = new Slots(32, 2);
    const polls: number[] = [];
    const stopping = new AbortController();
    const loops = [0, 1].map((source) => {
      slots.share(source).active = 16;
      const activate = (max: number) => {
        polls.push(max);
        return sleep(2_000, undefined, { signal: stopping.signal }).catch(() => {});
      };
      const onFree = () => {};
      const parts = {
        source,
        slots,
        activate,
        onFree,
        onJob: onFree,
        onError: onFree,
        isAlone: () => false,
        hasStream: () => false,
      };
      return startPolls(parts, stopping.signal, stopping.signal);
    });
    onTestFinished(() => stopping.abort());
    await sleep(10);
    // As the pump does: each job that ends lets all polls look.
    for (let ended = 0; ended < 12; ended++) {
      slots.share(ended % 2).active--;
      for (const loop of loops) loop.look();
    }
    await sleep(50);
    expect(Math.min(...polls)).toBeGreaterThan(0);
  });
});

test('R4: long jobs of one source that also has some waiting leave the other what is kept for it', async () => {
  const flood = pushedSource();
  const backlog: string[] = [];
  // Its polls are short, so that it looks for slots again.
  const looking: Source<Job> = {
    async activate(max, onJob) {
      if (backlog.length === 0) await sleep(50);
      for (const key of backlog.splice(0, max)) onJob(job(key));
    },
  };
  const { running } = pumpOf([flood.source, looking], {}, { maxJobs: 32 });
  await until(() => flood.state.streams === 1, 'the stream is open');
  for (let index = 0; index < 32; index++) flood.state.push(job(`${index}`));
  expect(running.size).toBe(24);
  await sleep(300);
  backlog.push('x', 'y');
  await until(() => running.has('x') && running.has('y'), 'the other runs', 5_000);
});

test('R7: a stream that overflows does not play a job that is handed back to and fro', async () => {
  const { source, state } = pushedSource();
  let handings = 0;
  pumpOf(
    [source],
    {
      // The engine pushes a job that has failed with retries at once to a stream that is read.
      async handBack(handed) {
        handings++;
        await sleep(1);
        if (state.closed === 0) state.push({ ...handed, deadline: performance.now() + 400 });
      },
    },
    { lock: 400, maxJobs: 4 },
  );
  await until(() => state.streams === 1, 'the stream is open');
  for (const key of ['a', 'b', 'c', 'd', 'waits', 'x']) state.push(job(key, 400));
  await until(() => state.closed > 0, 'the stream is closed');
  expect(handings).toBeLessThan(10);
});

test('R7: at the loopback gateway, a job is handed back once or twice and not hundreds of times', async () => {
  const { loopback, gateway } = await gateways({});
  const wanted = { ...wantedOf(4), jobTimeout: 2_000 };
  const { pump } = takenPump(gateway, wanted, () => new Promise(() => {}), { lock: 2_000 });
  onTestFinished(async () => void (await pump.stop(0)));
  await until(() => loopback.count().openStreams === 1, 'the stream is open');
  loopback.addJobs(Array.from({ length: 5 }, () => ({ type: 'test' })));
  await until(() => loopback.count().locked === 5, 'four run, one waits');
  loopback.addJobs(Array.from({ length: 20 }, () => ({ type: 'test' })));
  await sleep(2_000);
  expect(loopback.calls.FailJob).toBeLessThan(60);
});

test('R8: a job that comes again while the stream overflows is not handed back under the one that runs here', async () => {
  const { source, state } = pushedSource();
  const { running, handedBack } = pumpOf([source], {}, { lock: 2_000 });
  await until(() => state.streams === 1, 'the stream is open');
  for (const key of ['a', 'b', 'c', 'd', 'waits']) state.push(job(key, 2_000));
  state.push(job('a', 2_000));
  await until(() => state.closed > 0, 'the stream is closed');
  expect(running.has('a')).toBe(true);
  expect(handedBack).not.toContain('a');
});

test('R9: stop waits until what it hands back has been handed back', async () => {
  const { source, state } = pushedSource();
  let handed = 0;
  const { pump, running } = pumpOf([source], {
    async handBack() {
      await sleep(1_500);
      handed++;
    },
  });
  await until(() => state.streams === 1, 'the stream is open');
  for (const key of ['a', 'b', 'c', 'd', 'e']) state.push(job(key));
  const stopped = pump.stop(10_000);
  for (const end of running.values()) end();
  await stopped;
  expect(handed).toBe(1);
});

test('R10: a job whose lock ended while it waited, because the process stood still, is not begun', async () => {
  const { source, state } = pushedSource();
  const { running, ran } = pumpOf([source], {}, { lock: 400 });
  await until(() => state.streams === 1, 'the stream is open');
  for (const key of ['a', 'b', 'c', 'd', 'e']) state.push(job(key, 400));
  running.get('a')?.();
  const limit = performance.now() + 600;
  while (performance.now() < limit);
  await sleep(0);
  expect(ran).not.toContain('e');
});

test('R10: nor is it handed back, because by then it may run elsewhere', async () => {
  const { source, state } = pushedSource();
  const { handedBack } = pumpOf([source], {}, { lock: 400 });
  await until(() => state.streams === 1, 'the stream is open');
  for (const key of ['a', 'b', 'c', 'd', 'e']) state.push(job(key, 400));
  const limit = performance.now() + 600;
  while (performance.now() < limit);
  await sleep(200);
  expect(handedBack).not.toContain('e');
});

test('R11: a job without a lease that came again while its extension was refused is still done and reported', async () => {
  const { source, state } = pushedSource();
  let refuse = (_value: boolean) => {};
  let asked = false;
  const { running, reported } = pumpOf(
    [source],
    {
      extendLock: () => {
        asked = true;
        return new Promise((resolve) => {
          refuse = resolve;
        });
      },
    },
    { lock: 400 },
  );
  await until(() => state.streams === 1, 'the stream is open');
  state.push(job('a', 400));
  await until(() => asked, 'the extension is under way');
  // Its lock had ended: the engine refuses the extension, and hands the job out again. Both answers are on the way at once.
  state.push(job('a', LOCK));
  refuse(false);
  await sleep(10);
  running.get('a')?.();
  await sleep(50);
  expect(reported).toEqual(['a']);
});

test('R16: a poll that is told to come back later comes later', async () => {
  let asked = 0;
  pumpOf([
    {
      async activate() {
        asked++;
        throw new GatewayError('unreachable', '503', { retryAfter: 30_000 });
      },
    },
  ]);
  await sleep(3_000);
  expect(asked).toBe(1);
});

const wantedOf = (maxJobs: number) => ({
  jobType: 'test',
  name: 'tester',
  jobTimeout: 60_000,
  tenantIds: ['<default>'],
  lease: 'auto' as const,
  jobPush: true,
  maxJobs,
  longPoll: 2_000,
});

function takenPump(
  gateway: Gateway,
  wanted: Parameters<typeof sourcesOf>[1],
  run: (taken: TakenJob) => Promise<string>,
  settings: Partial<PumpSettings> = {},
  physicalTenantId?: string,
) {
  const pump = startPump<TakenJob, string>(
    {
      sources: sourcesOf([{ gateway, physicalTenantId }], wanted, pino({ level: 'silent' })),
      run: (taken, signal) =>
        Promise.race([
          run(taken),
          new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('cut off'))),
        ]),
      async report(taken) {
        await gateway.completeJob({ ...proven(taken), variables: '{}' });
        return true;
      },
      isEnd: () => true,
      async extendLock(taken) {
        await gateway.updateJobTimeout({ ...proven(taken), timeout: wanted.jobTimeout });
        taken.deadline = performance.now() + wanted.jobTimeout;
        return true;
      },
      handBack: (taken) =>
        gateway.failJob({
          ...proven(taken),
          retries: taken.retries,
          errorMessage: '-',
          retryBackOff: 0,
          variables: '{}',
        }),
      onError: () => {},
      onBrokenStream: () => false,
    },
    {
      maxJobs: wanted.maxJobs,
      lock: wanted.jobTimeout,
      longest: 3_600_000,
      reportGrace: 1_000,
      stopped: new Error('stopped'),
      ...settings,
    },
  );
  return { pump };
}

const both: typeof carriers = ['grpc', 'rest'];
test.each(both)(
  'R17: a worker at a gateway by %s that does not tell its topology stops as soon as any other',
  async (carrier) => {
    const { loopback, gateway } = await gateways({ carrier });
    loopback.faults.hang('Topology', 100);
    const { pump } = takenPump(gateway, wantedOf(4), async () => 'done');
    await until(() => loopback.calls.Topology > 0, 'it is asked');
    const began = performance.now();
    await pump.stop(0);
    expect(performance.now() - began).toBeLessThan(3_000);
  },
);

test('R19: a stream that breaks while it is paused leaves no job locked that it had brought', async () => {
  const { loopback, gateway } = await gateways({});
  const { pump } = takenPump(gateway, wantedOf(4), () => new Promise(() => {}));
  await until(() => loopback.count().openStreams === 1, 'the stream is open');
  loopback.addJobs(Array.from({ length: 5 }, () => ({ type: 'test' })));
  await until(() => loopback.count().locked === 5, 'four run and one waits, so the stream is paused');
  await sleep(100);
  loopback.addJobs(Array.from({ length: 10 }, () => ({ type: 'test' })));
  await sleep(300);
  loopback.cutConnections();
  await sleep(1_000);
  await pump.stop(0);
  await sleep(500);
  expect(loopback.count().locked).toBe(0);
});

test('R20: a try whose report was taken, but not answered, is not reported again over the next try', async () => {
  const { loopback, gateway } = await gateways({ version: '8.9.4' });
  const came: ActivatedJob[] = [];
  const stream = gateway.streamJobs?.(subscription, (taken) => came.push(taken));
  onTestFinished(() => stream?.close());
  await until(() => loopback.count().openStreams === 1, 'the stream is open');
  loopback.addJobs([{ type: 'test' }]);
  await until(() => came.length === 1, 'the first try');
  loopback.faults.loseAnswer('FailJob', 14);
  const failed = { kind: 'failed', message: 'no', retries: 2, backoffMs: 0, variables: '{}' } as const;
  await reportOutcome(gateway, came[0] as ActivatedJob, failed, { late: 0, onError: () => {} });
  await sleep(300);
  expect(came.length).toBe(2);
});

test('R21: a gateway without its topology is asked for jobs all the same', async () => {
  const { loopback, gateway } = await gateways({ carrier: 'rest' });
  loopback.faults.answerHttp('Topology', { status: 503, headers: { 'content-type': 'text/html' }, body: 'no' }, 1_000);
  const { pump } = takenPump(gateway, wantedOf(4), async () => 'done');
  onTestFinished(async () => void (await pump.stop(0)));
  loopback.addJobs([{ type: 'test' }]);
  await until(() => loopback.ended.length === 1, 'it is done', 8_000);
});

test.each(['8.9.4', '8.10.9'])(
  'R24: the jobs of an engine %s that reads no physical tenant are not taken as those of one',
  async (version) => {
    const { loopback } = await gateways({ version });
    // A gateway of 8.10 behind something that drops the header answers as one before it: with jobs of the default tenant.
    const access = version === '8.9.4' ? { physicalTenantId: 'sales' } : {};
    const gateway = openGateway(loopback, access);
    const tenants: (string | undefined)[] = [];
    const { pump } = takenPump(
      gateway,
      { ...wantedOf(4), jobPush: false },
      async ({ physicalTenantId }) => {
        tenants.push(physicalTenantId);
        return 'done';
      },
      {},
      'sales',
    );
    onTestFinished(async () => {
      await pump.stop(0);
      gateway.close();
    });
    loopback.addJobs([{ type: 'test' }]);
    await sleep(1_500);
    expect(tenants).toEqual([]);
  },
);

test('R25: a gateway that has never accepted a poll, because it does not tell its topology, counts as failing', async () => {
  const { gateway } = await gateways({});
  let asked = 0;
  const silent = {
    ...gateway,
    connected: true,
    async topology() {
      asked++;
      await sleep(2_500);
      throw new GatewayError('unreachable', 'no answer');
    },
  };
  const { pump } = takenPump(silent, { ...wantedOf(4), jobPush: false }, async () => 'done');
  onTestFinished(async () => void (await pump.stop(0)));
  await until(() => asked === 2, 'the first poll has failed, and the second waits for the topology');
  await sleep(1_500);
  expect(pump.failing).toBe(true);
});
