import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { finisher } from '../../src/batches/finish.ts';
import { jobInItsOwnTime } from './fake-clock.ts';

afterEach(() => vi.restoreAllMocks());

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const countOfNext = () => 3;
const throttled = Object.assign(new Error('slower'), { name: 'ProvisionedThroughputExceededException' });

test('everything is processed once, whatever part of a call is left and however often AWS asks for a slower pace', async () => {
  const part = fc.oneof(fc.constant('throttled' as const), fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }));
  await fc.assert(
    fc.asyncProperty(fc.nat(40), fc.array(part, { maxLength: 30 }), async (count, parts) => {
      const { dynamodb } = jobInItsOwnTime();
      const processed: number[] = [];
      const { finish } = finisher<number>(dynamodb, {
        countOfNext,
        async send(batch) {
          expect(batch.length).toBeLessThanOrEqual(3);
          await Promise.resolve();
          const next = parts.shift();
          if (next === 'throttled') throw throttled;
          const left = batch.filter((_, index) => next?.[index]);
          processed.push(...batch.filter((request) => !left.includes(request)));
          return left;
        },
      });
      expect(await finish(numbers(count))).toEqual([]);
      expect(processed.sort((one, other) => one - other)).toEqual(numbers(count));
    }),
  );
});

test('up to four calls are on the way at once', async () => {
  const { dynamodb } = jobInItsOwnTime();
  let most = 0;
  let underWay = 0;
  const { finish } = finisher<number>(dynamodb, {
    countOfNext,
    async send() {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay--;
      return [];
    },
  });
  expect(await finish(numbers(100))).toEqual([]);
  expect(most).toBe(4);
});

describe('what AWS leaves', () => {
  test('is given back when nothing was processed for a minute, after pauses that grow to five seconds', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1 - Number.EPSILON);
    const { dynamodb, pauses, now } = jobInItsOwnTime();
    const { finish } = finisher<number>(dynamodb, { countOfNext, send: async (batch) => batch });
    expect(await finish([1, 2])).toEqual([1, 2]);
    expect(pauses.slice(0, 9).map(Math.round)).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    expect(Math.max(...pauses)).toBeLessThan(5_000);
    expect(now()).toBeGreaterThan(55_000);
    expect(now()).toBeLessThanOrEqual(60_000);
  });

  test('waits for half of such a pause at least', async () => {
    const parts = [0, 0.5, 0.25];
    vi.spyOn(Math, 'random').mockImplementation(() => parts.shift() ?? 1);
    const { dynamodb, pauses } = jobInItsOwnTime();
    const { finish } = finisher<number>(dynamodb, { countOfNext, send: async (batch) => batch });
    await finish([1]);
    expect(pauses.slice(0, 4)).toEqual([25, 75, 125, 400]);
  });

  test('is sent on as long as something is processed, though it takes longer than a minute', async () => {
    const { dynamodb, now, pass } = jobInItsOwnTime();
    const { finish } = finisher<number>(dynamodb, {
      countOfNext,
      async send(batch) {
        pass(20_000);
        return batch.slice(1);
      },
    });
    expect(await finish(numbers(3))).toEqual([]);
    expect(now()).toBeGreaterThanOrEqual(60_000);
    const { finish: finishMore } = finisher<number>(dynamodb, {
      countOfNext: () => 1,
      async send(batch) {
        pass(50_000);
        return batch[0] === 1 ? batch : [];
      },
    });
    expect(await finishMore([0, 1])).toEqual([1]);
  });

  test('is given back while there is time for the job to say so', async () => {
    const { dynamodb, now, pass } = jobInItsOwnTime({ timeLeft: 10_000 });
    const { finish } = finisher<number>(dynamodb, {
      countOfNext,
      async send(batch) {
        pass(500);
        return batch;
      },
    });
    expect(await finish([1])).toEqual([1]);
    expect(now()).toBeLessThanOrEqual(10_000 - 500);
  });
});

test('no call begins unless there is time for one twice as slow as the slowest, and what is not sent is given back', async () => {
  const { dynamodb, now, pass } = jobInItsOwnTime({ timeLeft: 20_000 });
  const sent: number[] = [];
  let slowest = 0;
  const { finish } = finisher<number>(dynamodb, {
    countOfNext: () => 1,
    async send([request = 0]) {
      const began = now();
      expect(dynamodb.timeLeft()).toBeGreaterThan(2 * slowest);
      pass(request === 10 ? 700 : 500);
      await new Promise((resolve) => setImmediate(resolve));
      slowest = Math.max(slowest, now() - began);
      sent.push(request);
      return [];
    },
  });
  const left = await finish(numbers(100));
  expect(dynamodb.timeLeft()).toBeGreaterThan(0);
  expect(sent.length).toBeGreaterThan(10);
  expect([...sent, ...left]).toEqual(numbers(100));
  expect(await finish([100])).toEqual([100]);
});

describe('when AWS asks for a slower pace to the end', () => {
  const refusing = (part: number) => {
    let calls = 0;
    return async (): Promise<number[]> => {
      if (calls++ < part) return [];
      throw throttled;
    };
  };

  test('its refusal is thrown if nothing was processed', async () => {
    const { dynamodb } = jobInItsOwnTime();
    const { finish } = finisher<number>(dynamodb, { countOfNext, send: refusing(0) });
    await expect(finish([1, 2])).rejects.toBe(throttled);
  });

  test('the rest is given back if something was', async () => {
    const { dynamodb } = jobInItsOwnTime();
    const { finish } = finisher<number>(dynamodb, { countOfNext, send: refusing(1) });
    expect(await finish(numbers(5))).toEqual([3, 4]);
    expect(await finish([6])).toEqual([6]);
  });

  test('the rest is given back if its last word was another', async () => {
    const { dynamodb, now } = jobInItsOwnTime();
    const { finish } = finisher<number>(dynamodb, {
      countOfNext,
      async send(batch) {
        if (now() < 1_000) throw throttled;
        return batch;
      },
    });
    expect(await finish([1])).toEqual([1]);
  });
});

test('another error ends all: no call begins after it, and it is thrown when those on the way have ended', async () => {
  const { dynamodb } = jobInItsOwnTime();
  const ended: number[] = [];
  const { finish } = finisher<number>(dynamodb, {
    countOfNext: () => 1,
    async send([request = 0]) {
      if (request === 1) throw new Error('no');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(request);
      return [];
    },
  });
  await expect(finish(numbers(20))).rejects.toThrow('no');
  expect(ended).toEqual([0, 2, 3]);
});
