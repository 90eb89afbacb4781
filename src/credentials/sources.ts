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
  /** Tries of one call; undefined leaves it to AWS's own settings. */
  readonly maxAttempts: number | undefined;
}

/** An authentication that is not by keys alone. */
type Source = Exclude<Authentication, { readonly type: 'credentials' }>;

/** The credentials of all sources that jobs have named, each kept once for all clients. */
export interface Sources {
  /** The credentials of a source, which is not asked yet, for a job with these secrets. */
  of(source: Source, secrets: readonly string[]): KeptCredentials;
  /** Gives up what is asked now, its requests and processes with it. */
  close(): void;
}

interface KeptSource {
  readonly credentials: KeptCredentials;
  /** Those of all jobs that named the source: one may have from a secret what another has written out. */
  readonly secrets: Set<string>;
}

/** So many sources are remembered, those used last: credentials take little room, but asking for them anew costs. */
export const MAX_KEPT = 5_000;

/** Keeps the credentials of sources: equal sources share them, whatever region or endpoint they are used for. */
export function keepSources(settings: SourceSettings, network: Network): Sources {
  const sts = openSts(settings.maxAttempts, network);
  const kept = new LRUCache<string, KeptSource>({ max: MAX_KEPT });
  const { variables, maxAttempts, requestTimeout: limit, onRenewalFailure } = settings;

  function of(source: Source, secrets: readonly string[]): KeptCredentials {
    const key = JSON.stringify(source);
    const entry = kept.get(key) ?? keep(source);
    if (!kept.has(key)) kept.set(key, entry);
    for (const secret of secrets) entry.secrets.add(secret);
    return entry.credentials;
  }

  function keep(source: Source): KeptSource {
    const secrets = new Set<string>();
    return {
      secrets,
      credentials: keepCredentials(askFor(source), nameOf(source), { limit, onRenewalFailure, secrets }),
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

/** Keys of a job, as AWS's SDK has them. */
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
