import { Failure, type FailureClass } from './failure.ts';
import { toFailure } from './of-aws.ts';

/** An error of AWS as a failure that says more of it, and may be of another class. */
export function retold(error: Error, tell: (said: string) => string, failureClass?: FailureClass): Failure {
  const { class: ownClass, message, type, requestId, reasons, item } = toFailure(error);
  return new Failure(failureClass ?? ownClass, tell(message), { type, requestId, reasons, item, cause: error });
}
