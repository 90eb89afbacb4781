import { Failure, toFailure } from './errors.ts';

/** An error of AWS as a failure that says more of it. */
export function retold(error: Error, tell: (said: string) => string): Failure {
  const { class: failureClass, message, type, requestId, reasons, item } = toFailure(error);
  return new Failure(failureClass, tell(message), { type, requestId, reasons, item, cause: error });
}
