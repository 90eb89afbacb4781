import { status } from '@grpc/grpc-js';
import { startLimit } from '../async/deadline.ts';

/** How long a call may take. */
export interface GrpcLimit {
  /** The error of the call, once its time is over. */
  readonly over: (Error & { readonly code: status }) | undefined;
  /** To be called when the call has ended. */
  cancel(): void;
}

/**
 * Cancels a call after this many milliseconds. A deadline of gRPC would also end calls whose answer came while the process stood still
 * (see `startLimit`): reports would be made again, and the jobs that a poll brought would stay locked.
 */
export function limitOf(call: { cancel(): void }, milliseconds: number): GrpcLimit {
  let over: GrpcLimit['over'];
  const cancel = startLimit(milliseconds, () => {
    const message = `there was no whole answer within ${milliseconds / 1_000} s`;
    over = Object.assign(new Error(message), { code: status.DEADLINE_EXCEEDED });
    call.cancel();
  });
  return {
    get over() {
      return over;
    },
    cancel,
  };
}
