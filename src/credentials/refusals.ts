import { mask } from '../connection/mask.ts';
import { Failure } from '../failure/failure.ts';
import { isRegionError, messageOf, networkMessage, toFailure } from '../failure/of-aws.ts';
import { noAddress } from '../network/network.ts';

/** AWS's names of errors that mean: the credentials of the request are wrong, whatever it asked for. */
const credentialRefusals = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** These names also stand for two other faults: a wrong clock, which the SDK corrects, and a region that does not exist. */
const NOT_THE_CREDENTIALS = /Signature expired|Credential should be scoped/;

/**
 * Whether AWS refused the credentials of a request, so that other credentials may help.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/CommonErrors.html
 */
export function refusesCredentials(thrown: unknown): boolean {
  return thrown instanceof Error && credentialRefusals.has(thrown.name) && !NOT_THE_CREDENTIALS.test(thrown.message);
}

/**
 * Whether a policy denied a request, and may be the policy that revokes the sessions of a role. Such a policy denies only
 * sessions that were made before it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export function mayBeRevoked({ name, message }: Error): boolean {
  return /^AccessDenied/.test(name) && message.includes('explicit deny in an identity-based policy');
}

/**
 * Makes the failure (connection) of a source that was asked and gave no credentials: a retry may help. A Failure stays as it is,
 * and a wrong region or address is a failure of the class configuration.
 * @param what what could not be done, with the name of the source
 * @param service what the message calls the source if it could not be reached at all
 * @param secrets texts that the message may not show
 */
export function refused(what: string, service: string, thrown: unknown, secrets: readonly string[] = []): Failure {
  const error = thrown as AnsweredError;
  if (error instanceof Failure || isRegionError(error)) return toFailure(error);
  if (error.code === 'ERR_INVALID_URL') return noAddress(error);
  const { httpStatusCode, requestId } = error.$metadata ?? {};
  const request = requestId === undefined ? '' : ` (request ${requestId})`;
  const said =
    httpStatusCode === undefined
      ? `${service} could not be reached: ${networkMessage(error)}`
      : `${error.name}: ${messageOf(error) || 'no text'}${request}`;
  return new Failure('connection', mask(`${what}: ${said}`, secrets), {
    type: error.code ?? error.name,
    ...(requestId !== undefined && { requestId }),
    cause: error,
  });
}

interface AnsweredError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly code?: string;
}

/** Makes the failure (configuration) of a source that is missing or cannot be used: somebody has to set it up. */
export function missing(message: string, cause?: unknown): Failure {
  return new Failure('configuration', message, { type: 'CredentialsProviderError', cause });
}

/** Whether an error means that a file could not be read. */
export function isFileError(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && fileErrors.has(String(thrown.code));
}

const fileErrors = new Set([
  'EACCES',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOTDIR',
  'EPERM',
  'ERR_INVALID_ARG_VALUE',
]);

/**
 * Replaces every word of 40 or more characters by `***`. Such words are keys or tokens, and what a source says may contain
 * secrets that the worker does not know.
 */
export function withoutTokens(text: string): string {
  return text.replace(/[A-Za-z0-9+/=_-]{40,}/g, '***');
}
