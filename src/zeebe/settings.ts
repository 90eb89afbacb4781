import { readFileSync } from 'node:fs';
import {
  CamundaEnvironmentConfigurator,
  type CamundaPlatform8Configuration,
  CamundaSDKConfiguration,
  constructOAuthProvider,
  createUserAgentString,
  GetCustomCertificateBuffer,
} from '@camunda8/sdk/dist/lib/index.js';
import { CookieAuthProvider, OAuthProvider } from '@camunda8/sdk/dist/oauth/index.js';
import { credentials } from '@grpc/grpc-js';
import { withOwner } from '../async/owner.ts';
import { type Authorization, keepAuthorization } from './authorization.ts';
import type { GrpcSettings } from './grpc.ts';

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
 * Gives how the SDK's configuration reaches the gateway: address, TLS with certificates, authentication.
 * @param tokenLimitMs how long the server that gives tokens may take for one answer, body included
 * @throws Error when the address cannot be used, a certificate cannot be read, or the authentication lacks a setting
 */
export async function gatewaySettings(
  configuration: CamundaPlatform8Configuration,
  tokenLimitMs = TOKEN_LIMIT_MS,
): Promise<GrpcSettings> {
  const { address, secure } = addressOf(configuration);
  const grpc = configuration.zeebeGrpcSettings;
  return {
    address,
    credentials: secure ? await tls(configuration) : credentials.createInsecure(),
    authorization: authorizationOf(configuration, tokenLimitMs),
    options: {
      'grpc.primary_user_agent': createUserAgentString(configuration),
      'grpc.initial_reconnect_backoff_ms': grpc.GRPC_INITIAL_RECONNECT_BACKOFF_MS,
      'grpc.max_reconnect_backoff_ms': grpc.GRPC_MAX_RECONNECT_BACKOFF_MS,
      'grpc.keepalive_time_ms': grpc.GRPC_KEEPALIVE_TIME_MS,
      'grpc.keepalive_timeout_ms': grpc.GRPC_KEEPALIVE_TIMEOUT_MS,
      'grpc.keepalive_permit_without_calls': grpc.GRPC_KEEPALIVE_PERMIT_WITHOUT_CALLS,
    },
  };
}

function authorizationOf(
  configuration: CamundaPlatform8Configuration,
  tokenLimitMs: number,
): Authorization | undefined {
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

/** The protocol of the address decides whether TLS is used. If the address has no protocol, the older settings decide. */
function addressOf(configuration: CamundaPlatform8Configuration): { address: string; secure: boolean } {
  const given = configuration.ZEEBE_GRPC_ADDRESS;
  for (const name of ['ZEEBE_GRPC_ADDRESS', 'ZEEBE_ADDRESS'] as const) {
    const expected = 'a host and a port like grpc://localhost:26500, without a user and a password';
    // The message does not show the address, because a password is in it.
    if (configuration[name]?.includes('@')) throw new Error(`${name}: expected ${expected}`);
  }
  const match = given === undefined ? null : /^(grpcs?):\/\/(.+?)\/*$/.exec(given);
  if (match !== null) return { address: String(match[2]), secure: match[1] === 'grpcs' };
  const address = configuration.ZEEBE_ADDRESS ?? given ?? 'localhost:26500';
  const insecure = configuration.zeebeGrpcSettings.ZEEBE_INSECURE_CONNECTION ?? false;
  return { address, secure: configuration.CAMUNDA_SECURE_CONNECTION ?? !insecure };
}

async function tls(configuration: CamundaPlatform8Configuration) {
  const root = await GetCustomCertificateBuffer(configuration);
  const read = (path: string | undefined) => (path === undefined ? null : readFileSync(path));
  return credentials.createSsl(
    root === undefined ? null : Buffer.from(root),
    read(configuration.CAMUNDA_CUSTOM_PRIVATE_KEY_PATH),
    read(configuration.CAMUNDA_CUSTOM_CERT_CHAIN_PATH),
  );
}
