import { expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';

const details = {
  type: 'TransactionCanceledException',
  requestId: 'r-1',
  item: { id: { S: 'a' } },
  reasons: [{ Code: 'ConditionalCheckFailed' }],
  cause: new Error('first'),
};
const failure = new Failure('execution', 'No.', details);

test.each([
  [{ message: 'No, and why.' }, { class: 'execution', message: 'No, and why.' }],
  [{ class: 'connection' } as const, { class: 'connection', message: 'No.' }],
  [{ class: 'configuration', message: 'Set it.' } as const, { class: 'configuration', message: 'Set it.' }],
  [{}, { class: 'execution', message: 'No.' }],
])('told again with %j, a failure keeps all else that is known of it', (told, expected) => {
  const again = failure.retell(told);
  expect(again).toBeInstanceOf(Failure);
  expect({ ...again, message: again.message, cause: again.cause }).toEqual({
    name: 'Failure',
    ...details,
    ...expected,
  });
  expect(failure).toMatchObject({ class: 'execution', message: 'No.' });
});
