import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { keepValues } from '../../src/secrets/kept-values.ts';
import { holdClocks } from '../support/both-clocks.ts';

const MINUTE = 60_000;
const unreachable = () => new Failure('connection', 'The store could not be reached');

beforeEach(() => holdClocks(1_000_000));
afterEach(() => void vi.useRealTimers());

function pass(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

/** A store whose values are kept for five minutes. */
function start(values: Record<string, string | undefined> = { KEY: 'first' }) {
  const asked: string[] = [];
  const told: string[] = [];
  const store: { values: Record<string, string | undefined>; failure?: Failure | undefined } = { values };
  const kept = keepValues({
    name: 'The store',
    refresh: 5 * MINUTE,
    limit: 10_000,
    onStale: ({ message }) => told.push(message),
    async ask(id) {
      asked.push(id);
      await setImmediate();
      if (store.failure !== undefined) throw store.failure;
      return store.values[id];
    },
  });
  const signal = new AbortController().signal;
  return {
    store,
    kept,
    asked,
    told,
    atHand: (id = 'KEY') => typeof kept.find(id) !== 'object',
    /** What a job gets. */
    async value(id = 'KEY') {
      const found = kept.find(id);
      return typeof found === 'object' ? found.ask(signal) : found;
    },
  };
}

test('all who ask at the same time wait for one answer, and who comes later has it at hand', async () => {
  const { value, atHand, asked } = start();
  expect(atHand()).toBe(false);
  expect(await Promise.all([value(), value(), value()])).toEqual(['first', 'first', 'first']);
  expect([atHand(), asked]).toEqual([true, ['KEY']]);
});

describe('a value that changes', () => {
  test('is used by who asks when its time is over', async () => {
    const { store, value } = start();
    await value();
    store.values.KEY = 'second';
    pass(3 * MINUTE);
    expect(await value()).toBe('first');
    pass(2 * MINUTE);
    expect(await value()).toBe('second');
  });

  test('is asked for beforehand while it is used, so that nobody waits', async () => {
    const { store, value, atHand, asked } = start();
    await value();
    store.values.KEY = 'second';
    pass(4.5 * MINUTE);
    expect([await value(), atHand()]).toEqual(['first', true]);
    await setImmediate();
    await setImmediate();
    pass(MINUTE);
    expect([atHand(), await value(), asked.length]).toEqual([true, 'second', 2]);
  });

  test('is used at once after a refresh, also where it was just being asked for', async () => {
    const { store, kept, value } = start();
    await value();
    store.values.KEY = 'second';
    kept.refresh();
    expect(await value()).toBe('second');
    kept.refresh();
    const waits = value();
    store.values.KEY = 'third';
    kept.refresh();
    expect([await value(), await waits]).toEqual(['third', 'third']);
  });
});

describe('while the store cannot be reached', () => {
  test('its last value serves for as long as it takes, and it is told once a minute', async () => {
    const { store, value, told, asked } = start();
    await value();
    store.failure = unreachable();
    pass(5 * MINUTE);
    for (let seconds = 0; seconds < 600; seconds += 5) {
      expect(await value()).toBe('first');
      await setImmediate();
      await setImmediate();
      pass(5_000);
    }
    expect(told).toEqual(Array.from({ length: 10 }, () => 'The store could not be reached'));
    // Every 10 s, not for every job.
    expect(asked.length).toBe(61);
    store.failure = undefined;
    store.values.KEY = 'second';
    pass(10_000);
    await value();
    await setImmediate();
    await setImmediate();
    expect(await value()).toBe('second');
  });

  test('its last value serves after a refresh, too', async () => {
    const { store, kept, value } = start();
    await value();
    store.failure = unreachable();
    kept.refresh();
    expect(await value()).toBe('first');
  });

  test('a value that was never there is a failure, and the store is asked for it each time', async () => {
    const { store, value, asked, told } = start();
    store.failure = unreachable();
    for (let times = 1; times <= 2; times++) await expect(value()).rejects.toThrow('could not be reached');
    expect([asked.length, told]).toEqual([2, []]);
  });
});

describe('a store that refuses a value which it gave before', () => {
  const denied = () => new Failure('configuration', 'The worker may not read it');

  test('is believed when the time of the value is over, and as soon as it gives the value again', async () => {
    const { store, value, told } = start();
    await value();
    store.failure = denied();
    pass(5 * MINUTE);
    for (let times = 1; times <= 2; times++) await expect(value()).rejects.toThrow('may not read');
    expect(told).toEqual([]);
    store.failure = undefined;
    expect(await value()).toBe('first');
  });

  test('is believed when the value is asked for beforehand', async () => {
    const { store, value } = start();
    await value();
    store.failure = denied();
    pass(4.5 * MINUTE);
    expect(await value()).toBe('first');
    await setImmediate();
    await setImmediate();
    await expect(value()).rejects.toThrow('may not read');
  });

  test('is believed at once after a refresh, and after it could not be reached', async () => {
    const { store, kept, value } = start();
    await value();
    store.failure = unreachable();
    pass(5 * MINUTE);
    expect(await value()).toBe('first');
    store.failure = denied();
    kept.refresh();
    await expect(value()).rejects.toThrow('may not read');
    store.failure = unreachable();
    await expect(value()).rejects.toThrow('could not be reached');
  });

  test('is believed of a value that was missing', async () => {
    const { store, value } = start();
    expect(await value('NEW')).toBeUndefined();
    store.failure = denied();
    pass(10_000);
    await expect(value('NEW')).rejects.toThrow('may not read');
  });
});

test('a secret that does not exist is missing at once, and looked for again soon', async () => {
  const { store, value, atHand, asked } = start();
  expect([await value('NEW'), atHand('NEW')]).toEqual([undefined, true]);
  store.values.NEW = 'made';
  pass(10_000);
  expect([await value('NEW'), asked.length]).toEqual(['made', 2]);
  store.values.NEW = undefined;
  pass(5 * MINUTE);
  expect(await value('NEW')).toBeUndefined();
});

test('names that are missing do not push out values that are there', async () => {
  const { value, atHand } = start();
  await value();
  for (let number = 0; number < 1_500; number++) await value(`NONE${number}`);
  expect(atHand()).toBe(true);
});

test('who has gone does not wait, and the next asks again', async () => {
  const { kept, value, asked } = start();
  const gone = new AbortController();
  const found = kept.find('KEY');
  const waits = typeof found === 'object' ? found.ask(gone.signal) : undefined;
  gone.abort(new Error('gone'));
  await expect(waits).rejects.toThrow('gone');
  expect([await value(), asked.length]).toEqual(['first', 2]);
});
