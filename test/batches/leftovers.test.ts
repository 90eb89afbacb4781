import { expect, test } from 'vitest';
import { listOfLeft } from '../../src/batches/leftovers.ts';
import { jobInItsOwnTime } from './fake-clock.ts';

const { dynamodb } = jobInItsOwnTime();
const listed = { t: ['é'.repeat(500)] };
const leftovers = { kind: 'writes', asked: 9, left: 1, listed } as const;
const listWithin = (maxResultBytes: number, said = leftovers) => listOfLeft({ ...dynamodb, maxResultBytes }, said);

test('what is left is listed if the variables of a job can hold the list', () => {
  expect(listWithin(2_010)).toBe(listed);
  expect(() => listWithin(2_009)).toThrow(
    expect.objectContaining({
      class: 'execution',
      message:
        '1 of 9 writes were left by DynamoDB, and are too many to be listed: 1010 bytes of JSON, at most 1009. Try again, or with fewer at once.',
    }),
  );
});

test('nothing that is left needs no room', () => {
  expect(listOfLeft({ ...dynamodb, maxResultBytes: 10 }, { ...leftovers, left: 0, listed: {} })).toEqual({});
});
