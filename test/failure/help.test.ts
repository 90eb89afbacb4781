import { expect, test } from 'vitest';
import { Failure, type FailureDetails } from '../../src/failure/failure.ts';
import { DOCS, helpOf, type Section, sections } from '../../src/failure/help.ts';

const fault = { path: ['input', 'tableName'], expected: 'text', got: 'nothing' };
const nullFault = { ...fault, got: 'null' };
const secretFault = { ...fault, about: 'secret' } as const;
const cancelledBy = (...codes: string[]) => ({
  type: 'TransactionCanceledException',
  reasons: codes.map((Code) => ({ Code })),
});

const explained: [Failure['class'], FailureDetails, Section][] = [
  ['configuration', { faults: [fault] }, 'wrong-field'],
  ['configuration', { faults: [fault, nullFault] }, 'null'],
  ['configuration', { faults: [nullFault, secretFault] }, 'missing-secret'],
  ['configuration', { type: 'CredentialsProviderError' }, 'credentials'],
  ['connection', { type: 'ExpiredTokenException' }, 'credentials'],
  ['execution', { type: 'ResourceNotFoundException' }, 'no-such-table'],
  ['execution', { type: 'AccessDeniedException' }, 'access-denied'],
  ['connection', { type: 'AccessDenied' }, 'access-denied'],
  ['execution', { type: 'ConditionalCheckFailedException' }, 'condition-failed'],
  ['execution', cancelledBy('None', 'ConditionalCheckFailed', 'ValidationError'), 'condition-failed'],
  ['execution', cancelledBy('None', 'ValidationError'), 'refused-request'],
  ['execution', { type: 'ValidationException' }, 'refused-request'],
  ['connection', { type: 'ECONNREFUSED' }, 'unavailable'],
  ['connection', cancelledBy('TransactionConflict'), 'unavailable'],
  ['connection', {}, 'unavailable'],
  ['execution', { about: 'size' }, 'too-large'],
];

test.each(explained)('a failure (%s) with %j is explained under %s', (failureClass, details, section) => {
  const failure = new Failure(failureClass, 'No.', details);
  expect(helpOf(failure)).toBe(`${DOCS}errors.md#${section}`);
  expect(helpOf(failure.retell({ message: 'No, and why.' }))).toBe(helpOf(failure));
});

test('every section explains some failure', () => {
  expect([...new Set(explained.map(([, , section]) => section))].sort()).toEqual([...sections].sort());
});

test.each<[Failure['class'], FailureDetails]>([
  ['configuration', {}],
  ['execution', {}],
  ['execution', { type: 'ResourceInUseException' }],
  ['execution', { type: '__proto__' }],
  ['execution', { reasons: ['text', { Code: null }] }],
])('a failure (%s) with %j has a message that has to say it all', (failureClass, details) => {
  expect(helpOf(new Failure(failureClass, 'No.', details))).toBeUndefined();
});
