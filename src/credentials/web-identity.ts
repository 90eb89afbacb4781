import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { MAX_OWNED_BYTES } from '../async/owner.ts';
import type { Credentials } from './kept.ts';
import { missing } from './refusals.ts';
import type { Sts } from './sts.ts';

/** A role, and the file with the token that assumes it. AWS's own variables have what is left out. */
interface WebIdentity {
  readonly roleArn?: string | undefined;
  readonly webIdentityTokenFile?: string | undefined;
  readonly roleSessionName?: string | undefined;
}

/**
 * Gives the credentials of a role that is assumed with a token. Reads the token again each time, because it is replaced before it
 * ends.
 * https://docs.aws.amazon.com/sdkref/latest/guide/access-assume-role-web.html
 * @throws Failure (configuration) when the role or the file is missing, or the file cannot be used; Failure (connection) when STS
 * refuses
 */
export async function askWebIdentity(
  { roleArn, webIdentityTokenFile, roleSessionName }: WebIdentity,
  sts: Sts,
  variables: Readonly<Record<string, string | undefined>>,
  region: string | undefined,
): Promise<Credentials> {
  const arn = roleArn ?? required('roleArn', 'AWS_ROLE_ARN');
  const file = webIdentityTokenFile ?? required('webIdentityTokenFile', 'AWS_WEB_IDENTITY_TOKEN_FILE');
  const sessionName = roleSessionName ?? variables.AWS_ROLE_SESSION_NAME;
  return sts.assumeRoleWithWebIdentity({ arn, sessionName }, await readToken(file), { region });

  function required(field: string, variable: string): string {
    const value = variables[variable];
    if (value) return value;
    throw missing(`Web identity: expected authentication.${field} in the task, or ${variable} beside the worker.`);
  }
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readRegular(file)).trim();
  } catch (error) {
    const { code, name, message } = error as NodeJS.ErrnoException;
    const why = error instanceof NoToken ? message : (code ?? name);
    throw missing(`The web identity token file ${file} could not be read: ${why}.`, error);
  }
}

/** Why a file cannot be a token. */
class NoToken extends Error {}

/**
 * Reads a regular file. A pipe is opened without waiting: until somebody writes into it, it would hold one of Node's few threads.
 * @throws NoToken when the file is not regular or too long; the system's error when it cannot be read
 */
async function readRegular(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new NoToken('it is no regular file');
    if (stat.size > MAX_OWNED_BYTES) throw new NoToken(`it is longer than ${MAX_OWNED_BYTES} bytes`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
