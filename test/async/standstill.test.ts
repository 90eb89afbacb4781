import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hereSince, Unread, watchStandstills } from '../../src/async/standstill.ts';

let now = 0;
let endWatch = () => {};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  now = 100_000;
});
afterEach(() => {
  endWatch();
  expect(vi.getTimerCount()).toBe(0);
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Lets the process run for a second. */
function run() {
  now += 1_000;
  vi.advanceTimersByTime(1_000);
}

describe('what is read', () => {
  beforeEach(() => {
    endWatch = watchStandstills();
    run();
    now += 500;
  });

  test('while the process runs came just now', () => {
    expect(hereSince()).toBe(now);
    now += 400;
    run();
    expect(hereSince()).toBe(now);
  });

  test.each([
    ['before the timers of a process that goes on', () => {}],
    ['after them', () => vi.advanceTimersToNextTimer()],
  ])('%s may have come when it had stood still', (_, runTimers) => {
    const ran = now - 500;
    now += 60_000;
    runTimers();
    expect(hereSince()).toBe(ran);
    now += 900;
    expect(hereSince()).toBe(ran);
  });

  test('a while after a standstill came just now', () => {
    now += 60_000;
    vi.advanceTimersToNextTimer();
    now += 1_000;
    expect(hereSince()).toBe(now);
  });

  test('after two standstills, one soon after the other, may have come in the first', () => {
    const ran = now - 500;
    now += 60_000;
    vi.advanceTimersToNextTimer();
    now += 900;
    expect(hereSince()).toBe(ran);
    now += 60_000;
    expect(hereSince()).toBeLessThan(now - 60_000);
  });
});

test('nothing is known of a process that is not watched', () => {
  now += 60_000;
  expect(hereSince()).toBe(now);
});

test('all who watch share a timer, and the last of them ends it', () => {
  const ends = [watchStandstills(), watchStandstills()];
  expect(vi.getTimerCount()).toBe(1);
  ends[0]?.();
  ends[0]?.();
  expect(vi.getTimerCount()).toBe(1);
  ends[1]?.();
  expect(vi.getTimerCount()).toBe(0);
});

test('what a stream brings that was paused may have come since its pause began, or since another just before', () => {
  const unread = new Unread();
  expect(unread.since(now)).toBe(now);
  const paused = now;
  now += 20_000;
  unread.end(paused);
  expect(unread.since(now)).toBe(paused);
  now += 500;
  const again = now;
  now += 100;
  unread.end(again);
  expect(unread.since(now)).toBe(paused);
  now += 1_000;
  expect(unread.since(now)).toBe(now);
});
