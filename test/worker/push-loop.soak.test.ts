import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type PumpSettings, type Source, startPump } from '../../src/worker/pump.ts';
import { job, pumpOf, pushedSource } from '../support/pumps.ts';
import { until } from '../support/until.ts';

interface Job {
  readonly key: string;
  deadline: number;
}

/** A gateway in memory whose streams the test holds, and a pump over it whose jobs end when the test says so. */
function pushed(settings: Partial<PumpSettings> = {}, open?: () => Error | undefined) {
  const lock = settings.lock ?? 60_000;
  const running = new Map<string, () => void>();
  const reported: string[] = [];
  const handedBack: string[] = [];
  const extended: string[] = [];
  const streams: { push(key: string): boolean; end(error?: Error): void; paused: boolean; closed: boolean }[] = [];
  const stream: Source<Job>['stream'] = async (onJob) => {
    const failure = open?.();
    if (failure !== undefined) throw failure;
    let resolve = () => {};
    let reject = (_error: Error) => {};
    const ended = new Promise<void>((done, failed) => {
      resolve = done;
      reject = failed;
    });
    /** What has been sent while the stream was paused. */
    const buffered: string[] = [];
    const give = (key: string) => onJob({ key, deadline: performance.now() + lock });
    const state = {
      paused: false,
      closed: false,
      /** Gives whether the stream took the job. */
      push(key: string): boolean {
        if (state.paused && buffered.length >= 3) return false;
        if (state.paused) buffered.push(key);
        else give(key);
        return true;
      },
      end: (error?: Error) => (error === undefined ? resolve() : reject(error)),
    };
    streams.push(state);
    return {
      ended,
      pause() {
        state.paused = true;
      },
      resume() {
        state.paused = false;
        for (const key of buffered.splice(0)) give(key);
      },
      close() {
        state.closed = true;
        resolve();
      },
    };
  };
  const broken: Error[] = [];
  const pump = startPump<Job, string>(
    {
      sources: [{ stream, activate: (_max, _onJob, signal) => sleep(60_000, undefined, { signal }).catch(() => {}) }],
      run: ({ key }, signal) =>
        new Promise((resolve) => {
          running.set(key, () => resolve('done'));
          signal.addEventListener('abort', () => resolve('cut off'));
        }),
      async report({ key }) {
        running.delete(key);
        reported.push(key);
        return true;
      },
      isEnd: () => true,
      async extendLock(job) {
        extended.push(job.key);
        job.deadline = performance.now() + lock;
        return true;
      },
      handBack: async ({ key }) => handedBack.push(key),
      onError: (error) => broken.push(error),
      onBrokenStream(error) {
        broken.push(error);
        return error.message === 'unsupported';
      },
    },
    { maxJobs: 4, lock, longest: 3_600_000, reportGrace: 200, stopped: new Error('stopped'), ...settings },
  );
  onTestFinished(async () => {
    await pump.stop(0);
  });
  const current = async () => {
    await until(() => streams.length > 0, 'a stream is open');
    return streams.at(-1) as (typeof streams)[number];
  };
  return { pump, running, reported, handedBack, extended, streams, broken, current };
}

test('a job that is pushed starts at once', async () => {
  const { current, running } = pushed();
  (await current()).push('a');
  expect([...running.keys()]).toEqual(['a']);
});

describe('more jobs than slots', () => {
  test('wait, in their order, and the stream takes no more until some have begun', async () => {
    const { current, running, reported } = pushed();
    const stream = await current();
    const all = Array.from({ length: 40 }, (_, index) => `${index}`);
    const left = [...all];
    while (reported.length < all.length) {
      while (left[0] !== undefined && stream.push(left[0])) left.shift();
      expect(running.size).toBeLessThanOrEqual(4);
      for (const end of running.values()) end();
      await sleep(0);
    }
    expect(reported).toEqual(all);
  });

  test('that wait for half of their lock are handed back, and run nowhere here', async () => {
    const { current, running, handedBack, extended } = pushed({ lock: 400 });
    const stream = await current();
    for (const key of ['a', 'b', 'c', 'd', 'e']) stream.push(key);
    await until(() => handedBack.length === 1, 'the last is handed back');
    expect(handedBack).toEqual(['e']);
    await until(() => new Set(extended).size === 4, 'the others are kept');
    expect([...running.keys()]).toEqual(['a', 'b', 'c', 'd']);
  });

  test('keep no stream paused for long: what is on its way is handed back, and another stream is opened', async () => {
    const { current, running, handedBack, streams } = pushed({ lock: 2_000 });
    const stream = await current();
    for (const key of ['a', 'b', 'c', 'd', 'waits']) stream.push(key);
    expect(stream.paused).toBe(true);
    for (const key of ['x', 'y', 'z', 'refused']) stream.push(key);
    await until(() => stream.closed, 'the stream is closed');
    expect(handedBack).toEqual(['x', 'y', 'z']);
    await until(() => handedBack.includes('waits'), 'nothing waits');
    await until(() => streams.length === 2, 'another stream is open');
    for (const end of running.values()) end();
    await until(() => running.size === 0, 'the slots are free');
    streams[1]?.push('later');
    expect(running.has('later')).toBe(true);
  });
});

describe('a stream that ends', () => {
  test.each([undefined, new Error('reset')])('with %s is opened again', async (error) => {
    const { current, running, streams } = pushed();
    (await current()).end(error);
    await until(() => streams.length === 2, 'another stream is open');
    streams[1]?.push('a');
    expect(running.has('a')).toBe(true);
  });

  test('because there are no streams is not asked for again and again', async () => {
    let asked = 0;
    const { broken } = pushed({}, () => {
      asked++;
      return new Error('unsupported');
    });
    await until(() => broken.length === 1, 'it was told');
    await sleep(1_000);
    expect(asked).toBe(1);
  });
});

test('stop closes the stream, hands back what waits, and lets the others end', async () => {
  const { pump, current, running, handedBack, reported } = pushed();
  const stream = await current();
  for (const key of ['a', 'b', 'c', 'd', 'e']) stream.push(key);
  const stopped = pump.stop(10_000);
  expect(stream.closed).toBe(true);
  expect(handedBack).toEqual(['e']);
  for (const end of running.values()) end();
  expect(await stopped).toBe(0);
  expect(reported).toEqual(['a', 'b', 'c', 'd']);
});

test('a stream that overflows does not play a job that is handed back to and fro', async () => {
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
