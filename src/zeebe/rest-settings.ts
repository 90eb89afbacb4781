import { createSecureContext, type SecureContext } from 'node:tls';
import type { CamundaPlatform8Configuration } from '@camunda8/sdk/dist/lib/Configuration.js';
import { createUserAgentString } from '@camunda8/sdk/dist/lib/CreateUserAgentString.js';
import { proxyFaults, readProxies } from '../network/proxies.ts';
import type { RestSettings } from './rest.ts';
import { authorizationOf, certificatesOf } from './settings.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Gives how the SDK's configuration reaches the gateway by REST: address, TLS with certificates, authentication, proxy.
 * @param variables the environment, for the variables of proxies
 * @throws Error when the address or a certificate cannot be used, or the authentication lacks a setting
 */
export async function restSettings(
  configuration: CamundaPlatform8Configuration,
  variables: Variables,
): Promise<RestSettings> {
  const url = urlOf(configuration);
  return {
    address: url.href.replace(/\/$/, ''),
    authorization: await authorizationOf(configuration),
    userAgent: createUserAgentString(configuration),
    secureContext: await trust(configuration),
    proxy: proxyOf(url, variables),
  };
}

function proxyOf({ protocol, hostname, port }: URL, variables: Variables): RestSettings['proxy'] {
  // What is wrong with them is told together with AWS's settings.
  if (proxyFaults(variables).length > 0) return undefined;
  return readProxies(variables)({ protocol, hostname, port: port === '' ? undefined : Number(port) });
}

/** A slash or the version of the API at the end of the address is no fault: they are what others want there. */
function urlOf({ ZEEBE_REST_ADDRESS: given = 'http://localhost:8080' }: CamundaPlatform8Configuration): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.username + url.password + url.search + url.hash !== ''
  )
    // The message does not show the address, because a password may be in it.
    throw new Error(
      'ZEEBE_REST_ADDRESS: expected an http or https address like http://localhost:8080, without a user and a password',
    );
  url.pathname = url.pathname.replace(/\/*(?:\/v2\/*)?$/, '');
  return url;
}

/** Gives undefined if there are neither certificates to be trusted nor to be shown. */
async function trust(configuration: CamundaPlatform8Configuration): Promise<SecureContext | undefined> {
  const { root, chain, key } = await certificatesOf(configuration);
  if (root === undefined && chain === undefined && key === undefined) return undefined;
  try {
    return createSecureContext({ ca: root, cert: chain, key });
  } catch (error) {
    const names = 'CAMUNDA_CUSTOM_ROOT_CERT_PATH, CAMUNDA_CUSTOM_CERT_CHAIN_PATH, CAMUNDA_CUSTOM_PRIVATE_KEY_PATH';
    throw new Error(`${names}: expected certificates and the key of them (PEM): ${(error as Error).message}`, {
      cause: error,
    });
  }
}
