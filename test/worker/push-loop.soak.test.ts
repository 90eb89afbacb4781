import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { PumpSettings } from '../../src/worker/pump.ts';
import { type HeldStream, job, pumpOf, pushedSource } from '../support/pumps.ts';
import { until } from '../support/until.ts';

/** A pump over one source whose streams the test holds. A paused stream takes three jobs more. */
function pushed(settings: Partial<PumpSettings> = {}, open?: () => Error | undefined) {
  const streams: (Omit<HeldStream, 'push'> & { push(key: string): boolean })[] = [];
  const { source } = pushedSource({
    open,
    onTheWay: 3,
    onStream(held) {
      streams.push({
        push: (key) => held.push(job(key, settings.lock)),
        end: held.end,
        get paused() {
          return held.paused;
        },
        get closed() {
          return held.closed;
        },
      });
    },
  });
  const broken: Error[] = [];
  const onBrokenStream = (error: Error) => {
    broken.push(error);
    return error.message === 'unsupported';
  };
  const pumped = pumpOf([source], { onBrokenStream }, settings);
  const current = async () => {
    await until(() => streams.length > 0, 'a stream is open');
    return streams.at(-1) as (typeof streams)[number];
  };
  return { ...pumped, streams, broken, current };
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
    await until(() => handedBack.includes('waits'), 'nothing waits');
    expect(handedBack).toEqual(['x', 'y', 'z', 'waits']);
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
