import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export type Sockets = Awaited<ReturnType<typeof listen>>;

/** Listens on 127.0.0.1 and hands every connection on, keeping hold of it so that it can be cut. */
export async function listen(onConnection: (socket: Socket) => void, wantedPort = 0) {
  const sockets = new Map<string, Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    sockets.set(peer, socket);
    socket.on('close', () => {
      if (sockets.get(peer) === socket) sockets.delete(peer);
    });
    onConnection(socket);
  });
  await open(wantedPort);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The gateway does not listen');
  const { port } = address;

  async function open(at: number): Promise<void> {
    const listening = once(server, 'listening');
    server.listen(at, '127.0.0.1');
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

  return { port, cut, close, reopen: () => open(port), has: (peer: string) => sockets.has(peer) };
}
