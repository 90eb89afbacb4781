import { createSecureContext, type SecureContext } from 'node:tls';
import { loadConfig } from '@smithy/core/config';
import { type HttpHandler, HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { isBlockedAddress } from '../connection/address.ts';
import { Failure } from '../failure/failure.ts';
import { networkMessage } from '../failure/of-aws.ts';
import { readCaBundle } from './ca-bundle.ts';
import { blocked, openLookup } from './lookup.ts';
import { type ProxyServer, readProxies } from './proxies.ts';
import { TunnelAgent } from './tunnel.ts';

/** How AWS is reached. */
export interface NetworkSettings {
  /** The environment, for AWS's own variables and those of proxies. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly connectTimeout: number;
  /**
   * How many milliseconds one try of a call to DynamoDB may take, until the answer and its body have come whole. A question to a
   * source of credentials may take as long.
   */
  readonly requestTimeout: number;
}

/** The way to AWS: through which proxies, with which certificates. DynamoDB and the sources of credentials share it. */
export interface Network {
  /**
   * Sends the requests of one client over sockets of its own, which close with it.
   * @param profile the profile whose `ca_bundle` counts. If undefined, that of AWS's settings counts
   */
  ownHandler(profile: string | undefined, maxSockets: number): HttpHandler;
  /** Sends the requests of all clients over the same sockets. Destroying this handler does nothing. */
  sharedHandler(profile: string | undefined): HttpHandler;
  /** Closes the shared sockets. */
  close(): void;
}

type Sockets = Pick<NodeHttpHandler, 'handle' | 'destroy'>;

/** Opens the way to AWS. It reads and connects nothing before the first request. */
export function openNetwork({ variables, connectTimeout, requestTimeout }: NetworkSettings): Network {
  const lookup = openLookup();
  const proxyFor = readProxies(variables);
  /** The shared sockets, by the file of certificates. Those without a file are under the empty name. */
  const shared = new Map<string, Promise<Sockets>>();
  /**
   * The trusted certificates, by their file. Reading hundreds of them for each client, or even for each connection, would take
   * longer than the calls.
   */
  const trusted = new Map<string, Promise<SecureContext>>();

  /** @throws Failure (configuration) when the certificates cannot be used */
  async function open(ca: CaBundle | undefined, maxSockets: number): Promise<Sockets> {
    const secureContext = ca === undefined ? undefined : await kept(trusted, ca.file, () => trust(ca));
    const agent = { keepAlive: true, maxSockets, lookup };
    const limits = { connectionTimeout: connectTimeout, requestTimeout, throwOnRequestTimeout: true };
    const direct = new NodeHttpHandler({
      ...limits,
      httpAgent: agent,
      httpsAgent: secureContext === undefined ? agent : { ...agent, secureContext },
    });
    const tunnels = new Map<ProxyServer, NodeHttpHandler>();

    function tunnelOf(proxy: ProxyServer): NodeHttpHandler {
      const settings = { connectTimeout, maxSockets, lookup, secureContext };
      const tunnel =
        tunnels.get(proxy) ?? new NodeHttpHandler({ ...limits, httpsAgent: new TunnelAgent(proxy, settings) });
      tunnels.set(proxy, tunnel);
      return tunnel;
    }

    return {
      async handle(request, options) {
        refuseTarget(request);
        const proxy = proxyFor(request);
        if (proxy === undefined) return direct.handle(request, options);
        try {
          if (request.protocol === 'https:') return await tunnelOf(proxy).handle(request, options);
          return await direct.handle(askingProxy(request, proxy), options);
        } catch (error) {
          throw throughProxy(error as Error, proxy);
        }
      },
      destroy() {
        for (const handler of [direct, ...tunnels.values()]) handler.destroy();
      },
    };
  }

  return {
    ownHandler(profile, maxSockets) {
      const own = new Map<string, Promise<Sockets>>();
      const opened = () => kept(own, '', async () => open(await findCaBundle(profile, variables), maxSockets));
      return handlerOver(opened, () => closeAll(own));
    },
    sharedHandler(profile) {
      const opened = async () => {
        const ca = await findCaBundle(profile, variables);
        return kept(shared, ca?.file ?? '', () => open(ca, Number.POSITIVE_INFINITY));
      };
      return handlerOver(opened, () => {});
    },
    close: () => closeAll(shared),
  };
}

/** Gives what is kept under a name, or makes it. If that fails, the next who wants it makes it again. */
function kept<T>(all: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> {
  const found = all.get(name);
  if (found !== undefined) return found;
  const made = make();
  all.set(name, made);
  made.catch(() => all.delete(name));
  return made;
}

function closeAll(all: ReadonlyMap<string, Promise<Sockets>>): void {
  for (const opened of all.values())
    opened.then(
      (sockets) => sockets.destroy(),
      () => {
        // The sockets could not be opened. Whoever asked for them was told why.
      },
    );
}

/** Makes a handler as the SDK needs it. The SDK would also set it up, but it is set up here already. */
function handlerOver(opened: () => Promise<Sockets>, destroy: () => void): HttpHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request, options) => (await opened()).handle(request, options),
    destroy,
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
}

/**
 * Refuses a protocol other than http and https, and an address that is never called. A name is checked when it is looked up.
 * @throws Failure (configuration)
 */
function refuseTarget({ protocol, hostname }: HttpRequest): void {
  if (!/^https?:$/.test(protocol)) throw noAddress();
  if (isBlockedAddress(hostname)) throw blocked(hostname);
}

/** Makes the failure of an endpoint that is no address. The message does not show it, because it may contain a password. */
export function noAddress(cause?: unknown): Failure {
  const expected = 'an http or https address, like https://dynamodb.eu-central-1.amazonaws.com';
  const message = `The endpoint_url in the AWS settings beside the worker: expected ${expected}.`;
  return new Failure('configuration', message, { cause });
}

/** Makes of a request without TLS one that a proxy takes: its path is the whole address. */
function askingProxy(request: HttpRequest, { url, authorization }: ProxyServer): HttpRequest {
  const { hostname, port, path, headers } = request;
  const { port: _, ...asked } = request;
  const asking = new HttpRequest({
    ...asked,
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port !== '' && { port: Number(url.port) }),
    headers: authorization === undefined ? headers : { ...headers, 'proxy-authorization': authorization },
  });
  // Not above, where the SDK would make it begin with a slash.
  asking.path = `http://${hostname}${port === undefined ? '' : `:${port}`}${path}`;
  return asking;
}

/** Adds to an error the proxy through which the request went. A Failure and an abort stay as they are. */
function throughProxy(error: Error & { readonly code?: string }, { url, variable }: ProxyServer): Error {
  if (error instanceof Failure || error.name === 'AbortError') return error;
  const { name, code } = error;
  const message = `${networkMessage(error)} (through the proxy ${url.origin} of ${variable})`;
  return Object.assign(new Error(message, { cause: error }), { name, ...(code !== undefined && { code }) });
}

/** A file of certificates, and the setting that names it. */
interface CaBundle {
  readonly setting: string;
  readonly file: string;
}

async function findCaBundle(
  profile: string | undefined,
  variables: NetworkSettings['variables'],
): Promise<CaBundle | undefined> {
  if (variables.AWS_CA_BUNDLE) return { setting: 'AWS_CA_BUNDLE', file: variables.AWS_CA_BUNDLE };
  const find = loadConfig<string>(
    { environmentVariableSelector: () => undefined, configFileSelector: ({ ca_bundle }) => ca_bundle, default: '' },
    { ignoreCache: true, ...(profile !== undefined && { profile }) },
  );
  const file = await find();
  const owner = profile ?? variables.AWS_PROFILE ?? 'default';
  return file === '' ? undefined : { setting: `The ca_bundle of the AWS profile ${owner}`, file };
}

/**
 * Trusts the certificates of a file instead of those that Node trusts.
 * @throws Failure (configuration) when the file cannot be used
 */
async function trust({ setting, file }: CaBundle): Promise<SecureContext> {
  try {
    return createSecureContext({ ca: await readCaBundle(file) });
  } catch (error) {
    throw new Failure('configuration', `${setting}: ${(error as Error).message}.`, { cause: error });
  }
}
