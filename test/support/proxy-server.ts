import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsRelay, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';

interface ProxySettings {
  /** With a certificate it is called by https. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** What it says to CONNECT: another status than 200 refuses, and `silent` never answers. */
  readonly answer?: number | 'silent';
  /** Where it connects to for a host of this name, in place of looking it up. */
  readonly hosts?: Readonly<Record<string, number>>;
}

/** What a proxy was asked, like `CONNECT database.example:443` or `POST http://127.0.0.1:8000/`. */
export interface ProxyRequest {
  readonly line: string;
  readonly authorization: string | undefined;
}

/** Starts a proxy on 127.0.0.1, for a test. */
export async function useProxy({ tls, answer = 200, hosts = {} }: ProxySettings = {}) {
  const requests: ProxyRequest[] = [];
  const sockets = new Set<Duplex>();
  /** The certificates that it was shown, if it is called by https. */
  const certificates: Buffer[] = [];

  function note({ method, url, headers }: IncomingMessage): void {
    requests.push({ line: `${method} ${url}`, authorization: headers['proxy-authorization'] });
  }

  const asking = { requestCert: true, rejectUnauthorized: false };
  const server = tls === undefined ? createServer() : createTlsServer({ ...tls, ...asking });
  server.on('secureConnection', (socket: TLSSocket) => {
    const { raw } = socket.getPeerCertificate();
    if (raw !== undefined) certificates.push(raw);
  });
  server.on('request', (incoming: IncomingMessage, response) => {
    note(incoming);
    const { method, headers } = incoming;
    const { hostname, port, pathname, search } = new URL(String(incoming.url));
    const onward = request({ host: hostname, port, path: pathname + search, method, headers }, (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming: IncomingMessage, client: Duplex) => {
    note(incoming);
    keep(client);
    // A server keeps its half open when the client ends its own.
    client.on('end', () => client.end());
    if (answer === 'silent') return void client.resume();
    if (answer !== 200) return void client.end(`HTTP/1.1 ${answer} No\r\ncontent-length: 0\r\n\r\n`);
    const [, host = '', port] = /^(.*):(\d+)$/.exec(String(incoming.url)) ?? [];
    const onward = connect(hosts[host] ?? Number(port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(onward).pipe(client);
    });
    keep(onward);
  });

  function keep(socket: Duplex): void {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, requests, sockets, certificates };
}

/** Puts TLS before a server of a test, and gives the port. */
export async function useTls(port: number, { cert, key }: { cert: string; key: string }): Promise<number> {
  const sockets = new Set<Socket>();
  const relay = createTlsRelay({ cert, key }, (client) => {
    const onward = connect(port, '127.0.0.1');
    for (const socket of [client, onward]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.pipe(onward).pipe(client);
  });
  // Of a client that does not trust the certificate.
  relay.on('tlsClientError', () => {});
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    relay.close();
  });
  return (relay.address() as AddressInfo).port;
}
