import { readFile } from 'node:fs/promises';
import { fromHttp, fromInstanceMetadata } from '@aws-sdk/credential-providers';
import { mask } from '../connection/mask.ts';
import { Failure } from '../failure/failure.ts';
import { networkMessage } from '../failure/of-aws.ts';
import type { Credentials } from './kept.ts';
import { isFileError, missing, withoutTokens } from './refusals.ts';

/** An error of an endpoint, with what the endpoint may have said. */
interface EndpointError extends Error {
  readonly Code?: string;
  readonly Message?: string;
  readonly statusCode?: number;
  readonly code?: string;
}

/** The fixed address of ECS, for a variable that has only a path. */
const ECS_ORIGIN = 'http://169.254.170.2';

/**
 * Gives the credentials of a container on ECS or EKS (Pod Identity). Asks the endpoint that AWS's variables name.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 * @throws Failure (configuration) when the address or the file of the token cannot be used; Failure (connection) when the
 * endpoint gives no credentials
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

/**
 * Gives an address without its path, because the path may be as secret as a key.
 * @throws Failure (configuration) when the text is no address
 */
function originOf(address = ''): string {
  if (URL.canParse(address)) return new URL(address).origin;
  throw missing('AWS_CONTAINER_CREDENTIALS_FULL_URI: expected an address, got a text.');
}

async function tokensOf(variables: Readonly<Record<string, string | undefined>>): Promise<string[]> {
  const file = variables.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  const token = variables.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '';
  return file ? [token, (await readFile(file, 'utf8')).trim()] : [token];
}

/** Codes of connection errors that mean: this is no EC2 instance, or the instance does not let its containers ask. */
const NOBODY_THERE = /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EINVAL|EADDRNOTAVAIL)$/;

/**
 * Gives the credentials of the role of an EC2 instance. AWS's variables say how often the metadata service is asked, and how long
 * it may take.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ec2-instance-metadata.html
 * @throws Failure (configuration) when the instance has no role, a variable is no number from 1, or nothing answers although no
 * variable names the service; Failure (connection) when the service gives no credentials; the reason of `signal`
 */
export async function askInstanceMetadata(
  variables: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Credentials> {
  const timeout = atLeastOne(variables, 'AWS_METADATA_SERVICE_TIMEOUT') * 1_000;
  const tries = atLeastOne(variables, 'AWS_METADATA_SERVICE_NUM_ATTEMPTS');
  const endpoint = variables.AWS_EC2_METADATA_SERVICE_ENDPOINT;
  const about = `The EC2 instance metadata service${endpoint ? ` ${endpoint}` : ''}`;
  let isThere = Boolean(endpoint);
  for (let count = 1; ; count++) {
    try {
      // The SDK itself does not try again to get the token of the service, so the tries are made here.
      return await fromInstanceMetadata({ timeout })();
    } catch (thrown) {
      signal.throwIfAborted();
      const error = thrown as EndpointError;
      if (error.statusCode === 404) throw missing(`${about}: the instance has no role.`, error);
      isThere ||= !isSilence(error);
      if (count < tries) continue;
      if (!isThere) throw missing(`${about} did not answer${count > 1 ? ` ${count} times` : ''}.`, error);
      const status = error.statusCode === undefined ? '' : ` (HTTP status ${error.statusCode})`;
      const said = `${withoutTokens(error.message)}${status}`;
      throw new Failure('connection', `${about} gave no credentials: ${said}`, { type: error.name, cause: error });
    }
  }
}

/** Whether an error means that nothing is there, or that nothing answers in time. */
function isSilence({ code = '', message }: EndpointError): boolean {
  return NOBODY_THERE.test(code) || /^TimeoutError|fallback has been blocked/.test(message);
}

/**
 * Reads a whole number from 1 in one of AWS's variables. The default is 1.
 * @throws Failure (configuration) when the variable is no such number
 */
function atLeastOne(variables: Readonly<Record<string, string | undefined>>, name: string): number {
  const number = Number(variables[name] || 1);
  if (Number.isInteger(number) && number >= 1) return number;
  throw missing(`${name}: expected a whole number from 1, got ${JSON.stringify(variables[name])}.`);
}
