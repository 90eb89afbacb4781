import { readFileSync } from 'node:fs';
import {
  CamundaEnvironmentConfigurator,
  type CamundaPlatform8Configuration,
  CamundaSDKConfiguration,
} from '@camunda8/sdk/dist/lib/Configuration.js';
import { withOwner } from '../async/owner.ts';
import { type Authorization, keepAuthorization } from './authorization.ts';

/** Settings under the names of the SDK's environment variables. */
export type CamundaSettings = Partial<Omit<CamundaPlatform8Configuration, 'zeebeGrpcSettings'>> & {
  readonly zeebeGrpcSettings?: Partial<CamundaPlatform8Configuration['zeebeGrpcSettings']>;
};

const { zeebeGrpcSettings: grpcInitial, ...mainInitial } = CamundaSDKConfiguration;
/** Settings of the SDK that are true, false, or not set. */
const flags = new Set(['CAMUNDA_SECURE_CONNECTION', 'ZEEBE_INSECURE_CONNECTION']);

/**
 * Gives the SDK's settings among variables, as the kinds of values that the SDK reads them as. Empty ones count as absent.
 * @throws Error when one that should be a number is none
 */
export function settingsAmong(variables: Readonly<Record<string, string | undefined>>): CamundaSettings {
  const given = Object.entries(variables).flatMap(([name, text]) => (text ? [[name, text] as const] : []));
  const grpc = given.filter(([name]) => name in grpcInitial);
  const main = given.filter(([name]) => !(name in grpcInitial) && /^(?:CAMUNDA|ZEEBE)_/.test(name));
  const read = (entries: typeof given, initial: object) =>
    Object.fromEntries(entries.map(([name, text]) => [name, settingOf(name, text, new Map(Object.entries(initial)))]));
  return { ...read(main, mainInitial), zeebeGrpcSettings: read(grpc, grpcInitial) };
}

function settingOf(name: string, text: string, initial: ReadonlyMap<string, unknown>): string | number | boolean {
  const kind = flags.has(name) ? 'boolean' : typeof initial.get(name);
  if (kind === 'boolean') return text.toLowerCase() === 'true' || text === '1';
  if (kind !== 'number') return text;
  const number = Number(text);
  if (Number.isNaN(number)) throw new Error(`${name}: expected a number, got ${JSON.stringify(text)}`);
  return number;
}

/**
 * Reads the SDK's configuration from its environment variables.
 * @param settings take precedence over the environment
 * @throws Error when a setting cannot be used
 */
export function camundaConfiguration(settings: CamundaSettings): CamundaPlatform8Configuration {
  return CamundaEnvironmentConfigurator.mergeConfigWithEnvironment(settings as Partial<CamundaPlatform8Configuration>);
}

const TOKEN_LIMIT_MS = 10_000;

/**
 * Gives how the SDK's configuration proves to the gateway who asks; undefined if it does not.
 * @param tokenLimitMs how long the server that gives tokens may take for one answer, body included
 * @throws Error when the authentication lacks a setting
 */
export async function authorizationOf(
  configuration: CamundaPlatform8Configuration,
  tokenLimitMs = TOKEN_LIMIT_MS,
): Promise<Authorization | undefined> {
  if (needsNone(configuration)) return undefined;
  // They load a client of HTTP and a logger, which take a quarter of the worker's start.
  const [{ constructOAuthProvider }, { CookieAuthProvider, OAuthProvider }] = await Promise.all([
    import('@camunda8/sdk/dist/lib/ConstructOAuthProvider.js'),
    import('@camunda8/sdk/dist/oauth/index.js'),
  ]);
  const provider = constructOAuthProvider(configuration);
  if (configuration.CAMUNDA_AUTH_STRATEGY === 'NONE') return undefined;
  askPlainly(provider);
  return keepAuthorization(
    async () => ({
      ...(await withOwner<object>({ milliseconds: tokenLimitMs }, () => provider.getHeaders('ZEEBE'))),
    }),
    () => {
      if (provider instanceof OAuthProvider) {
        provider.flushMemoryCache();
        // The token would be read again from the file.
        provider.flushFileCache();
      } else if (provider instanceof CookieAuthProvider) {
        void provider.setToken();
      }
    },
  );
}

/** Whether it is certain that no authorization is wanted. Otherwise the SDK decides: credentials may be enough for it. */
function needsNone({
  CAMUNDA_AUTH_STRATEGY: strategy,
  CAMUNDA_OAUTH_DISABLED: isOff,
  CAMUNDA_OAUTH_URL: url,
}: CamundaPlatform8Configuration): boolean {
  return isOff || (strategy === 'NONE' && !url);
}

/** The part of the SDK's sources of tokens that asks servers: a promise of a client made by `got`. */
interface TokenClient {
  extend(options: object): unknown;
}

/**
 * Makes a source of tokens ask without compression, because 64 KB can become a gigabyte when they are unpacked. It asks only
 * once, because whoever needs the token tries again.
 */
function askPlainly(provider: object): void {
  const asking = provider as { rest?: Promise<TokenClient> };
  if (asking.rest === undefined) return;
  asking.rest = asking.rest.then((client) => {
    return client.extend({ decompress: false, retry: { limit: 0 } }) as TokenClient;
  });
}

/** Certificates and a key (PEM). Of those that are undefined there are none. */
export interface Certificates {
  /** Those that are trusted. If undefined, those that Node trusts. */
  readonly root: string | undefined;
  /** Those that are shown to the gateway, and their key. */
  readonly chain: Buffer | undefined;
  readonly key: Buffer | undefined;
}

/**
 * Reads the certificates of the SDK's configuration.
 * @throws Error when a file cannot be read
 */
export async function certificatesOf(configuration: CamundaPlatform8Configuration): Promise<Certificates> {
  const { GetCustomCertificateBuffer } = await import('@camunda8/sdk/dist/lib/GetCustomCertificateBuffer.js');
  const read = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path));
  return {
    root: await GetCustomCertificateBuffer(configuration),
    chain: read(configuration.CAMUNDA_CUSTOM_CERT_CHAIN_PATH),
    key: read(configuration.CAMUNDA_CUSTOM_PRIVATE_KEY_PATH),
  };
}
