import { afterEach, describe, expect, test, vi } from 'vitest';
import { allAnswers, readers, survive, surviveTokens } from '../support/hostile-readers.ts';
import { everyNth } from '../support/long-form.ts';

afterEach(() => void vi.unstubAllEnvs());

test('there are more than forty hostile answers', () => {
  expect(allAnswers.length).toBeGreaterThan(40);
});

/** In the short form each reader is given others: together they are given all of them. */
const answersFor = (reader: number) => everyNth(allAnswers, Object.keys(readers).length, reader);

describe('a job ends, holds nothing, and the next is done, whatever is answered by', () => {
  const cases = Object.keys(readers).map((name, reader) => [name, answersFor(reader)] as const);
  test.each(cases)('%s', (name, answers) => survive(name, answers, 100));

  test('the server of tokens for the gateway', () => surviveTokens(answersFor(3), 100));
});
