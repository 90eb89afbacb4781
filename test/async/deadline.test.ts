import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pause, startTimer, unlessAborted, unlessOverdue, within, withTimeLimit } from '../../src/async/deadline.ts';

const DAY = 86_400_000;
const late = () => new Error('late');
const never = new Promise<never>(() => {});

let abort: AbortController;
let unhandled: unknown[];
const onUnhandled = (reason: unknown) => unhandled.push(reason);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  abort = new AbortController();
  unhandled = [];
  process.on('unhandledRejection', onUnhandled);
});
afterEach(async () => {
  await turn();
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
  vi.useRealTimers();
});

describe('a time', () => {
  test.each([1, 2 ** 31 - 1, 2 ** 31, 100 * DAY])('of %d milliseconds ends after so many', async (milliseconds) => {
    const over = vi.fn();
    startTimer(milliseconds, over);
    await vi.advanceTimersByTimeAsync(milliseconds - 1);
    expect(over).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(over).toHaveBeenCalledOnce();
  });

  test('without an end needs no timer', () => {
    startTimer(Number.POSITIVE_INFINITY, () => expect.unreachable());
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that is cancelled does not end, also after the first of its timers', async () => {
    const over = vi.fn();
    const cancel = startTimer(100 * DAY, over);
    await vi.advanceTimersByTimeAsync(50 * DAY);
    cancel();
    await vi.advanceTimersByTimeAsync(100 * DAY);
    expect(over).not.toHaveBeenCalled();
  });
});

describe('a pause', () => {
  test('lasts as long as it is to', async () => {
    const ended = vi.fn();
    void pause(1_000, abort.signal).then(ended);
    await vi.advanceTimersByTimeAsync(999);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledOnce();
  });

  test('ends when one of its signals aborts, or has', async () => {
    const other = new AbortController();
    const waited = pause(1_000, other.signal, abort.signal);
    abort.abort();
    await waited;
    await pause(1_000, abort.signal);
    await pause(1_000, other.signal, abort.signal);
    expect(getEventListeners(other.signal, 'abort')).toEqual([]);
  });
});

describe('work that is waited for unless a signal aborts', () => {
  test('gives what it gives', async () => {
    expect(await unlessAborted(Promise.resolve(1), abort.signal)).toBe(1);
    await expect(unlessAborted(Promise.reject(new Error('no')), abort.signal)).rejects.toThrow('no');
  });

  test('is given up for the reason of the signal, whatever becomes of it', async () => {
    let reject: (error: Error) => void = () => {};
    const work = new Promise((_, fail) => {
      reject = fail;
    });
    const waited = expect(unlessAborted(work, abort.signal)).rejects.toThrow('stop');
    abort.abort(new Error('stop'));
    await waited;
    reject(new Error('no'));
    await expect(unlessAborted(Promise.resolve(1), abort.signal)).rejects.toThrow('stop');
  });
});

describe('work that looks at a signal itself', () => {
  test('gives what it gives, also after the signal', async () => {
    expect(await unlessOverdue(Promise.resolve(1), 1_000, abort.signal)).toBe(1);
    const work = pause(500).then(() => 2);
    const waited = unlessOverdue(work, 1_000, abort.signal);
    abort.abort(new Error('stop'));
    await vi.advanceTimersByTimeAsync(500);
    expect(await waited).toBe(2);
  });

  test('is given up when it does not end soon after', async () => {
    const waited = expect(unlessOverdue(never, 1_000, abort.signal)).rejects.toThrow('stop');
    abort.abort(new Error('stop'));
    await vi.advanceTimersByTimeAsync(1_000);
    await waited;
    const before = expect(unlessOverdue(never, 1_000, abort.signal)).rejects.toThrow('stop');
    await vi.advanceTimersByTimeAsync(1_000);
    await before;
  });
});

describe('work within a time', () => {
  test('gives what it gives in that time', async () => {
    expect(await within({ milliseconds: 1_000, late }, Promise.resolve(1), abort.signal)).toBe(1);
    await expect(within({ milliseconds: 1_000, late }, Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  test('is given up when the time is over, or for the reason of the signal', async () => {
    const inTime = expect(within({ milliseconds: 1_000, late }, never, abort.signal)).rejects.toThrow('late');
    await vi.advanceTimersByTimeAsync(1_000);
    await inTime;
    const unlessStopped = expect(within({ milliseconds: 1_000, late }, never, abort.signal)).rejects.toThrow('stop');
    abort.abort(new Error('stop'));
    await unlessStopped;
    await expect(within({ milliseconds: 1_000, late }, never, abort.signal)).rejects.toThrow('stop');
  });
});

describe('work with a time limit has a signal', () => {
  const untilAborted = (signal: AbortSignal) => unlessAborted(never, signal);

  test('that aborts when the time is over', async () => {
    const cutOff = expect(withTimeLimit({ milliseconds: 40 * DAY, late }, untilAborted)).rejects.toThrow('late');
    await vi.advanceTimersByTimeAsync(40 * DAY);
    await cutOff;
  });

  test('that aborts with the signal given, now or before', async () => {
    const limit = { milliseconds: 1_000, late };
    const cutOff = expect(withTimeLimit(limit, untilAborted, abort.signal)).rejects.toThrow('stop');
    abort.abort(new Error('stop'));
    await cutOff;
    await expect(withTimeLimit(limit, untilAborted, abort.signal)).rejects.toThrow('stop');
  });

  test('that does not abort once the work is done', async () => {
    const signal = await withTimeLimit({ milliseconds: 1_000, late }, async (signal) => signal, abort.signal);
    abort.abort();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(signal.aborted).toBe(false);
  });
});
