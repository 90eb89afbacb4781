import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eachAtOnce, inLanes } from '../../src/async/lanes.ts';

const numbers = Array.from({ length: 20 }, (_, index) => index);

test('the results come in the order of the elements, and no more work runs at once than may', async () => {
  let running = 0;
  let most = 0;
  const results = await eachAtOnce(numbers, 3, async (number) => {
    running += 1;
    most = Math.max(most, running);
    for (let turns = number % 4; turns >= 0; turns--) await turn();
    running -= 1;
    return number * 2;
  });
  expect(results).toEqual(numbers.map((number) => number * 2));
  expect(most).toBe(3);
});

test('nothing is done for no elements', async () => {
  expect(await eachAtOnce([], 3, async () => 1)).toEqual([]);
});

test('after a failure nothing more is begun, and what was begun ends first', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (number: number) => {
    begun.push(number);
    await turn();
    if (number === 1) throw new Error('one');
    await turn();
    ended.push(number);
  };
  await expect(eachAtOnce(numbers, 3, work)).rejects.toThrow('one');
  expect(begun).toEqual([0, 1, 2]);
  expect(ended).toEqual([0, 2]);
});

test('work of several steps can see that another has failed', async () => {
  const failed = new AbortController();
  let steps = 0;
  const work = async (number: number) => {
    if (number === 1) throw new Error('one');
    while (!failed.signal.aborted) {
      steps++;
      await turn();
    }
  };
  await expect(eachAtOnce(numbers, 3, work, failed)).rejects.toThrow('one');
  expect(steps).toBe(2);
  expect(failed.signal.reason).toEqual(new Error('one'));
});

test('lanes run at once, and end together: with the first failure, when all have ended', async () => {
  let running = 0;
  let most = 0;
  const lane = (fails: boolean) => async (failed: AbortSignal) => {
    const number = ++running;
    most = Math.max(most, running);
    await turn();
    if (fails) throw new Error(`lane ${number}`);
    expect(failed.aborted).toBe(false);
    await turn();
    running--;
  };
  await inLanes(4, lane(false));
  expect({ most, running }).toEqual({ most: 4, running: 0 });
  await expect(inLanes(4, lane(true))).rejects.toThrow('lane 1');
});
