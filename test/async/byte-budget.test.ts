import { setMaxListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteBudget, type Holding } from '../../src/async/byte-budget.ts';
import { inLongForm } from '../support/long-form.ts';

const tooLarge = (total: number) => new RangeError(`more than ${total}`);
const full = (total: number) => new Error(`${total} are full`);
const budgetOf = (total: number, { answers = 100, answer = 1 } = {}) =>
  byteBudget({ total, answers, answer, tooLarge, full });
const forever = new AbortController().signal;
setMaxListeners(0, forever);

/** What a promise has become by now. */
async function stateOf(work: Promise<unknown>): Promise<string> {
  const state = work.then(
    () => 'done',
    (error: Error) => error.message,
  );
  for (let turns = 0; turns < 5; turns++) await nextTurn();
  return Promise.race([state, Promise.resolve('waits')]);
}

test('bytes that are free are had at once, others when they are given back', async () => {
  const budget = budgetOf(10);
  const [first, second] = [budget.open(), budget.open()];
  await first.take(7, forever);
  const waits = second.take(5, forever);
  expect(await stateOf(waits)).toBe('waits');
  first.give(2);
  expect(await stateOf(waits)).toBe('done');
  expect(budget.held).toBe(10);
});

test('what a holding has is free again when it is closed', async () => {
  const budget = budgetOf(10);
  const [first, second] = [budget.open(), budget.open()];
  await first.take(10, forever);
  const waits = second.take(10, forever);
  first.close();
  first.give(3);
  await waits;
  expect(budget.held).toBe(10);
});

test('who holds something goes before who begins, and who begins does not pass it', async () => {
  const budget = budgetOf(10);
  const [old, other, beginner] = [budget.open(), budget.open(), budget.open()];
  await old.take(4, forever);
  await other.take(4, forever);
  const more = old.take(4, forever);
  const begins = beginner.take(2, forever);
  expect(await Promise.all([stateOf(more), stateOf(begins)])).toEqual(['waits', 'waits']);
  other.close();
  expect(await Promise.all([stateOf(more), stateOf(begins)])).toEqual(['done', 'done']);
});

test('when all who hold something wait, the youngest of them is told that the budget is full, and the others go on', async () => {
  const budget = budgetOf(10);
  const [oldest, middle, youngest] = [budget.open(), budget.open(), budget.open()];
  for (const holding of [oldest, middle, youngest]) await holding.take(3, forever);
  const [first, second, third] = [oldest.take(3, forever), middle.take(3, forever), youngest.take(3, forever)];
  expect(await Promise.all([stateOf(first), stateOf(second), stateOf(third)])).toEqual([
    'waits',
    'waits',
    '10 are full',
  ]);
  youngest.close();
  expect(await Promise.all([stateOf(first), stateOf(second)])).toEqual(['done', 'waits']);
  oldest.close();
  expect(await stateOf(second)).toBe('done');
});

test('while an answer is on its way nobody is told that the budget is full', async () => {
  const budget = budgetOf(10, { answers: 1 });
  const [older, younger] = [budget.open(), budget.open()];
  const answer = await older.receive(forever);
  await younger.take(8, forever);
  const waits = younger.receive(forever);
  expect(await stateOf(waits)).toBe('waits');
  await answer.take(2);
  answer.end();
  expect(await stateOf(waits)).toBe('done');
});

test('nor while a part of who waits still works on what it will give back', async () => {
  const budget = budgetOf(10);
  const holding = budget.open();
  const part = await holding.receive(forever);
  await part.take(8);
  const other = await holding.receive(forever);
  const waits = other.take(8);
  part.end();
  const states: string[] = [];
  await holding.during(async () => {
    states.push(await stateOf(waits));
  });
  holding.give(6);
  states.push(await stateOf(waits));
  expect(states).toEqual(['waits', 'done']);
  const failing = holding.during(() => Promise.reject(new Error('no work')));
  await expect(failing).rejects.toThrow('no work');
  expect(await stateOf(holding.take(6, forever))).toBe('waits');
  other.end();
});

test('what is there already is held whatever is free, and others wait until it is given back', async () => {
  const budget = budgetOf(10);
  const [first, second] = [budget.open(), budget.open()];
  await first.take(8, forever);
  second.hold(5);
  expect(budget.held).toBe(13);
  first.give(2);
  const waits = first.take(2, forever);
  expect(await stateOf(waits)).toBe('waits');
  second.close();
  second.hold(5);
  expect(await stateOf(waits)).toBe('done');
  expect(budget.held).toBe(8);
});

test('a holding that is too large for the whole budget is told so', async () => {
  const budget = budgetOf(10);
  const holding = budget.open();
  await expect(holding.take(11, forever)).rejects.toThrow('more than 10');
  await holding.take(6, forever);
  expect(await stateOf(holding.take(6, forever))).toBe('more than 10');
});

test('a wait ends with its signal, and takes nothing', async () => {
  const budget = budgetOf(10);
  const stop = new AbortController();
  const [first, second] = [budget.open(), budget.open()];
  await first.take(10, forever);
  const waits = expect(second.take(1, stop.signal)).rejects.toThrow('stopped');
  stop.abort(new Error('stopped'));
  await waits;
  await expect(second.receive(stop.signal)).rejects.toThrow('stopped');
  first.close();
  expect(budget.held).toBe(0);
});

test('so many answers are received at once, and of beginners no more than are expected to fit', async () => {
  const budget = budgetOf(10, { answers: 2, answer: 4 });
  const [first, second, third] = [budget.open(), budget.open(), budget.open()];
  await first.take(5, forever);
  const turn = await first.receive(forever);
  const begins = second.receive(forever);
  expect(await stateOf(begins)).toBe('waits');
  await first.receive(forever);
  turn.end();
  expect(await stateOf(begins)).toBe('waits');
  first.give(5);
  expect(await stateOf(begins)).toBe('done');
  expect(await stateOf(third.receive(forever))).toBe('waits');
});

test('whatever jobs take and keep, all of them end, and never is more held than there is', async () => {
  const job = fc.array(
    fc.record({ takes: fc.integer({ min: 1, max: 60 }), keeps: fc.double({ min: 0, max: 1, noNaN: true }) }),
    {
      maxLength: 6,
    },
  );
  const jobs = fc.array(fc.record({ lanes: fc.integer({ min: 1, max: 3 }), pages: job }), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(jobs, fc.integer({ min: 1, max: 4 }), fc.scheduler(), async (jobs, answers, scheduler) => {
      const budget = budgetOf(100, { answers, answer: 20 });
      async function page(holding: Holding, { takes, keeps }: { takes: number; keeps: number }): Promise<void> {
        const answer = await holding.receive(forever);
        try {
          await scheduler.schedule(Promise.resolve());
          await answer.take(takes);
          expect(budget.held).toBeLessThanOrEqual(100);
          holding.give(Math.floor(takes * (1 - keeps)));
        } finally {
          answer.end();
        }
      }
      const work = jobs.map(async ({ lanes, pages }) => {
        const holding = budget.open();
        try {
          const lane = async () => {
            for (const one of pages) await page(holding, one);
          };
          const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
          return ends.every(({ status }) => status === 'fulfilled');
        } finally {
          holding.close();
        }
      });
      let ended = false;
      const all = Promise.all(work).finally(() => {
        ended = true;
      });
      while (!ended) {
        if (scheduler.count() > 0) await scheduler.waitOne();
        else await nextTurn();
      }
      const small = jobs.every(
        ({ lanes, pages }) => pages.reduce((sum, { takes }) => sum + takes * lanes, 0) < 100 / jobs.length,
      );
      if (small) expect(await all).not.toContain(false);
      expect(budget.held).toBe(0);
    }),
    { numRuns: inLongForm(200, 60) },
  );
});
