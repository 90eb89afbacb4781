import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { Failure } from '../failure/failure.ts';
import { isRegionError, networkMessage, toFailure } from '../failure/of-aws.ts';
import { CONNECTOR_INPUT, type DialectVersion, JavaException } from './exceptions.ts';

/** How the AWS SDK for Java speaks that a connector is made with. */
interface JavaSdk {
  /** The class of what is wrong on the client's side, like a connection that fails. */
  readonly clientException: string;
  readonly modelPackage: string;
  /** The class of errors that the model of DynamoDB does not have. */
  readonly unmodelled: string;
  /** Adds to a text of AWS what was asked, and how it ended. */
  tell(text: string, error: AwsError): string;
}

interface AwsError extends Error {
  readonly code?: string | undefined;
  readonly $metadata?: {
    readonly httpStatusCode?: number | undefined;
    readonly requestId?: string | undefined;
    readonly attempts?: number | undefined;
  };
}

const sdks: Readonly<Record<DialectVersion, JavaSdk>> = {
  '8.10': {
    clientException: 'software.amazon.awssdk.core.exception.SdkClientException',
    modelPackage: 'software.amazon.awssdk.services.dynamodb.model',
    unmodelled: 'DynamoDbException',
    tell: (text, { $metadata: { httpStatusCode, requestId, attempts } = {} }) =>
      `${text} (Service: DynamoDb, Status Code: ${httpStatusCode}, Request ID: ${requestId ?? null}) (SDK Attempt Count: ${attempts ?? 1})`,
  },
  '8.6': {
    clientException: 'com.amazonaws.SdkClientException',
    modelPackage: 'com.amazonaws.services.dynamodbv2.model',
    unmodelled: 'AmazonDynamoDBException',
    tell: (text, { name, $metadata: { httpStatusCode, requestId } = {} }) =>
      `${text} (Service: AmazonDynamoDBv2; Status Code: ${httpStatusCode}; Error Code: ${name}; Request ID: ${requestId ?? null}; Proxy: null)`,
  },
};

/** Makes the exception of something that is wrong on the client's side. */
function clientException(message: string, version: DialectVersion, cause?: unknown): JavaException {
  return new JavaException(sdks[version].clientException, message, { cause });
}

/**
 * Makes a Java exception of anything that was thrown while a job was done: with the class and the text that the AWS SDK for Java
 * has for it, where it is AWS that says no.
 */
export function toException(thrown: unknown, version: DialectVersion): JavaException {
  if (thrown instanceof JavaException) return thrown;
  if (thrown instanceof Failure) return ofFailure(thrown, version);
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as AwsError;
  const status = error.$metadata?.httpStatusCode;
  if (error instanceof DynamoDBServiceException) return ofAws(error, version);
  if (status !== undefined) return ofAnswer(error, status, version);
  const failure = toFailure(error);
  // A limit of the worker, or a fault of its own: to try again would not help.
  if (failure.class === 'execution') return ofFailure(failure, version);
  return clientException(clientMessage(error, version), version, error);
}

function ofAws(error: DynamoDBServiceException, version: DialectVersion): JavaException {
  const sdk = sdks[version];
  const isModelled = error.constructor !== DynamoDBServiceException;
  const name = error.name.endsWith('Exception') ? error.name : `${error.name}Exception`;
  const type = `${sdk.modelPackage}.${isModelled ? name : sdk.unmodelled}`;
  const text = error.message || httpText(error.$metadata.httpStatusCode);
  return new JavaException(type, sdk.tell(text, error), { cause: error });
}

function httpText(status: number | undefined): string {
  return `Service returned HTTP status code ${status}`;
}

/** Makes the exception of an answer that is not DynamoDB's JSON. */
function ofAnswer(error: AwsError, status: number, version: DialectVersion): JavaException {
  const sdk = sdks[version];
  if (status < 300) return clientException(`Unable to unmarshall response (${error.message})`, version, error);
  return new JavaException(`${sdk.modelPackage}.${sdk.unmodelled}`, sdk.tell(httpText(status), error), {
    cause: error,
  });
}

function clientMessage(error: AwsError, version: DialectVersion): string {
  if (isRegionError(error)) return `Unable to load region from any of the providers in the chain (${error.message})`;
  if (error.name === 'CredentialsProviderError')
    return `Unable to load credentials from any of the providers in the chain (${error.message})`;
  const text = networkMessage(error);
  if (version === '8.6') return `Unable to execute HTTP request: ${text}`;
  const attempts = ` (SDK Attempt Count: ${error.$metadata?.attempts ?? 1})`;
  return error.code === 'ENOTFOUND'
    ? `Received an UnknownHostException when attempting to interact with a service. ${text}${attempts}`
    : `Unable to execute HTTP request: ${text}${attempts}`;
}

/** Makes the exception of what the worker itself refuses: a retry can help where something could not be reached. */
function ofFailure(failure: Failure, version: DialectVersion): JavaException {
  const type = failure.class === 'connection' ? sdks[version].clientException : CONNECTOR_INPUT;
  return new JavaException(type, failure.message, { cause: failure });
}
