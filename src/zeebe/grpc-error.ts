import { type ServiceError, status } from '@grpc/grpc-js';
import { GatewayError, type Verdict } from './gateway-error.ts';

/**
 * What each status says of a job or a report. Of those that are not here nobody knows who said them. An ingress answers
 * 404, which gRPC reads as UNIMPLEMENTED.
 * https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
 */
const verdicts: Readonly<Partial<Record<status, Verdict>>> = {
  [status.NOT_FOUND]: 'gone',
  [status.FAILED_PRECONDITION]: 'gone',
  [status.INVALID_ARGUMENT]: 'refused',
  [status.OUT_OF_RANGE]: 'refused',
  [status.ALREADY_EXISTS]: 'refused',
  // A gateway, or something on the way to it, says these of a report that is too large, and for other reasons, which pass.
  [status.RESOURCE_EXHAUSTED]: 'doubtful',
  [status.UNKNOWN]: 'doubtful',
  [status.INTERNAL]: 'doubtful',
  [status.CANCELLED]: 'unreachable',
  [status.DEADLINE_EXCEEDED]: 'unreachable',
  [status.ABORTED]: 'unreachable',
  [status.UNAVAILABLE]: 'unreachable',
  [status.UNAUTHENTICATED]: 'unreachable',
  [status.UNIMPLEMENTED]: 'unsupported',
};
const SAID_TOO_LARGE = /larger than max|exceeds maximum|too large|HTTP status code 413/i;

/**
 * Makes the error of a call over gRPC.
 * @param error of gRPC, or of the source of the authorization, which has no status as its code
 * @param message its message, without secrets
 */
export function grpcError(error: Error & Partial<Pick<ServiceError, 'code'>>, message: string): GatewayError {
  return new GatewayError(verdictOf(error.code, message), message, { cause: error });
}

function verdictOf(code: unknown, message: string): Verdict {
  if (typeof code !== 'number') return 'unreachable';
  const verdict = verdicts[code as status] ?? 'unclear';
  return verdict === 'doubtful' && SAID_TOO_LARGE.test(message) ? 'tooLarge' : verdict;
}
