import { readFile } from 'node:fs/promises';
import { fromHttp, fromInstanceMetadata } from '@aws-sdk/credential-providers';
import { Failure, networkMessage } from '../errors.ts';
import { mask } from '../secrets.ts';
import type { Credentials } from './kept.ts';
import { isFileError, missing, withoutTokens } from './refusals.ts';

/** What an endpoint may say beside its status. */
interface EndpointError extends Error {
  readonly Code?: string;
  readonly Message?: string;
  readonly statusCode?: number;
  readonly code?: string;
}

/** The fixed address of ECS, where the variable has only a path. */
const ECS_ORIGIN = 'http://169.254.170.2';

/**
 * The credentials of a container on ECS or EKS (Pod Identity), from the endpoint in AWS's variables.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 * @throws Failure configuration when the address or the token's file cannot be used, else connection
 */
export async function askContainerEndpoint(
  variables: Readonly<Record<string, string | undefined>>,
  maxAttempts: number | undefined,
): Promise<Credentials> {
  const full = variables.AWS_CONTAINER_CREDENTIALS_FULL_URI;
  const origin = variables.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI ? ECS_ORIGIN : originOf(full);
  const about = `The container's credentials endpoint ${origin}`;
  try {
    return await fromHttp(maxAttempts === undefined ? {} : { maxRetries: maxAttempts - 1 })();
  } catch (thrown) {
    const error = thrown as EndpointError;
    if (isFileError(error)) throw missing(`${about}: its token could not be read: ${error.message}`, error);
    if (error.message.startsWith('URL not accepted')) throw missing(`${about}: ${error.message}`, error);
    const said = [networkMessage(error), error.Code, error.Message].filter((part) => part !== undefined).join(': ');
    const told = withoutTokens(mask(said, await tokensOf(variables)));
    throw new Failure('connection', `${about} gave no credentials: ${told}`, { type: error.name, cause: error });
  }
}

/** The path may be as good as a key. */
function originOf(address = ''): string {
  if (URL.canParse(address)) return new URL(address).origin;
  throw missing('AWS_CONTAINER_CREDENTIALS_FULL_URI: expected an address, got a text.');
}

async function tokensOf(variables: Readonly<Record<string, string | undefined>>): Promise<string[]> {
  const file = variables.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  const token = variables.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '';
  return file ? [token, (await readFile(file, 'utf8')).trim()] : [token];
}

/** Errors of connecting that say: this is no EC2 instance, or it does not let its containers ask. */
const NOBODY_THERE = /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EINVAL|EADDRNOTAVAIL)$/;

/**
 * The credentials of the role of an EC2 instance.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
 * @throws Failure configuration when there is no metadata service or no role, else connection
 */
export async function askInstanceMetadata(
  variables: Readonly<Record<string, string | undefined>>,
): Promise<Credentials> {
  const endpoint = variables.AWS_EC2_METADATA_SERVICE_ENDPOINT;
  const about = `The EC2 instance metadata service${endpoint ? ` ${endpoint}` : ''}`;
  try {
    return await fromInstanceMetadata()();
  } catch (thrown) {
    const error = thrown as EndpointError;
    if (error.statusCode === 404) throw missing(`${about}: the instance has no role.`, error);
    const nobody = NOBODY_THERE.test(error.code ?? '') || /^TimeoutError|fallback has been blocked/.test(error.message);
    if (nobody && !endpoint) throw missing(`${about} cannot be reached.`, error);
    const status = error.statusCode === undefined ? '' : ` (HTTP status ${error.statusCode})`;
    const said = `${withoutTokens(error.message)}${status}`;
    throw new Failure('connection', `${about} gave no credentials: ${said}`, { type: error.name, cause: error });
  }
}
