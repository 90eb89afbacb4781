/** Whose connector is spoken for: that of Camunda 8.10 (and 8.9.7), or that of 8.6. */
export type DialectVersion = '8.10' | '8.6';

/** The class of whatever nothing but another task can help with: it leaves no retries. */
export const CONNECTOR_INPUT = 'io.camunda.connector.api.error.ConnectorInputException';

/** The class of an argument that Java's own libraries or the connector refuse while they work: the job keeps retries. */
export const ILLEGAL_ARGUMENT = 'java.lang.IllegalArgumentException';

interface ExceptionDetails {
  readonly isInput?: boolean;
  readonly hasBackoff?: boolean;
  readonly cause?: unknown;
}

/** Why a job could not be done, as Camunda's connector would throw it. */
export class JavaException extends Error {
  override readonly name = 'JavaException';
  /** The name of its Java class, which a process sees as `error.type`. */
  readonly type: string;
  /** Whether the job keeps no retries, because it is its input that is wrong. */
  readonly isInput: boolean;
  /** Whether the task's back-off counts. */
  readonly hasBackoff: boolean;

  constructor(type: string, message: string, details: ExceptionDetails = {}) {
    super(message, { cause: details.cause });
    this.type = type;
    this.isInput = details.isInput ?? type === CONNECTOR_INPUT;
    this.hasBackoff = details.hasBackoff ?? true;
  }
}

/** Makes the exception of a wrong input. */
export function inputException(message: string, cause?: unknown): JavaException {
  return new JavaException(CONNECTOR_INPUT, message, { cause });
}
