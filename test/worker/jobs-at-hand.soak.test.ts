import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Source } from '../../src/worker/pump.ts';
import { type Job, job, LOCK, pumpOf, pushedSource } from '../support/pumps.ts';
import { until } from '../support/until.ts';

test('long jobs of one source that also has some waiting leave the other what is kept for it', async () => {
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

test('a job that comes again while the stream overflows is not handed back under the one that runs here', async () => {
  const { source, state } = pushedSource();
  const { running, handedBack } = pumpOf([source], {}, { lock: 2_000 });
  await until(() => state.streams === 1, 'the stream is open');
  for (const key of ['a', 'b', 'c', 'd', 'waits']) state.push(job(key, 2_000));
  state.push(job('a', 2_000));
  await until(() => state.closed > 0, 'the stream is closed');
  expect(running.has('a')).toBe(true);
  expect(handedBack).not.toContain('a');
});

test('stop waits until what it hands back has been handed back', async () => {
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

test('a job whose lock ended while it waited, because the process stood still, is not begun', async () => {
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

test('nor is a job handed back whose lock has ended, because by then it may run elsewhere', async () => {
  const { source, state } = pushedSource();
  const { handedBack } = pumpOf([source], {}, { lock: 400 });
  await until(() => state.streams === 1, 'the stream is open');
  for (const key of ['a', 'b', 'c', 'd', 'e']) state.push(job(key, 400));
  const limit = performance.now() + 600;
  while (performance.now() < limit);
  await sleep(200);
  expect(handedBack).not.toContain('e');
});

test('a job whose lock is over when it comes, because the process stood still, is neither begun nor handed back', async () => {
  const { source, state } = pushedSource();
  const { pump, ran, handedBack } = pumpOf([source]);
  await until(() => state.streams === 1, 'the stream is open');
  state.push(job('over', 0));
  for (const key of ['a', 'b', 'c', 'd']) state.push(job(key));
  state.push(job('over, without a slot', 0));
  expect(pump.active).toBe(4);
  expect([ran, handedBack]).toEqual([['a', 'b', 'c', 'd'], []]);
});

describe('a job whose lock is nearly over when it comes', () => {
  async function pushed(parts: Parameters<typeof pumpOf>[1] = {}) {
    const { source, state } = pushedSource();
    const pump = pumpOf([source], parts);
    await until(() => state.streams === 1, 'the stream is open');
    return { ...pump, push: state.push };
  }

  test('is begun when its lock has been extended', async () => {
    const order: string[] = [];
    const { push, ran, extended } = await pushed({
      async extendLock(taken) {
        order.push('extended');
        taken.deadline = performance.now() + LOCK;
        return true;
      },
      async run() {
        order.push('begun');
        return 'done';
      },
    });
    push(job('a', LOCK / 3));
    await until(() => order.length === 2, 'it is done');
    expect([order, ran, extended]).toEqual([['extended', 'begun'], [], []]);
  });

  test('is not begun if another has it', async () => {
    const lost: string[] = [];
    const { push, ran, reported, pump } = await pushed({
      extendLock: async () => false,
      onLost: ({ key }) => lost.push(key),
    });
    push(job('a', LOCK / 3));
    await until(() => pump.active === 0, 'it is gone');
    expect([ran, reported, lost]).toEqual([[], [], ['a']]);
  });

  test('is begun if the gateway fails, as long as it is locked', async () => {
    const { push, ran, errors } = await pushed({ extendLock: () => Promise.reject(new Error('unreachable')) });
    push(job('a', LOCK / 3));
    await until(() => ran.length === 1, 'it is begun');
    expect(errors).toHaveLength(1);
  });

  test('is handed back if no slot is free', async () => {
    const { push, handedBack } = await pushed();
    for (const key of ['a', 'b', 'c', 'd']) push(job(key));
    push(job('e', LOCK / 3));
    expect(handedBack).toEqual(['e']);
  });
});

test('a job without a lease that came again while its extension was refused is still done and reported', async () => {
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

test('a try whose report is still under way when the job comes again is told to be over', async () => {
  const { source, state } = pushedSource();
  const over: boolean[] = [];
  const { running } = pumpOf([source], {
    isEnd: () => false,
    async report(_job, _outcome, isOver) {
      over.push(isOver());
      await sleep(50);
      over.push(isOver());
      return true;
    },
  });
  await until(() => state.streams === 1, 'the stream is open');
  state.push(job('a'));
  running.get('a')?.();
  await until(() => over.length === 1, 'it is being reported');
  state.push(job('a'));
  await until(() => over.length === 2, 'it is still being reported');
  expect(over).toEqual([false, true]);
});
