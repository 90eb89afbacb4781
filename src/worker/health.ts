import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the worker says of itself. */
export interface Health {
  /** Whether jobs can be taken: the gateway answers, and the worker is not about to stop. */
  readonly ready: boolean;
  readonly activeJobs: number;
}

/**
 * Serves `/healthz` (the process lives) and `/readyz` (it can take jobs; 503 when not).
 * Resolves with the port once it listens; rejects when it cannot.
 */
export async function serveHealth(
  host: string,
  port: number,
  health: () => Health,
): Promise<{ port: number; close(): void }> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    const { ready, activeJobs } = health();
    let status = 404;
    if (path === '/healthz') status = 200;
    if (path === '/readyz') status = ready ? 200 : 503;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 404 ? '{"paths":["/healthz","/readyz"]}' : JSON.stringify({ ready, activeJobs }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
