import { afterEach, describe, test, vi } from 'vitest';
import { survive, surviveTokens } from '../support/hostile-readers.ts';

/** Some of each kind; all of them are in the soak ring. */
const some = ['half of the body', 'a body that drips', 'blanks without an end', 'another protocol'];

afterEach(() => void vi.unstubAllEnvs());

describe('a job ends, holds nothing, and the next is done, whatever is answered by', () => {
  test.each([
    'DynamoDB',
    'STS, for a role',
    'the endpoint of a container',
    'the metadata service, for the credentials',
    'SSO',
  ])('%s', (name) => survive(name, some, 100));

  test('the server of tokens for the gateway', () => surviveTokens(some, 100));
});
