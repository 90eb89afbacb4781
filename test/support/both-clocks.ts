import { vi } from 'vitest';

/** Puts the clock that is set, and the one that only goes on, in the hands of the test: `vi.setSystemTime` lets time pass on both. */
export function holdClocks(now?: number): void {
  vi.useFakeTimers({ toFake: ['Date'], ...(now !== undefined && { now }) });
  vi.spyOn(performance, 'now').mockImplementation(() => Date.now());
}
