import { afterEach, expect, test, vi } from 'vitest';
import { backoff } from '../../src/async/backoff.ts';

afterEach(() => vi.restoreAllMocks());

const attempts = [1, 2, 3, 4, 5, 6, 2_000];

test.each([
  ['all of it', 1, [100, 200, 400, 800, 1_000, 1_000, 1_000]],
  ['half of it', 0, [50, 100, 200, 400, 500, 500, 500]],
  ['a part between', 0.5, [75, 150, 300, 600, 750, 750, 750]],
])('a pause doubles up to the longest, and chance decides how much of it is waited: %s', (_, chance, pauses) => {
  vi.spyOn(Math, 'random').mockReturnValue(chance);
  expect(attempts.map((attempt) => backoff(attempt, 100, 1_000))).toEqual(pauses);
});
