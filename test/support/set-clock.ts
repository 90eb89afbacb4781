import { onTestFinished, vi } from 'vitest';

const HOUR_MS = 3_600_000;

/** Sets the clock by which `Date` goes so many hours ahead of the right time, or back, until the test is over. Timers go on as they do. */
export function setClock(hours: number): void {
  const right = performance.timeOrigin + performance.now();
  vi.useFakeTimers({ toFake: ['Date'], now: right + hours * HOUR_MS });
  onTestFinished(() => void vi.useRealTimers());
}
