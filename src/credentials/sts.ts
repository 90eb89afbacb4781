import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { fromTemporaryCredentials, fromWebToken } from '@aws-sdk/credential-providers';
import { isRegionMissing } from '../failure/of-aws.ts';
import type { Network } from '../network/network.ts';
import { type Credentials, secretsOf } from './kept.ts';
import { refused } from './refusals.ts';

/** A role, and the settings of its sessions. */
interface Role {
  readonly arn: string;
  readonly sessionName: string | undefined;
  readonly externalId?: string | undefined;
  readonly durationSeconds?: number | undefined;
}

/** Where the region of STS comes from: AWS's settings, with those of the profile; or else the region of the connection. */
export interface StsPlace {
  readonly profile?: string | undefined;
  readonly region: string | undefined;
}

/** AWS's Security Token Service, which makes sessions of roles. */
export interface Sts {
  /**
   * Gives a session of a role that another identity assumes.
   * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   * @throws Failure with what STS said
   */
  assumeRole(role: Role, source: Credentials, place: StsPlace): Promise<Credentials>;
  /**
   * Gives a session of a role that is assumed with a token.
   * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
   * @throws Failure with what STS said
   */
  assumeRoleWithWebIdentity(role: Role, token: string, place: StsPlace): Promise<Credentials>;
}

/** The name in AWS's logs of a session that nobody named. */
const SESSION_NAME = 'camunda-dynamodb-worker';

/**
 * Opens STS, at the endpoint and in the region of AWS's own settings.
 * @param maxAttempts how often one call is tried. If undefined, AWS's own settings decide
 */
export function openSts(maxAttempts: number | undefined, network: Network): Sts {
  async function clientConfig(place: StsPlace) {
    const { profile } = place;
    return {
      ...(profile !== undefined && { profile }),
      ...(maxAttempts !== undefined && { maxAttempts }),
      region: await regionOf(place),
      // The SDK makes a client for each call, so these must share their sockets.
      requestHandler: network.sharedHandler(profile),
    };
  }

  return {
    async assumeRole(role, source, place) {
      const { externalId, durationSeconds } = role;
      try {
        const session = await fromTemporaryCredentials({
          masterCredentials: source,
          clientConfig: await clientConfig(place),
          params: {
            RoleArn: role.arn,
            RoleSessionName: role.sessionName ?? SESSION_NAME,
            ...(externalId !== undefined && { ExternalId: externalId }),
            ...(durationSeconds !== undefined && { DurationSeconds: durationSeconds }),
          },
        })();
        return { ...accountOf(role), ...session };
      } catch (error) {
        throw notAssumed(role, error, secretsOf(source));
      }
    },
    async assumeRoleWithWebIdentity(role, token, place) {
      try {
        const session = await fromWebToken({
          webIdentityToken: token,
          clientConfig: await clientConfig(place),
          roleArn: role.arn,
          roleSessionName: role.sessionName ?? SESSION_NAME,
        })();
        return { ...accountOf(role), ...session };
      } catch (error) {
        throw notAssumed(role, error, [token]);
      }
    },
  };
}

/**
 * Gives the account of a role. The SDK needs it for the endpoint of the account, and finds it by itself for some sources only.
 */
function accountOf({ arn }: Role): Pick<Credentials, 'accountId'> {
  const accountId = /^arn:[^:]+:iam::(\d{12}):/.exec(arn)?.[1];
  return accountId === undefined ? {} : { accountId };
}

function notAssumed({ arn }: Role, error: unknown, secrets: readonly string[]) {
  return refused(`The role ${arn} could not be assumed`, 'STS', error, secrets);
}

/**
 * Gives the region that AWS's own settings name, or else that of the connection. The SDK would guess one.
 * @throws the SDK's error when there is no region
 */
async function regionOf({ profile, region }: StsPlace): Promise<string> {
  const { config } = new DynamoDBClient(profile === undefined ? {} : { profile });
  try {
    return await config.region();
  } catch (error) {
    if (isRegionMissing(error as Error) && region !== undefined) return region;
    throw error;
  }
}
