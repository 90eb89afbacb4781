import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Below the ports that an operating system gives to connections and to servers that ask for any (from 32768 on Linux, 49152 elsewhere):
 * one of those would often be taken again before the program for which it was chosen listens there. Above 10080, the last that `fetch`
 * refuses (https://fetch.spec.whatwg.org/#port-blocking).
 */
const LOWEST = 10_081;
const HIGHEST = 32_767;

/** So many different ports of the loopback address that nothing listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = new Map<number, Server>();
  while (servers.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    const server = await listenAt(port);
    if (server !== undefined) servers.set(port, server);
  }
  for (const server of servers.values()) {
    server.close();
    await once(server, 'close');
  }
  return [...servers.keys()];
}

/** One such port. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}

/** A server at a port, or undefined where the port is taken, or kept by the operating system. */
async function listenAt(port: number): Promise<Server | undefined> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') return undefined;
    throw error;
  }
}
