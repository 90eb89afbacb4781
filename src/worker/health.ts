import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the worker says of itself. */
export interface Health {
  /** Whether jobs can be taken: the gateway answers, and the worker is not about to stop. */
  readonly ready: boolean;
  readonly activeJobs: number;
}

/** More connections at once are dropped: each holds a file descriptor that a job may need. */
const MAX_CONNECTIONS = 50;
/** A client that takes longer to say what it wants is dropped. */
const REQUEST_TIMEOUT_MS = 5_000;
const CHECK_INTERVAL_MS = 1_000;

/**
 * Serves `/healthz` (the process lives) and `/readyz` (it can take jobs; 503 when not).
 * Resolves with the port once it listens; rejects when it cannot.
 */
export async function serveHealth(
  host: string,
  port: number,
  health: () => Health,
): Promise<{ port: number; close(): void }> {
  const limits = {
    headersTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
  };
  const server = createServer(limits, (request, response) => {
    const path = request.url?.split('?', 1)[0];
    const { ready, activeJobs } = health();
    let status = 404;
    if (path === '/healthz') status = 200;
    if (path === '/readyz') status = ready ? 200 : 503;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 404 ? '{"paths":["/healthz","/readyz"]}' : JSON.stringify({ ready, activeJobs }));
  });
  server.maxConnections = MAX_CONNECTIONS;
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
