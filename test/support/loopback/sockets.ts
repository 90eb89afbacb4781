import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { freePort } from '../../../examples/local/ports.ts';

export type Sockets = Awaited<ReturnType<typeof listen>>;

/**
 * Listens on 127.0.0.1 and hands every connection on, keeping hold of it so that it can be cut. Its port stays free while it is closed.
 */
export async function listen(onConnection: (socket: Socket) => void, wantedPort?: number) {
  const sockets = new Map<string, Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    sockets.set(peer, socket);
    socket.on('close', () => {
      if (sockets.get(peer) === socket) sockets.delete(peer);
    });
    onConnection(socket);
  });
  const port = wantedPort ?? (await freePort());
  await open();

  async function open(): Promise<void> {
    const listening = once(server, 'listening');
    server.listen(port, '127.0.0.1');
    await listening;
  }

  /** Resets all connections, or the one of a peer. */
  function cut(peer?: string): void {
    for (const [name, socket] of sockets) {
      if (peer !== undefined && peer !== name) continue;
      sockets.delete(name);
      socket.resetAndDestroy();
    }
  }

  async function close(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    cut();
    await closed;
  }

  return { port, cut, close, reopen: open, has: (peer: string) => sockets.has(peer) };
}
