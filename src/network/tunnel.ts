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
  /** What is trusted; without it what Node trusts. */
  readonly secureContext: SecureContext | undefined;
}

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/** Makes sockets with TLS to hosts, through a proxy that is asked to CONNECT to them. They are kept for further requests. */
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
      // Not in the address, which the library writes to its log.
      headers: authorization === undefined ? {} : { 'Proxy-Authorization': authorization },
    });
    // Those above are for the proxy itself, these for the host behind it.
    this.options = { ...this.options, ...(secureContext !== undefined && { secureContext }) };
    this.#proxy = proxy;
    this.#connectTimeout = connectTimeout;
  }

  /** The library finds it out from the stack, which does not tell it of a request that had to wait for a socket. */
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
      // Of this socket alone: the library takes them at once. It would leave a socket open on which the proxy says nothing.
      this.connectOpts = { ...this.connectOpts, signal };
      return super.connect(request, options);
    });
    if (status === 200) return socket;
    // The library gives what the proxy said as if it were the answer of the host.
    socket.destroy();
    const { url, variable } = this.#proxy;
    const about = `The proxy ${url.origin} (${variable}) did not connect to ${options.host}:${options.port}`;
    throw new Failure('connection', `${about}: HTTP status ${status}.`);
  }
}
