import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Pump, type PumpParts, type PumpSettings, type Source, startPump } from '../../src/worker/pump.ts';
import { setClock } from '../support/set-clock.ts';
import { until } from '../support/until.ts';

interface Job {
  readonly key: string;
  deadline: number;
}

const STOPPED = new Error('stopped');

type Parts = Omit<PumpParts<Job, string>, 'sources'> & Pick<Source<Job>, 'activate'>;

/** A pump over a queue in memory, whose jobs end when the test says so. */
function pumpOver(keys: string[], parts: Partial<Parts> = {}, settings: Partial<PumpSettings> = {}) {
  const queue = [...keys];
  const polls: number[] = [];
  const running = new Map<string, (outcome: string) => void>();
  const reported: [string, string][] = [];
  const errors: Error[] = [];
  let mostAtOnce = 0;
  const lock = settings.lock ?? 60_000;
  const activate: Parts['activate'] = async (max, onJob, signal) => {
    polls.push(max);
    if (queue.length === 0) await sleep(2_000, undefined, { signal }).catch(() => {});
    for (const key of queue.splice(0, max)) onJob({ key, deadline: performance.now() + lock });
  };
  const pump: Pump = startPump<Job, string>(
    {
      sources: [{ activate: parts.activate ?? activate }],
      run: ({ key }, signal) =>
        new Promise((resolve) => {
          running.set(key, resolve);
          mostAtOnce = Math.max(mostAtOnce, running.size);
          signal.addEventListener('abort', () => resolve(`cut off: ${(signal.reason as Error).message}`));
        }),
      async report({ key }, outcome) {
        running.delete(key);
        reported.push([key, outcome]);
        return true;
      },
      isEnd: () => true,
      extendLock: async () => true,
      handBack: async () => {},
      onError: (error) => errors.push(error),
      onBrokenStream: () => false,
      ...parts,
    },
    { maxJobs: 4, stopped: STOPPED, lock, longest: 3_600_000, reportGrace: 200, ...settings },
  );
  onTestFinished(async () => {
    await pump.stop(0);
  });
  const finish = (key: string) => running.get(key)?.('done');
  return { pump, polls, running, reported, errors, finish, queue, mostAtOnce: () => mostAtOnce };
}

const keys = (count: number) => Array.from({ length: count }, (_, index) => `job-${index}`);

describe('concurrency', () => {
  test('never more jobs at once than allowed, and never fewer while there are some', async () => {
    const { pump, running, reported, finish, mostAtOnce } = pumpOver(keys(40));
    while (reported.length < 40) {
      await until(() => running.size === Math.min(4, 40 - reported.length), 'all slots are taken');
      for (const key of [...running.keys()].slice(0, 3)) finish(key);
      await sleep(0);
    }
    expect(mostAtOnce()).toBe(4);
    expect(new Set(reported.map(([key]) => key)).size).toBe(40);
    expect(pump.active).toBe(0);
  });

  test('one free slot among long jobs is filled', async () => {
    const { running, finish } = pumpOver(keys(6));
    await until(() => running.size === 4, 'all slots are taken');
    finish('job-0');
    await until(() => running.has('job-4'), 'the free slot is taken');
  });
});

describe('polls', () => {
  test('a gateway that answers at once with nothing is not asked in a loop', async () => {
    let asked = 0;
    const { pump } = pumpOver([], { activate: async () => void asked++ });
    await until(() => asked >= 3, 'three polls');
    for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
    expect(asked).toBeLessThan(100);
    expect(pump.failing).toBe(false);
  });

  test('a poll that fails is told, and another one follows', async () => {
    let failures = 3;
    const { pump, errors, running, queue } = pumpOver(['job-0'], {
      async activate(max, onJob, signal) {
        if (failures-- > 0) throw new Error('nobody there');
        if (queue.length === 0) await sleep(2_000, undefined, { signal }).catch(() => {});
        for (const key of queue.splice(0, max)) onJob({ key, deadline: performance.now() + 60_000 });
      },
    });
    await until(() => running.has('job-0'), 'the job runs');
    expect(errors).toHaveLength(3);
    await until(() => !pump.failing, 'a poll was answered');
  });
});

describe('locks', () => {
  test('are extended for as long as a job runs', async () => {
    const extended: string[] = [];
    const { running, finish, reported } = pumpOver(
      ['job-0'],
      {
        async extendLock(job) {
          extended.push(job.key);
          job.deadline = performance.now() + 200;
          return true;
        },
      },
      { lock: 200 },
    );
    await until(() => extended.length >= 3, 'the lock was extended three times');
    expect(running.has('job-0')).toBe(true);
    finish('job-0');
    await until(() => reported.length === 1, 'reported');
  });

  test.each([1, -1])('are extended for as long as a job runs, also when the clock is set by %i hour', async (hours) => {
    const extended: string[] = [];
    const { running, pump } = pumpOver(
      ['job-0'],
      {
        async extendLock(job) {
          extended.push(job.key);
          job.deadline = performance.now() + 200;
          return true;
        },
      },
      { lock: 200 },
    );
    await until(() => running.has('job-0'), 'the job runs');
    setClock(hours);
    // No more than one for each half of a lock: a clock that is ahead makes none of them hurried.
    const began = performance.now();
    await until(() => extended.length >= 3, 'the lock was extended three times');
    expect(performance.now() - began).toBeGreaterThan(200);
    expect(pump.active).toBe(1);
  });

  test('a job that is not ours any more is cut off and not reported', async () => {
    const { pump, reported } = pumpOver(['job-0'], { extendLock: async () => false }, { lock: 100 });
    await until(() => pump.active === 1, 'the job runs');
    await until(() => pump.active === 0, 'the job is cut off');
    expect(reported).toEqual([]);
  });

  test('are not extended for longer than the longest time of a job', async () => {
    let extended = 0;
    const { pump, reported, finish } = pumpOver(
      ['job-0'],
      {
        extendLock: async () => {
          extended++;
          return true;
        },
      },
      { lock: 100, longest: 300 },
    );
    // It asks for more at each look, as its end stays where it was.
    let before = -1;
    while (extended !== before || extended === 0) {
      before = extended;
      await sleep(400);
    }
    expect(pump.active).toBe(1);
    finish('job-0');
    await until(() => reported.length === 1, 'the job is reported');
  });

  test('a lock that cannot be extended is tried again', async () => {
    let tries = 0;
    const { errors } = pumpOver(
      ['job-0'],
      {
        async extendLock() {
          tries++;
          throw new Error('nobody there');
        },
      },
      { lock: 100 },
    );
    await until(() => tries >= 2, 'two tries');
    expect(errors.length).toBeGreaterThanOrEqual(1);
  });
});

describe('a job that is handed out again, because its lock was over', () => {
  /** A pump whose gateway hands out `job-0` again whenever the test says so. */
  async function pumpWithAgain(parts: Partial<Parts> = {}) {
    let again: ((job: { key: string; deadline: number }) => void) | undefined;
    const first = { key: 'job-0', deadline: performance.now() + 60_000 };
    const ran: string[] = [];
    let end = (_outcome: string) => {};
    const pumped = pumpOver([], {
      async activate(_max, onJob, signal) {
        again = onJob;
        await sleep(60_000, undefined, { signal }).catch(() => {});
      },
      run: ({ key }) =>
        new Promise((resolve) => {
          ran.push(key);
          end = resolve;
        }),
      ...parts,
    });
    await until(() => again !== undefined, 'the poll is open');
    /** Hands it out for the first time, and lets the lock end while it runs. */
    function outlive(): void {
      again?.(first);
      first.deadline = performance.now() - 1_000;
    }
    const handOut = (lock = 60_000) => again?.({ ...first, deadline: performance.now() + lock });
    return { ...pumped, ran, outlive, again: handOut, end: (text: string) => end(text) };
  }

  test('runs once while it runs here', async () => {
    const { again, ran, end, reported, pump } = await pumpWithAgain();
    again();
    again();
    expect([ran, pump.active]).toEqual([['job-0'], 1]);
    end('done');
    await until(() => reported.length > 0, 'reported');
    expect(reported).toEqual([['job-0', 'done']]);
  });

  test('is not done again while its report is under way, and the report has the new lock', async () => {
    const locks: number[] = [];
    let deliver = (_delivered: boolean) => {};
    const { outlive, again, ran, end, pump } = await pumpWithAgain({
      report: (job) =>
        new Promise((resolve) => {
          deliver = (delivered) => {
            locks.push(job.deadline);
            resolve(delivered);
          };
        }),
    });
    outlive();
    end('done');
    await until(() => pump.active === 1, 'it is reported');
    await sleep(0);
    again(500_000);
    deliver(true);
    await until(() => pump.active === 0, 'reported');
    expect(ran).toEqual(['job-0']);
    expect(locks[0]).toBeGreaterThan(performance.now() + 400_000);
  });

  test('is reported again, and not done again, when it comes after its late report', async () => {
    const { outlive, again, ran, end, reported } = await pumpWithAgain();
    outlive();
    end('done');
    await until(() => reported.length === 1, 'reported');
    await sleep(0);
    again();
    await until(() => reported.length === 2, 'reported again');
    expect(ran).toEqual(['job-0']);
    expect(reported[1]).toEqual(['job-0', 'done']);
  });

  test.each<[string, Partial<Parts>]>([
    ['its report could not be delivered', { report: async () => false }],
    ['its report was that of a try, as of a failed one', { isEnd: () => false }],
  ])('is done again when %s', async (_, parts) => {
    const { outlive, again, ran, end, pump } = await pumpWithAgain(parts);
    outlive();
    end('done');
    await until(() => pump.active === 0, 'reported');
    again();
    expect(ran).toEqual(['job-0', 'job-0']);
  });

  test('is done again while the report of a try is under way: that is the next try', async () => {
    const { again, ran, end } = await pumpWithAgain({ isEnd: () => false, report: () => new Promise(() => {}) });
    again();
    end('failed');
    await sleep(0);
    again();
    expect(ran).toEqual(['job-0', 'job-0']);
  });
});

describe('stop', () => {
  test('lets the jobs at hand end, and takes no more', async () => {
    const { pump, running, reported, finish, queue } = pumpOver(keys(10));
    await until(() => running.size === 4, 'all slots are taken');
    const stopped = pump.stop(10_000);
    for (const key of keys(4)) finish(key);
    expect(await stopped).toBe(0);
    expect(reported).toEqual(keys(4).map((key) => [key, 'done']));
    expect(queue).toHaveLength(6);
  });

  test('cuts off what is not done in time, and reports it', async () => {
    const { pump, running, reported } = pumpOver(keys(3));
    await until(() => running.size === 3, 'the jobs run');
    expect(await pump.stop(50)).toBe(0);
    expect(reported).toEqual(keys(3).map((key) => [key, 'cut off: stopped']));
  });

  test('runs the jobs that a poll in flight still brings', async () => {
    let polls = 0;
    const { pump, reported, finish, running } = pumpOver([], {
      async activate(_max, onJob, signal) {
        polls++;
        await sleep(60_000, undefined, { signal }).catch(() => {});
        onJob({ key: 'late', deadline: performance.now() + 60_000 });
      },
    });
    await until(() => polls === 1, 'the poll is open');
    const stopped = pump.stop(10_000);
    await until(() => running.has('late'), 'the late job runs');
    finish('late');
    expect(await stopped).toBe(0);
    expect(reported).toEqual([['late', 'done']]);
  });

  test('tells how many jobs could not be reported', async () => {
    const { pump, running } = pumpOver(['job-0'], { report: () => new Promise(() => {}) });
    await until(() => running.size === 1, 'the job runs');
    expect(await pump.stop(0)).toBe(1);
  });
});

describe('several sources', () => {
  /** A pump with two sources that have queues of their own. */
  function twoSources(maxJobs: number, queues: readonly [string[], string[]]) {
    const running = new Map<string, () => void>();
    const done: string[] = [];
    const ran: string[] = [];
    const sources = queues.map(
      (queue): Source<Job> => ({
        async activate(max, onJob, signal) {
          if (queue.length === 0) await sleep(200, undefined, { signal }).catch(() => {});
          for (const key of queue.splice(0, max)) onJob({ key, deadline: performance.now() + 60_000 });
        },
      }),
    );
    const pump = startPump<Job, string>(
      {
        sources,
        run: ({ key }) => {
          ran.push(key);
          return new Promise((resolve) => running.set(key, () => resolve(key)));
        },
        async report(_job, outcome) {
          running.delete(outcome);
          done.push(outcome);
          return true;
        },
        isEnd: () => true,
        extendLock: async () => true,
        handBack: async () => {},
        onError: (error) => expect.fail(error.message),
        onBrokenStream: () => false,
      },
      { maxJobs, stopped: STOPPED, lock: 60_000, longest: 3_600_000, reportGrace: 0 },
    );
    onTestFinished(async () => {
      await pump.stop(0);
    });
    return { running, done, ran };
  }
  const named = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index}`);

  test('a flood of one, whose jobs never end, keeps none of the other from beginning', async () => {
    const other: string[] = [];
    const { running } = twoSources(8, [named('flood', 100), other]);
    await until(() => running.size >= 6, 'the flood has its slots');
    expect(running.size).toBe(6);
    other.push('a', 'b');
    await until(() => running.has('a') && running.has('b'), 'the others run');
    expect(running.size).toBe(8);
  });

  test('all are done, with no more than the slots at once', async () => {
    const { running, done } = twoSources(4, [named('a', 60), named('b', 60)]);
    while (done.length < 120) {
      expect(running.size).toBeLessThanOrEqual(4);
      for (const end of [...running.values()]) end();
      await sleep(1);
    }
    expect(new Set(done).size).toBe(120);
  });

  test('jobs of two sources with equal keys are two jobs', async () => {
    const { ran } = twoSources(4, [['same'], ['same']]);
    await until(() => ran.length === 2, 'both run');
  });
});
