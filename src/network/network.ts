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
  /** For one try of a call to DynamoDB, until its answer has come whole, body included; and for one asking of a source of credentials. */
  readonly requestTimeout: number;
}

/** The way to AWS: through proxies or not, with which certificates. It is the same for DynamoDB and for sources of credentials. */
export interface Network {
  /**
   * Sends the requests of one client over sockets of its own, which end with it.
   * @param profile whose `ca_bundle` counts; without one it is that of AWS's settings
   */
  ownHandler(profile: string | undefined, maxSockets: number): HttpHandler;
  /** Sends the requests of all clients over the same sockets. To destroy it does nothing. */
  sharedHandler(profile: string | undefined): HttpHandler;
  /** Closes the sockets that are shared. */
  close(): void;
}

type Sockets = Pick<NodeHttpHandler, 'handle' | 'destroy'>;

/** Opens the way to AWS. Nothing is read or connected before the first request. */
export function openNetwork({ variables, connectTimeout, requestTimeout }: NetworkSettings): Network {
  const lookup = openLookup();
  const proxyFor = readProxies(variables);
  /** By the file of certificates; the sockets without one are under the empty name. */
  const shared = new Map<string, Promise<Sockets>>();
  /** By the file: to read hundreds of certificates for each client, or even connection, would take longer than the calls. */
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

/** What is kept under a name. What could not be made is made anew for the next who wants it. */
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
        // There are none: who asked for them was told why.
      },
    );
}

/** What the SDK needs of a handler. It would set more of a handler, which is set here already. */
function handlerOver(opened: () => Promise<Sockets>, destroy: () => void): HttpHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request, options) => (await opened()).handle(request, options),
    destroy,
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
}

/** An address is looked at here, a name when it is looked up. */
function refuseTarget({ protocol, hostname }: HttpRequest): void {
  if (!/^https?:$/.test(protocol)) throw noAddress();
  if (isBlockedAddress(hostname)) throw blocked(hostname);
}

/** What is said of an endpoint that is no address. It is not told, because it may have a password in it. */
export function noAddress(cause?: unknown): Failure {
  const expected = 'an http or https address, like https://dynamodb.eu-central-1.amazonaws.com';
  const message = `The endpoint_url in the AWS settings beside the worker: expected ${expected}.`;
  return new Failure('configuration', message, { cause });
}

/** A request without TLS as a proxy wants it: it has the whole address. */
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
  // Not above, where it would be made one that begins with a slash.
  asking.path = `http://${hostname}${port === undefined ? '' : `:${port}`}${path}`;
  return asking;
}

/** What went wrong on the way, which says through which proxy that is. */
function throughProxy(error: Error & { readonly code?: string }, { url, variable }: ProxyServer): Error {
  if (error instanceof Failure || error.name === 'AbortError') return error;
  const { name, code } = error;
  const message = `${networkMessage(error)} (through the proxy ${url.origin} of ${variable})`;
  return Object.assign(new Error(message, { cause: error }), { name, ...(code !== undefined && { code }) });
}

/** A file of certificates, and which setting names it. */
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

/** Trusts the certificates of a file in place of those that Node trusts. */
async function trust({ setting, file }: CaBundle): Promise<SecureContext> {
  try {
    return createSecureContext({ ca: await readCaBundle(file) });
  } catch (error) {
    throw new Failure('configuration', `${setting}: ${(error as Error).message}.`, { cause: error });
  }
}
