import type { ClientRequest } from 'node:http';
import type { LookupFunction, Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { withTimeLimit } from '../async/deadline.ts';
import { Failure } from '../failure/failure.ts';
import type { ProxyServer } from './proxies.ts';

/** How the sockets of a tunnel are made. */
interface TunnelSettings {
  readonly connectTimeout: number;
  readonly maxSockets: number;
  readonly lookup: LookupFunction;
  /** The certificates that are trusted. If undefined, those that Node trusts. */
  readonly secureContext: SecureContext | undefined;
}

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/** Makes sockets with TLS to hosts behind a proxy, which is asked to CONNECT to them. They are kept for further requests. */
export class TunnelAgent extends HttpsProxyAgent<string> {
  readonly #proxy: ProxyServer;
  readonly #connectTimeout: number;

  constructor(proxy: ProxyServer, { connectTimeout, maxSockets, lookup, secureContext }: TunnelSettings) {
    const { url, authorization } = proxy;
    super(url, {
      keepAlive: true,
      noDelay: true,
      maxSockets,
      lookup,
      ...(secureContext !== undefined && { secureContext }),
      // Not in the address, because the library writes that to its log.
      headers: authorization === undefined ? {} : { 'Proxy-Authorization': authorization },
    });
    // The settings above are for the proxy itself, these are for the host behind it.
    this.options = { ...this.options, ...(secureContext !== undefined && { secureContext }) };
    this.#proxy = proxy;
    this.#connectTimeout = connectTimeout;
  }

  /**
   * Gives true: every host is called with TLS. The library looks in the stack for it, and does not find it for a request that had
   * to wait for a socket.
   */
  override isSecureEndpoint(): boolean {
    return true;
  }

  override async connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    let status = 0;
    request.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      status = statusCode;
    });
    const late = () => new Error('it did not answer');
    const socket = await withTimeLimit({ milliseconds: this.#connectTimeout, late }, (signal) => {
      // The signal is for this socket alone, because the library reads the options at once. Without it, the library would leave
      // open a socket on which the proxy says nothing.
      this.connectOpts = { ...this.connectOpts, signal };
      return super.connect(request, options);
    });
    if (status === 200) return socket;
    // The library would pass on the proxy's answer as if it came from the host.
    socket.destroy();
    const { url, variable } = this.#proxy;
    const about = `The proxy ${url.origin} (${variable}) did not connect to ${options.host}:${options.port}`;
    throw new Failure('connection', `${about}: HTTP status ${status}.`);
  }
}
