import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LRUCache } from 'lru-cache';
import type { Connection } from '../connection/connection.ts';
import { maskOf } from '../connection/mask.ts';
import type { Credentials, KeptCredentials } from '../credentials/kept.ts';
import { providerOf } from '../credentials/signing.ts';
import { keepSources, keysOf, type SourceSettings, type Sources } from '../credentials/sources.ts';
import { keepTableKeys, type TableKeys } from '../keys/table-keys.ts';
import { type Network, openNetwork } from '../network/network.ts';
import { tablesIn } from './commands.ts';
import { guardEndpoints } from './endpoints.ts';
import type { CallWrapper, RequestObserver } from './observers.ts';
import { openSender, type Send } from './send.ts';

/** How clients are made. The settings are the same for all connections of a worker. */
export interface ClientSettings extends SourceSettings {
  /** How many sockets one client may open: one for each call at the same time. */
  readonly maxSockets: number;
  /** How many clients are kept: those used last. */
  readonly maxKept: number;
  /** Is told of each request to DynamoDB. */
  readonly onRequest?: RequestObserver | undefined;
  /** Goes around each call to DynamoDB. */
  readonly wrapCall?: CallWrapper | undefined;
}

/** What all clients share: the way to AWS, and the sources of credentials. */
export interface ClientParts {
  readonly network: Network;
  readonly sources: Sources;
  /** If undefined, AWS's own settings decide. https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html */
  readonly defaultsMode?: 'standard';
}

/** A client in use. It must be released once. */
export interface Lease {
  readonly send: Send;
  /**
   * Gives the region that is called: that of the connection, or of AWS's settings.
   * @throws what the SDK throws when there is none
   */
  region(): Promise<string>;
  readonly tableKeys: TableKeys;
  /**
   * Waits until there are credentials, or until `waiter` aborts.
   * @throws what `KeptCredentials.current` throws
   */
  signIn(waiter: AbortSignal): Promise<unknown>;
  release(): void;
}

/** The clients that are kept, one for each distinct connection. */
export interface Clients {
  /** Gives the client of a connection. Makes it if there is none yet. */
  lease(connection: Connection): Lease;
  /** How many are kept. */
  readonly size: number;
  /** Destroys all clients. */
  close(): void;
}

/** How requests go to AWS. */
type Reach = Pick<ClientParts, 'network'> & { readonly defaultsMode: ClientParts['defaultsMode'] };

/** Of how many tables a client keeps the names as they are told. */
const MOST_NAMES = 100;

interface Entry {
  readonly client: DynamoDBClient;
  readonly send: Send;
  readonly tableKeys: TableKeys;
  users: number;
  dropped: boolean;
}

/**
 * Keeps the clients that were used last. A client that is dropped is destroyed when its last call is done.
 * @param change may put something else in the place of the parts that the clients share
 */
export function keepClients(
  settings: ClientSettings,
  change: (parts: ClientParts) => ClientParts = (parts) => parts,
): Clients {
  const opened = openNetwork(settings);
  const { network, sources, defaultsMode } = change({ network: opened, sources: keepSources(settings, opened) });
  const kept = new LRUCache<string, Entry>({
    max: settings.maxKept,
    dispose(entry, _key, reason) {
      entry.dropped = true;
      const closing = reason === 'delete';
      if (closing || entry.users === 0) entry.client.destroy();
    },
  });

  return {
    lease(connection) {
      const key = JSON.stringify([connection.authentication, connection.region, connection.endpoint]);
      // The source is looked up for each job: this marks it as used, and adds the secrets of the job.
      const source = sourceOf(connection, sources);
      const entry = kept.get(key) ?? makeEntry(connection, settings, { network, defaultsMode }, source);
      entry.users++;
      if (!kept.has(key)) kept.set(key, entry);
      return {
        send: entry.send,
        region: entry.client.config.region,
        tableKeys: entry.tableKeys,
        signIn: async (waiter) => 'current' in source && source.current(connection.region, waiter),
        release() {
          entry.users--;
          if (entry.dropped && entry.users === 0) entry.client.destroy();
        },
      };
    },
    get size() {
      return kept.size;
    },
    close() {
      kept.clear();
      sources.close();
      network.close();
    },
  };
}

function sourceOf({ authentication, secrets }: Connection, sources: Sources): Credentials | KeptCredentials {
  return authentication.type === 'credentials' ? keysOf(authentication) : sources.of(authentication, secrets);
}

function makeEntry(
  connection: Connection,
  settings: ClientSettings,
  reach: Reach,
  source: Credentials | KeptCredentials,
): Entry {
  const { region, secrets } = connection;
  const client = makeClient(connection, settings, reach, source);
  // A variable that is mapped wrongly may make a table of a secret.
  const mask = maskOf(secrets);
  const names = new LRUCache<string, string>({ max: MOST_NAMES, memoMethod: (table) => mask(table) });
  const tablesOf = (input: object) => tablesIn(input)?.map((table) => names.memo(table));
  const { requestTimeout, onRequest, wrapCall } = settings;
  const send = openSender(client, { source, region, requestTimeout, tablesOf, onRequest, wrapCall });
  const tableKeys = keepTableKeys((command, signal) => send(command, { signal }), settings);
  return { client, send, tableKeys, users: 0, dropped: false };
}

function makeClient(
  connection: Connection,
  settings: ClientSettings,
  { network, defaultsMode }: Reach,
  source: Credentials | KeptCredentials,
): DynamoDBClient {
  const { authentication, region, endpoint } = connection;
  const profile = authentication.type === 'profile' ? authentication.profile : undefined;
  const client = new DynamoDBClient({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(profile !== undefined && { profile }),
    ...(settings.maxAttempts !== undefined && { maxAttempts: settings.maxAttempts }),
    credentials: 'current' in source ? providerOf(source, region) : source,
    ...(defaultsMode !== undefined && { defaultsMode }),
    requestHandler: network.ownHandler(profile, settings.maxSockets),
  });
  guardEndpoints(client);
  return client;
}
