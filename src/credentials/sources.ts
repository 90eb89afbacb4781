import { LRUCache } from 'lru-cache';
import type { Authentication } from '../connection/authentication.ts';
import type { Network, NetworkSettings } from '../network/network.ts';
import { askChain } from './chain.ts';
import { type Ask, type Credentials, type KeepSettings, type KeptCredentials, keepCredentials } from './kept.ts';
import { askProfile } from './profile.ts';
import { refusesCredentials } from './refusals.ts';
import { openSts } from './sts.ts';
import { askWebIdentity } from './web-identity.ts';

/** How sources of credentials are asked. */
export interface SourceSettings extends NetworkSettings, Pick<KeepSettings, 'onRenewalFailure'> {
  /** How often one call is tried. If undefined, AWS's own settings decide. */
  readonly maxAttempts: number | undefined;
  /** Is told whenever a source has been asked: of which type it is, and whether it gave credentials. */
  readonly onAsked?: ((type: Source['type'], isOk: boolean) => void) | undefined;
}

/** An authentication of any type but `credentials`, which has keys alone. */
type Source = Exclude<Authentication, { readonly type: 'credentials' }>;

/** The credentials of all sources that jobs have named. Each source is kept once, for all clients. */
export interface Sources {
  /**
   * Gives the credentials of a source. It is not asked yet.
   * @param secrets those of the job that names the source
   */
  of(source: Source, secrets: readonly string[]): KeptCredentials;
  /** Gives up what is asked now, with its requests and processes. */
  close(): void;
}

interface KeptSource {
  readonly credentials: KeptCredentials;
  /**
   * The secrets of all jobs that named the source. One job may have as a secret what another job writes in its authentication.
   */
  readonly secrets: Set<string>;
}

/** How many sources are remembered: those used last. Credentials take little room, but asking for them again takes time. */
export const MAX_KEPT = 5_000;

/** Keeps the credentials of sources. Equal sources share them, whatever the region and the endpoint. */
export function keepSources(settings: SourceSettings, network: Network): Sources {
  const sts = openSts(settings.maxAttempts, network);
  const kept = new LRUCache<string, KeptSource>({ max: MAX_KEPT });
  const { variables, maxAttempts, requestTimeout: limit, onRenewalFailure, onAsked } = settings;

  function of(source: Source, secrets: readonly string[]): KeptCredentials {
    const key = JSON.stringify(source);
    const entry = kept.get(key) ?? keep(source);
    if (!kept.has(key)) kept.set(key, entry);
    for (const secret of secrets) entry.secrets.add(secret);
    return entry.credentials;
  }

  function keep(source: Source): KeptSource {
    const secrets = new Set<string>();
    const told = onAsked && ((isOk: boolean) => onAsked(source.type, isOk));
    return {
      secrets,
      credentials: keepCredentials(askFor(source), nameOf(source), { limit, onRenewalFailure, onAsked: told, secrets }),
    };
  }

  function askFor(source: Source): Ask {
    switch (source.type) {
      case 'defaultCredentialsChain':
        return (region, signal) => askChain({ sts, network, variables, maxAttempts }, region, signal);
      case 'profile':
        return (region) => askProfile(source.profile, { sts, network, variables, maxAttempts }, region);
      case 'webIdentity':
        return (region) => askWebIdentity(source, sts, variables, region);
      case 'assumeRole':
        return (region, signal) => assumeRole(source, region, signal);
    }
  }

  async function assumeRole(
    source: Extract<Source, { type: 'assumeRole' }>,
    region: string | undefined,
    signal: AbortSignal,
  ) {
    const { roleArn: arn, roleSessionName: sessionName, externalId, durationSeconds } = source;
    const role = { arn, sessionName, externalId, durationSeconds };
    const { accessKey, secretKey, sessionToken } = source;
    if (accessKey !== undefined && secretKey !== undefined)
      return sts.assumeRole(role, keysOf({ accessKey, secretKey, sessionToken }), { region });
    const chain = of({ type: 'defaultCredentialsChain' }, []);
    const own = await chain.current(region, signal);
    try {
      return await sts.assumeRole(role, own, { region });
    } catch (failure) {
      if (refusesCredentials((failure as Error).cause)) chain.forget(own.accessKeyId);
      throw failure;
    }
  }

  return {
    of,
    close() {
      for (const { credentials } of kept.values()) credentials.close();
    },
  };
}

/** Gives the keys of a job in the shape of AWS's SDK. */
export function keysOf({ accessKey, secretKey, sessionToken }: Keys): Credentials {
  return { accessKeyId: accessKey, secretAccessKey: secretKey, ...(sessionToken !== undefined && { sessionToken }) };
}

type Keys = Omit<Extract<Authentication, { type: 'credentials' }>, 'type'>;

function nameOf(source: Source): string {
  switch (source.type) {
    case 'defaultCredentialsChain':
      return 'The source of the AWS credentials beside the worker';
    case 'profile':
      return `The profile ${source.profile}`;
    case 'webIdentity':
    case 'assumeRole':
      return source.roleArn === undefined ? 'The role of the web identity' : `The role ${source.roleArn}`;
  }
}
