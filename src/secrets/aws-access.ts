import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KeptCredentials } from '../credentials/kept.ts';
import { dropRefused, providerOf } from '../credentials/signing.ts';
import { keepSources, type SourceSettings } from '../credentials/sources.ts';
import { guardEndpoints } from '../dynamodb/endpoints.ts';
import type { RequestObserver } from '../dynamodb/observers.ts';
import { Failure } from '../failure/failure.ts';
import { type Network, openNetwork } from '../network/network.ts';
import { watchRequests } from './watch-requests.ts';

/** How AWS's stores are asked. */
export interface AccessSettings extends SourceSettings {
  /** Is told of each request to them. */
  readonly onRequest?: RequestObserver | undefined;
}

/** How AWS's stores are reached: as the worker itself, over the network that DynamoDB is reached over. */
export interface AwsAccess {
  readonly settings: AccessSettings;
  readonly network: Network;
  readonly credentials: KeptCredentials;
  close(): void;
}

/** A client of AWS's SDK, whatever service it is for. */
interface AnyClient {
  readonly config: Pick<DynamoDBClient['config'], 'region' | 'endpointProvider'>;
  readonly middlewareStack: object;
}

/** Opens the way to AWS's stores. It asks nobody before the first secret is wanted. */
export function openAwsAccess(settings: AccessSettings): AwsAccess {
  const network = openNetwork(settings);
  const sources = keepSources(settings, network);
  return {
    settings,
    network,
    credentials: sources.of({ type: 'defaultCredentialsChain' }, []),
    close() {
      sources.close();
      network.close();
    },
  };
}

/** The configuration of a client that signs as the worker itself. Region and endpoint are those of AWS's own settings. */
export function clientConfig({ settings: { maxAttempts }, network, credentials }: AwsAccess) {
  return {
    ...(maxAttempts !== undefined && { maxAttempts }),
    credentials: providerOf(credentials, undefined),
    requestHandler: network.sharedHandler(undefined),
  };
}

/** Lets a client call only what may be called, drop credentials that AWS refuses, and tell of its requests. */
export function guardClient(client: AnyClient, { settings: { onRequest }, credentials }: AwsAccess): void {
  // The clients of all services have what these change. Only their types differ, in what the services are asked.
  const alike = client as DynamoDBClient;
  guardEndpoints(alike);
  dropRefused(alike, credentials);
  if (onRequest !== undefined) watchRequests(alike, onRequest);
}

/**
 * Loads a package that is needed with a setting only.
 * @throws Failure (configuration) that says what to install
 */
export async function loadPackage<Package>(
  name: string,
  setting: string,
  load: () => Promise<Package>,
): Promise<Package> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const message = `${setting}: expected the package ${name} beside the worker, which this setting needs. Install it: npm install ${name}`;
    throw new Failure('configuration', message, { cause: error });
  }
}
