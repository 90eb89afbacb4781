import type { CamundaPlatform8Configuration } from '@camunda8/sdk/dist/lib/Configuration.js';
import { createUserAgentString } from '@camunda8/sdk/dist/lib/CreateUserAgentString.js';
import { credentials } from '@grpc/grpc-js';
import type { GrpcSettings } from './grpc.ts';
import { authorizationOf, type Certificates, certificatesOf } from './settings.ts';

/** How the gateway is reached by gRPC. */
interface ReachedGateway extends GrpcSettings {
  /** Where it is, as messages say it: with `grpcs://` if TLS is used. */
  readonly url: string;
}

/**
 * Gives how the SDK's configuration reaches the gateway by gRPC: address, TLS with certificates, authentication.
 * @param tokenLimitMs how long the server that gives tokens may take for one answer, body included
 * @param variables those of the process, of which grpc-js reads some itself
 * @throws Error when the address cannot be used, a certificate cannot be read, or the authentication lacks a setting
 */
export async function grpcSettings(
  configuration: CamundaPlatform8Configuration,
  tokenLimitMs?: number,
  variables: Readonly<Record<string, string | undefined>> = {},
): Promise<ReachedGateway> {
  const { address, secure } = addressOf(configuration);
  const grpc = configuration.zeebeGrpcSettings;
  const certificates = secure ? await certificatesOf(configuration) : undefined;
  const userAgent = createUserAgentString(configuration);
  return {
    address,
    url: `grpc${secure ? 's' : ''}://${address}`,
    credentials: certificates === undefined ? credentials.createInsecure() : tls(certificates),
    authorization: await authorizationOf(configuration, tokenLimitMs),
    direct:
      [...proxies, ...(secure ? ofTls : [])].some((name) => variables[name]) || !isPlain(address)
        ? undefined
        : {
            origin: originOf(address, secure),
            tls: certificates && { ca: certificates.root, cert: certificates.chain, key: certificates.key },
            userAgent,
            firstBackoffMs: Number(grpc.GRPC_INITIAL_RECONNECT_BACKOFF_MS),
            longestBackoffMs: Number(grpc.GRPC_MAX_RECONNECT_BACKOFF_MS),
          },
    options: {
      'grpc.primary_user_agent': userAgent,
      'grpc.initial_reconnect_backoff_ms': grpc.GRPC_INITIAL_RECONNECT_BACKOFF_MS,
      'grpc.max_reconnect_backoff_ms': grpc.GRPC_MAX_RECONNECT_BACKOFF_MS,
      'grpc.keepalive_time_ms': grpc.GRPC_KEEPALIVE_TIME_MS,
      'grpc.keepalive_timeout_ms': grpc.GRPC_KEEPALIVE_TIMEOUT_MS,
      'grpc.keepalive_permit_without_calls': grpc.GRPC_KEEPALIVE_PERMIT_WITHOUT_CALLS,
    },
  };
}

/** The protocol of the address decides whether TLS is used. Only the older address may lack it; then the older settings decide. */
function addressOf(configuration: CamundaPlatform8Configuration): { address: string; secure: boolean } {
  const { ZEEBE_GRPC_ADDRESS: given, ZEEBE_ADDRESS: older = 'localhost:26500' } = configuration;
  for (const name of ['ZEEBE_GRPC_ADDRESS', 'ZEEBE_ADDRESS'] as const) {
    const expected = 'a host and a port like grpc://localhost:26500, without a user and a password';
    // The message does not show the address, because a password is in it.
    if (configuration[name]?.includes('@')) throw new Error(`${name}: expected ${expected}`);
  }
  const match = /^(grpcs?):\/\/(.+?)\/*$/.exec(given ?? older);
  if (match !== null) return { address: String(match[2]), secure: match[1] === 'grpcs' };
  // Camunda's own clients take no such address either: to guess would be to try TLS where there is none, or the other way round.
  if (given !== undefined)
    throw new Error(
      `ZEEBE_GRPC_ADDRESS: expected an address like grpc://localhost:26500, or grpcs://… with TLS, got ${given}`,
    );
  const insecure = configuration.zeebeGrpcSettings.ZEEBE_INSECURE_CONNECTION ?? false;
  return { address: older, secure: configuration.CAMUNDA_SECURE_CONNECTION ?? !insecure };
}

/** What grpc-js reads itself. Where one of them is set, all calls go its way; those of TLS count only where TLS is used. */
const proxies = ['grpc_proxy', 'https_proxy', 'http_proxy'];
const ofTls = ['GRPC_DEFAULT_SSL_ROOTS_FILE_PATH', 'GRPC_SSL_CIPHER_SUITES'];

/** Whether an address is that of a host, and not one of the other forms that grpc-js knows, like `unix:/run/zeebe.sock`. */
function isPlain(address: string): boolean {
  return /^(?:\[[^\]]+\]|[^:/?#]+)(?::\d+)?$/.test(address) && URL.canParse(`https://${address}`);
}

/** Without a port, gRPC means 443, whether TLS is used or not. */
function originOf(address: string, secure: boolean): string {
  const { hostname, port } = new URL(`https://${address}`);
  return `${secure ? 'https' : 'http'}://${hostname}:${port || 443}`;
}

function tls({ root, chain, key }: Certificates) {
  return credentials.createSsl(root === undefined ? null : Buffer.from(root), key ?? null, chain ?? null);
}
