import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { NestingError } from '../json/extent.ts';
import type { Json } from '../json/json.ts';
import { Failure } from './failure.ts';

/** AWS errors that ask for a slower pace. */
const throttling = [
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'ThrottledException',
];

/** AWS errors that refuse the credentials: they were good once, or will be good. */
export const credentialRefusals: readonly string[] = [
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
];

/**
 * AWS errors with a status below 500 that time can cure, whatever was asked. For calls that change tables, see also
 * `changeTable`.
 */
const transient = new Set([
  ...throttling,
  // another request is at work on the same
  'TransactionConflictException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
  'RequestExpired',
  'RequestTimeTooSkewed',
  ...credentialRefusals,
]);

/** The SDK's name of an error if the answer has no name. */
const NAMELESS = 'Unknown';

/** What a server like DynamoDB says to an operation that it does not have. */
const UNKNOWN_OPERATION = 'UnknownOperationException';

/** Reasons of a cancelled transaction that a retry may cure. */
const transientReasons = new Set(['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

interface AwsError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string; readonly attempts?: number };
  readonly $fault?: string;
  // These may be null, because the answer may have null.
  readonly Item?: Record<string, AttributeValue> | null;
  readonly CancellationReasons?: { readonly Code?: string | null }[] | null;
  readonly ThrottlingReasons?: Json[] | null;
  /** The same, under its name in a ThrottlingException. */
  readonly throttlingReasons?: Json[] | null;
  readonly code?: string;
}

/** Whether AWS did nothing of what was asked, because too much is asked at the same time. */
export function isThrottling(thrown: unknown): boolean {
  return thrown instanceof Error && throttling.includes(thrown.name);
}

/**
 * Makes a Failure of anything that was thrown while DynamoDB was asked. The classes follow the common errors of the AWS API
 * reference.
 */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as AwsError;
  const status = error.$metadata?.httpStatusCode;
  if (error.name === 'CredentialsProviderError') {
    return new Failure('configuration', `No AWS credentials were found: ${messageOf(error)}`, {
      type: error.name,
      cause: error,
    });
  }
  if (isRegionError(error)) {
    const said = isRegionMissing(error) ? 'No AWS region' : messageOf(error).replace(/\.$/, '');
    const expected =
      'expected configuration.region (Region) in the task, or AWS_REGION or a profile with a region beside the worker';
    return new Failure('configuration', `${said}: ${expected}.`, { cause: error });
  }
  if (error.code === 'ERR_INVALID_CHAR') {
    return new Failure('configuration', `An AWS setting beside the worker cannot be sent: ${error.message}`, {
      cause: error,
    });
  }
  if (error.code === 'ERR_INVALID_URL') {
    const message = 'An AWS setting beside the worker: expected an address like https://example.com.';
    return new Failure('configuration', message, { cause: error });
  }
  if (status !== undefined) {
    const named = error.$fault !== undefined && error.name !== NAMELESS && !(error instanceof SyntaxError);
    return named ? refusal(error, status) : noAnswer(error, status);
  }
  if (isNetworkError(error)) {
    return new Failure('connection', `DynamoDB could not be reached: ${networkMessage(error)}`, {
      type: error.code ?? error.name,
      cause: error,
    });
  }
  return ofTheWorker(error);
}

/**
 * Makes the failure (execution) of an error that no answer and no network explains: a limit of the worker itself, or a fault of
 * its own. Every other known cause has a message of its own.
 */
function ofTheWorker(error: Error): Failure {
  const details = { type: error.name, cause: error };
  if (error instanceof NestingError) return new Failure('execution', `A value has ${error.message}.`, details);
  // The stack is full, or a text or a list is longer than any can be.
  if (error instanceof RangeError) {
    const message = `There is more in the job, or in an answer to it, than the worker can hold (${error.message}).`;
    return new Failure('execution', message, details);
  }
  const message = `The worker itself is at fault (${error.name}: ${messageOf(error)}). Please report it to those who maintain the worker, with this message and its version.`;
  return new Failure('execution', message, details);
}

/** Whether the SDK's error says that there is no region. */
export function isRegionMissing({ message }: Error): boolean {
  return message === 'Region is missing';
}

/** Whether the SDK's error says that there is no region, or none that the SDK takes. */
export function isRegionError(error: Error): boolean {
  return isRegionMissing(error) || error.message.startsWith('Region not accepted');
}

/** Makes the failure (connection) of an answer that is not DynamoDB's JSON. A proxy or a gateway on the way may have sent it. */
function noAnswer(error: AwsError, status: number): Failure {
  const message = `The answer was no answer of DynamoDB (HTTP status ${status}): ${messageOf(error)}`;
  return new Failure('connection', message, { cause: error });
}

/**
 * Gives the message of an error of the SDK, without the package that some begin with, and without the hint for programmers that
 * some end with.
 */
export function messageOf(error: Error): string {
  return error.message
    .replace(/^@(?:smithy|aws-sdk)\/\S+ - (?:\[\w+\] )?/, '')
    .replace(/\n {2}Deserialization error: .*$/s, '');
}

function refusal(error: AwsError, status: number): Failure {
  const reasons = error.CancellationReasons ?? error.ThrottlingReasons ?? error.throttlingReasons;
  const retryable = status >= 500 || transient.has(error.name) || isTransientCancellation(error);
  const requestId = error.$metadata?.requestId;
  const message = refusalMessage(error.name, error.message, requestId);
  const hint = error.name === UNKNOWN_OPERATION ? '. The DynamoDB that answered does not have this operation' : '';
  return new Failure(retryable ? 'connection' : 'execution', `${message}${hint}`, {
    type: error.name,
    requestId,
    item: error.Item ?? undefined,
    reasons: (reasons ?? undefined) as Json[] | undefined,
    cause: error,
  });
}

/** Writes what AWS said when it refused. */
export function refusalMessage(type: string, said: string, requestId: string | undefined): string {
  return `${type}: ${said || 'no text'}${requestId === undefined ? '' : ` (request ${requestId})`}`;
}

function isTransientCancellation(error: AwsError): boolean {
  return (
    error.name === 'TransactionCanceledException' &&
    (error.CancellationReasons?.every(({ Code }) => transientReasons.has(Code ?? 'None')) ?? false)
  );
}

/**
 * Whether an error is one of the network. Node's system errors and TLS errors have a code in capitals. The SDK's time-outs are
 * `TimeoutError`.
 */
function isNetworkError(error: AwsError): boolean {
  return (
    error.name === 'TimeoutError' ||
    error.name === 'AbortError' ||
    (typeof error.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(error.code) && !error.code.startsWith('ERR_INVALID'))
  );
}

/**
 * Gives what the system said of a connection. An AggregateError (all addresses of a host refused) has no text of its own, but
 * those of its errors.
 */
export function networkMessage(error: Error & { readonly code?: string | undefined }): string {
  const inner =
    error instanceof AggregateError
      ? (error.errors as Error[]).map(({ message }) => message).join(', ')
      : messageOf(error);
  return inner || error.code || error.name;
}
