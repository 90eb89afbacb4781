import { status } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { grpcError } from '../../src/zeebe/grpc-error.ts';

const verdictOf = (code: unknown, message = 'why') => {
  return grpcError(Object.assign(new Error(message), { code }) as Parameters<typeof grpcError>[0], message).verdict;
};

test.each([
  [status.NOT_FOUND, 'gone'],
  [status.FAILED_PRECONDITION, 'gone'],
  [status.INVALID_ARGUMENT, 'refused'],
  [status.OUT_OF_RANGE, 'refused'],
  [status.ALREADY_EXISTS, 'refused'],
  [status.RESOURCE_EXHAUSTED, 'doubtful'],
  [status.INTERNAL, 'doubtful'],
  [status.UNKNOWN, 'doubtful'],
  [status.CANCELLED, 'unreachable'],
  [status.DEADLINE_EXCEEDED, 'unreachable'],
  [status.ABORTED, 'unreachable'],
  [status.UNAVAILABLE, 'unreachable'],
  [status.UNAUTHENTICATED, 'unreachable'],
  [status.UNIMPLEMENTED, 'unsupported'],
  [status.PERMISSION_DENIED, 'unclear'],
  [status.DATA_LOSS, 'unclear'],
  ['ECONNREFUSED', 'unreachable'],
  [undefined, 'unreachable'],
])('status %s means "%s"', (code, verdict) => {
  expect(verdictOf(code)).toBe(verdict);
});

test.each([
  [status.RESOURCE_EXHAUSTED, 'Received message larger than max (4480027 vs 4194304)'],
  [status.RESOURCE_EXHAUSTED, 'gRPC message exceeds maximum size 4194304: 4480027'],
  [status.UNKNOWN, 'Received HTTP status code 413'],
])('status %i that says of a report that it is too large: %s', (code, message) => {
  expect(verdictOf(code, message)).toBe('tooLarge');
});
