import { afterEach, describe, expect, test, vi } from 'vitest';
import { allAnswers, readers, survive, surviveTokens } from '../support/hostile-readers.ts';

afterEach(() => void vi.unstubAllEnvs());

test('there are more than forty hostile answers', () => {
  expect(allAnswers.length).toBeGreaterThan(40);
});

/** All of them with `npm run test:soak -- long`; without it every fourth, another one for each reader. */
const isLong = Number(process.env.SOAK_MINUTES) > 0;
const answersFor = (reader: number) => allAnswers.filter((_, index) => isLong || index % 4 === reader % 4);

describe('a job ends, holds nothing, and the next is done, whatever is answered by', () => {
  const cases = Object.keys(readers).map((name, reader) => [name, answersFor(reader)] as const);
  test.each(cases)('%s', (name, answers) => survive(name, answers, 100));

  test('the server of tokens for the gateway', () => surviveTokens(answersFor(3), 100));
});
