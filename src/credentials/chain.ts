import { fromEnv } from '@aws-sdk/credential-providers';
import { Failure } from '../failure/failure.ts';
import { askContainerEndpoint, askInstanceMetadata } from './containers.ts';
import type { Credentials } from './kept.ts';
import { askProfile, isAbsent, type ProfileReader } from './profile.ts';
import { askWebIdentity } from './web-identity.ts';

/**
 * Asks the sources of AWS's default chain for credentials, in AWS's order: variables, the profile, web identity, the endpoint of
 * the container, the metadata service of the instance. The first source that is set up decides. If it refuses, the failure names
 * it. (AWS's own chain would go on, and say in the end that there are no credentials.)
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 * @throws Failure (configuration) when no source is set up; otherwise what the source throws
 */
export async function askChain(
  settings: ProfileReader,
  region: string | undefined,
  signal: AbortSignal,
): Promise<Credentials> {
  const { variables, sts, maxAttempts } = settings;
  const profile = variables.AWS_PROFILE;
  if (!profile && variables.AWS_ACCESS_KEY_ID && variables.AWS_SECRET_ACCESS_KEY) return fromEnv()();
  try {
    return await askProfile(profile || 'default', settings, region);
  } catch (failure) {
    // Nobody asked for the profile `default`, so it may be missing. A profile that was asked for is never replaced by other
    // credentials.
    if (profile || !isAbsent(failure)) throw failure;
  }
  if (variables.AWS_WEB_IDENTITY_TOKEN_FILE && variables.AWS_ROLE_ARN)
    return askWebIdentity({}, sts, variables, region);
  if (variables.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || variables.AWS_CONTAINER_CREDENTIALS_FULL_URI)
    return askContainerEndpoint(variables, maxAttempts);
  let reason = '';
  if (isOff(variables.AWS_EC2_METADATA_DISABLED)) {
    try {
      return await askInstanceMetadata(variables, signal);
    } catch (failure) {
      if (!(failure instanceof Failure && failure.class === 'configuration')) throw failure;
      reason = ` ${failure.message}`;
    }
  }
  const expected = 'expected keys in variables, a profile, web identity, or a role of the container or instance.';
  const message = `No AWS credentials were found beside the worker: ${expected}${reason}`;
  throw new Failure('configuration', message, { type: NOTHING_SET_UP });
}

const NOTHING_SET_UP = 'CredentialsNotFound';

/** Whether a failure means that no source is set up. A source that is set up wrongly is another failure. */
export function isNothingSetUp({ type }: Failure): boolean {
  return type === NOTHING_SET_UP;
}

function isOff(flag: string | undefined): boolean {
  return !flag || flag === 'false';
}
