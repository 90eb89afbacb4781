import { afterEach, describe, expect, test, vi } from 'vitest';
import { allAnswers, readers, survive, surviveTokens } from '../support/hostile-readers.ts';

afterEach(() => void vi.unstubAllEnvs());

test('there are more than forty hostile answers', () => {
  expect(allAnswers.length).toBeGreaterThan(40);
});

describe('a job ends, holds nothing, and the next is done, whatever is answered by', () => {
  test.each(Object.keys(readers))('%s', (name) => survive(name, allAnswers, 100));

  test('the server of tokens for the gateway', () => surviveTokens(allAnswers, 100));
});
