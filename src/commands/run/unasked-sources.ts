import { fromEnv } from '@aws-sdk/credential-providers';
import type { Credentials, KeptCredentials } from '../../credentials/kept.ts';
import type { Sources } from '../../credentials/sources.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Stands for what a source would give. */
export const UNASKED = '***';
const MADE_UP: Credentials = { accessKeyId: UNASKED, secretAccessKey: UNASKED };

/**
 * Sources of credentials that ask nobody. Keys in variables are taken. Of other sources, credentials are made up that look like
 * theirs: with a session token and an account where it is known that the source gives them, because requests depend on these.
 * @param note is told of credentials of which that is not known
 */
export function unaskedSources(variables: Variables, note: (text: string) => void): Sources {
  return {
    of(source) {
      if (source.type === 'assumeRole' || source.type === 'webIdentity') {
        const account = accountOf(source.roleArn ?? variables.AWS_ROLE_ARN);
        return kept(async () => ({ ...MADE_UP, sessionToken: UNASKED, ...account }));
      }
      if (source.type === 'defaultCredentialsChain' && hasKeys(variables)) return kept(fromEnv());
      const name = source.type === 'profile' ? `of the profile ${source.profile}` : 'beside the worker';
      note(
        `The AWS credentials ${name} are not looked up here, so the requests look as if signed with keys alone. Those of a session also send x-amz-security-token.`,
      );
      return kept(async () => MADE_UP);
    },
    close: () => {},
  };
}

/** Whether the default chain takes keys in variables. */
function hasKeys({ AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: Variables): boolean {
  return !AWS_PROFILE && Boolean(AWS_ACCESS_KEY_ID) && Boolean(AWS_SECRET_ACCESS_KEY);
}

function accountOf(roleArn: string | undefined): Pick<Credentials, 'accountId'> {
  const accountId = /^arn:[^:]+:iam::(\d{12}):/.exec(roleArn ?? '')?.[1];
  return accountId === undefined ? {} : { accountId };
}

function kept(current: () => Promise<Credentials>): KeptCredentials {
  return { name: 'A dry run', current: () => current(), forget: () => false, close: () => {}, secrets: [] };
}
