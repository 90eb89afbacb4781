import { fromIni } from '@aws-sdk/credential-providers';
import { Failure } from '../failure/failure.ts';
import { type Network, noAddress } from '../network/network.ts';
import type { Credentials } from './kept.ts';
import { runProcessesOwned } from './process.ts';
import { isFileError, missing, withoutTokens } from './refusals.ts';
import type { Sts, StsPlace } from './sts.ts';

/** What is needed to read profiles. */
export interface ProfileReader {
  readonly sts: Sts;
  readonly network: Network;
  /** AWS's own variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** How often one call is tried. If undefined, AWS's own settings decide. */
  readonly maxAttempts: number | undefined;
}

const ABSENT = /^Could not resolve credentials using profile: \[(.*)\]/;
/** What the SDK says of a profile that is written wrongly. */
const UNUSABLE = [
  /^Detected a cycle/,
  /^Unsupported credential source/,
  /requires multi-factor authentication/,
  /invalid SSO credentials/,
  /missing required property/,
  /could not be found in shared credentials file/,
];

/**
 * Gives the credentials of a profile in AWS's files, in any way that these files know: keys, roles, web identity, a process, SSO.
 * Reads the files again each time.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 * @throws Failure that names the profile: configuration when it is missing or cannot be used, otherwise connection
 */
export async function askProfile(
  name: string,
  { sts, network, variables, maxAttempts }: ProfileReader,
  region: string | undefined,
): Promise<Credentials> {
  const place: StsPlace = { profile: name, region };
  runProcessesOwned();
  const handler = network.sharedHandler(name);
  let own: Failure | undefined;
  // The SDK replaces what goes wrong with SSO by an error of its own, so the failure is kept here.
  const handle: typeof handler.handle = (request, options) =>
    handler.handle(request, options).catch((thrown) => {
      if (thrown instanceof Failure) own = thrown;
      throw thrown;
    });
  try {
    return await fromIni({
      profile: name,
      ignoreCache: true,
      // The SDK uses this for SSO and its tokens.
      clientConfig: { requestHandler: { ...handler, handle }, ...(maxAttempts !== undefined && { maxAttempts }) },
      roleAssumer: (source, { RoleArn, RoleSessionName, ExternalId, DurationSeconds }) =>
        sts.assumeRole(
          {
            arn: RoleArn,
            sessionName: named(RoleSessionName),
            externalId: ExternalId,
            durationSeconds: DurationSeconds,
          },
          source,
          place,
        ),
      roleAssumerWithWebIdentity: ({ RoleArn, RoleSessionName, WebIdentityToken }) =>
        sts.assumeRoleWithWebIdentity({ arn: RoleArn, sessionName: named(RoleSessionName) }, WebIdentityToken, place),
    })();
  } catch (thrown) {
    throw failureOf(name, own ?? thrown, variables);
  }
}

/** Whether a failure means that there is no such profile. A profile that is wrong is another failure. */
export function isAbsent(failure: unknown): boolean {
  return failure instanceof Failure && failure.type === NO_PROFILE;
}

const NO_PROFILE = 'ProfileNotFound';

/** Gives the name of a session; undefined for one that the SDK makes up because the profile has none. */
function named(sessionName: string): string | undefined {
  return /^aws-sdk-js-/.test(sessionName) ? undefined : sessionName;
}

function failureOf(name: string, thrown: unknown, variables: ProfileReader['variables']): Failure {
  const about = `The profile ${name}`;
  if (thrown instanceof Failure) return thrown.retell({ message: `${about}: ${thrown.message}` });
  const error = thrown as Error;
  const absent = ABSENT.exec(error.message)?.[1];
  if (absent !== undefined) {
    const files = `${variables.AWS_CONFIG_FILE ?? '~/.aws/config'} or ${variables.AWS_SHARED_CREDENTIALS_FILE ?? '~/.aws/credentials'}`;
    const expected = `expected a profile ${absent} with credentials in ${files} beside the worker, found none.`;
    if (absent !== name) return missing(`${about}: ${expected}`, error);
    return new Failure('configuration', `${about}: ${expected}`, { type: NO_PROFILE, cause: error });
  }
  if (isFileError(error)) return missing(`${about}: ${error.message}`, error);
  if (error.message.endsWith('Invalid URL')) return failureOf(name, noAddress(error), variables);
  const said = withoutTokens(error.message);
  if (UNUSABLE.some((words) => words.test(error.message))) return missing(`${about} cannot be used: ${said}`, error);
  return new Failure('connection', `${about} gave no credentials: ${said}`, { type: error.name, cause: error });
}
