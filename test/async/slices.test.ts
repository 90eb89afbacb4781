import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inSlices, nextTurn } from '../../src/async/slices.ts';

/** Holds the process, as a piece of work does. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test('long work lets others have their turn, and has all its elements in their order', async () => {
  const seen: number[] = [];
  let others = 0;
  let isOver = false;
  const other = (async () => {
    for (; !isOver; others++) await turn();
  })();
  await inSlices(
    Array.from({ length: 320 }, (_, index) => index),
    (element) => {
      seen.push(element);
      work(1);
    },
  );
  isOver = true;
  await other;
  expect(seen).toEqual(Array.from({ length: 320 }, (_, index) => index));
  expect(others).toBeGreaterThan(5);
});

test('the work ends when it says so, and with what it throws', async () => {
  const seen: number[] = [];
  await inSlices([1, 2, 3], (element) => {
    seen.push(element);
    return element < 2;
  });
  expect(seen).toEqual([1, 2]);
  const failing = inSlices([1], () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
});

test('those who wait for their turn have it one by one, with a turn for others in between', async () => {
  const order: string[] = [];
  const waits = ['a', 'b', 'c'].map((name) => nextTurn().then(() => order.push(name)));
  for (let turns = 0; turns < 4; turns++) {
    await turn();
    order.push('other');
  }
  await Promise.all(waits);
  expect(order.filter((name) => name !== 'other')).toEqual(['a', 'b', 'c']);
  expect(order.join(' ')).toMatch(/a .*other.* c/);
});
