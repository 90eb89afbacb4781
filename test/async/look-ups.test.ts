import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { shareLookUps } from '../../src/async/look-ups.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** Look-ups that end when the test says so; `started` are what began, in order. */
function lookUps() {
  const started: { key: string; signal: AbortSignal; find: (value: string) => void; fail: (error: Error) => void }[] =
    [];
  const failures: [string, string][] = [];
  const shared = shareLookUps<string, string>({
    limit: { milliseconds: 1_000, late: () => new Error('late') },
    lookUp: (key, signal) =>
      new Promise((find, fail) => {
        started.push({ key, signal, find, fail });
      }),
    onFailure: (error, key) => failures.push([key, (error as Error).message]),
  });
  const at = (index: number) => {
    const begun = started[index];
    if (begun === undefined) throw new Error(`There was no look-up ${index}`);
    return begun;
  };
  return { shared, started, failures, at };
}

test('who asks for the same at once, shares one look-up; who asks later starts another', async () => {
  const { shared, started, at } = lookUps();
  const asked = [shared.find('a'), shared.find('a'), shared.find('b')];
  expect([...shared.underWay]).toEqual(['a', 'b']);
  at(0).find('A');
  at(1).find('B');
  expect(await Promise.all(asked)).toEqual(['A', 'A', 'B']);
  expect([...shared.underWay]).toEqual([]);
  const later = shared.find('a');
  at(2).find('A2');
  expect(await later).toBe('A2');
  expect(started).toHaveLength(3);
});

test('a failure is everybody’s, is told once, and is not kept', async () => {
  const { shared, failures, at } = lookUps();
  const asked = [shared.find('a'), shared.find('a')];
  at(0).fail(new Error('no'));
  for (const each of asked) await expect(each).rejects.toThrow('no');
  expect(failures).toEqual([['a', 'no']]);
  const again = shared.find('a');
  at(1).find('A');
  expect(await again).toBe('A');
});

test('one that hangs ends with its limit, for those too who came late, and is then begun anew', async () => {
  const { shared, failures, at } = lookUps();
  const first = expect(shared.find('a')).rejects.toThrow('late');
  await vi.advanceTimersByTimeAsync(999);
  const second = expect(shared.find('a')).rejects.toThrow('late');
  await vi.advanceTimersByTimeAsync(1);
  await Promise.all([first, second]);
  expect([at(0).signal.aborted, failures]).toEqual([true, [['a', 'late']]]);
  const again = shared.find('a');
  at(1).find('A');
  expect(await again).toBe('A');
});

test('it ends when the last who waits goes, and nothing is told of it', async () => {
  const { shared, failures, at } = lookUps();
  const waiters = [new AbortController(), new AbortController()];
  const asked = waiters.map(({ signal }) => shared.find('a', signal));
  waiters[0]?.abort(new Error('gone'));
  await expect(asked[0]).rejects.toThrow('gone');
  expect(at(0).signal.aborted).toBe(false);
  waiters[1]?.abort(new Error('gone too'));
  await expect(asked[1]).rejects.toThrow('gone too');
  expect([at(0).signal.aborted, failures, [...shared.underWay]]).toEqual([true, [], []]);
  at(0).fail(new Error('nobody hears it'));
});

test('it goes on while somebody waits who never goes', async () => {
  const { shared, at } = lookUps();
  const waiter = new AbortController();
  const asked = [shared.find('a'), shared.find('a', waiter.signal)];
  waiter.abort(new Error('gone'));
  await expect(asked[1]).rejects.toThrow('gone');
  at(0).find('A');
  expect(await asked[0]).toBe('A');
});

test('nobody who is gone already asks, and nothing stays listed at who waited', async () => {
  const { shared, started, at } = lookUps();
  await expect(shared.find('a', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  expect(started).toEqual([]);
  const waiter = new AbortController();
  const asked = shared.find('a', waiter.signal);
  at(0).find('A');
  expect(await asked).toBe('A');
  expect(getEventListeners(waiter.signal, 'abort')).toEqual([]);
});

test('all end when it is closed, and nothing is begun any more', async () => {
  const { shared, started, at } = lookUps();
  const asked = expect(shared.find('a')).rejects.toThrow('closed');
  shared.close(new Error('closed'));
  await asked;
  expect([at(0).signal.aborted, started.length]).toEqual([true, 1]);
  await expect(shared.find('b')).rejects.toThrow('closed');
  expect(started).toHaveLength(1);
});
