import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startPolls } from '../../src/worker/poll-loop.ts';
import type { Source } from '../../src/worker/pump.ts';
import { Slots } from '../../src/worker/slots.ts';
import { GatewayError } from '../../src/zeebe/gateway-error.ts';
import { idle, type Job, pumpOf } from '../support/pumps.ts';
import { until } from '../support/until.ts';

describe('no poll asks for no jobs at all, which engines refuse', () => {
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

test('a poll that is told to come back later comes later', async () => {
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

test('polls that are refused count as failing, also while the next one waits for an answer', async () => {
  let asked = 0;
  const { pump } = pumpOf([
    {
      async activate() {
        if (++asked > 1) await sleep(300);
        throw new GatewayError('unreachable', 'no answer');
      },
    },
  ]);
  await until(() => asked === 2, 'the first has failed, and the second is under way');
  expect(pump.failing).toBe(true);
});

test('of two sources with work, neither starves, though there are no slots to keep', async () => {
  const done: string[] = [];
  const source = (name: string): Source<Job> => ({
    async activate(max, onJob) {
      await sleep(1);
      for (let number = 0; number < max; number++)
        onJob({ key: `${name}${done.length}${number}`, deadline: performance.now() + 60_000 });
    },
  });
  const sources = ['a', 'b', 'c'].map(source);
  pumpOf(sources, { run: async () => 'done', report: async ({ key }) => done.push(key) > 0 }, { maxJobs: 2 });
  await until(() => ['a', 'b', 'c'].every((name) => done.some((key) => key.startsWith(name))), 'each has had its turn');
});
