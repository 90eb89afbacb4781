import { mask } from '../connection/mask.ts';
import { Failure } from '../failure/failure.ts';
import { isRegionError, messageOf, networkMessage, toFailure } from '../failure/of-aws.ts';
import { noAddress } from '../network/network.ts';

/** AWS's names of what is wrong with the credentials of a request, whatever it asked for. */
const credentialRefusals = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** What these names also stand for: the clock, which the SDK corrects, and a region that there is not. */
const NOT_THE_CREDENTIALS = /Signature expired|Credential should be scoped/;

/**
 * Whether AWS did not accept the credentials of a request, so that others may do.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/CommonErrors.html
 */
export function refusesCredentials(thrown: unknown): boolean {
  return thrown instanceof Error && credentialRefusals.has(thrown.name) && !NOT_THE_CREDENTIALS.test(thrown.message);
}

/**
 * Whether a policy denied a request that may be the one by which the sessions of a role are revoked. It denies only sessions that
 * were made before it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export function mayBeRevoked({ name, message }: Error): boolean {
  return /^AccessDenied/.test(name) && message.includes('explicit deny in an identity-based policy');
}

/**
 * A source of credentials was asked and gave none: a matter of time.
 * @param what could not be done, naming the source
 * @param service what the source is called where it could not be reached at all
 * @param secrets what must not be read in the message
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

/** There is no such source: somebody has to set it up. */
export function missing(message: string, cause?: unknown): Failure {
  return new Failure('configuration', message, { type: 'CredentialsProviderError', cause });
}

/** Whether a file could not be read, which its name in the message tells. */
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

/** Words so long are keys or tokens, where what a source says has secrets in it that we were never told. */
export function withoutTokens(text: string): string {
  return text.replace(/[A-Za-z0-9+/=_-]{40,}/g, '***');
}
