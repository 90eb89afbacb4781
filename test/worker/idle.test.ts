import { beforeEach, expect, test, vi } from 'vitest';
import { watchIdle } from '../../src/worker/idle.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => {
    vi.useRealTimers();
  };
});

/** What a watch of a minute has explained. */
function watched(pump: { taken: number; failing: boolean }) {
  const explain = vi.fn();
  return { explain, end: watchIdle(pump, 60_000, explain) };
}

test('a worker without a job for a minute explains itself, once', () => {
  const { explain } = watched({ taken: 0, failing: false });
  vi.advanceTimersByTime(59_000);
  expect(explain).not.toHaveBeenCalled();
  vi.advanceTimersByTime(600_000);
  expect(explain).toHaveBeenCalledOnce();
});

test('one that has had a job does not', () => {
  const pump = { taken: 0, failing: false };
  const { explain } = watched(pump);
  vi.advanceTimersByTime(30_000);
  pump.taken = 1;
  vi.advanceTimersByTime(600_000);
  expect(explain).not.toHaveBeenCalled();
});

test('one whose polls fail has a minute from when they no longer fail', () => {
  const pump = { taken: 0, failing: true };
  const { explain } = watched(pump);
  vi.advanceTimersByTime(600_000);
  pump.failing = false;
  vi.advanceTimersByTime(50_000);
  expect(explain).not.toHaveBeenCalled();
  vi.advanceTimersByTime(20_000);
  expect(explain).toHaveBeenCalledOnce();
});

test('one that has stopped does not', () => {
  const { explain, end } = watched({ taken: 0, failing: false });
  end();
  vi.advanceTimersByTime(600_000);
  expect(explain).not.toHaveBeenCalled();
});
