import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from '../metrics/metrics.ts';

/** The state of the worker. */
interface Health {
  /** Whether it can take jobs: the gateway answers, and the worker is not stopping. */
  readonly ready: boolean;
  readonly activeJobs: number;
}

/** More connections at once are dropped: each holds a file descriptor that a job may need. */
const MAX_CONNECTIONS = 50;
/** A client that takes longer to say what it wants is dropped. */
const REQUEST_TIMEOUT_MS = 5_000;
const CHECK_INTERVAL_MS = 1_000;

/**
 * Serves `/healthz` (200 while the process lives) and `/readyz` (200 while it can take jobs, else 503), which answer with the
 * health as JSON, and the metrics as `/metrics`.
 * @param port 0 takes a free one
 * @returns the port, when the server listens. Rejects when it cannot listen
 */
export async function serveHealth(
  host: string,
  port: number,
  health: () => Health,
  metrics: Pick<Metrics, 'contentType' | 'text'>,
): Promise<{ port: number; close(): void }> {
  const limits = {
    headersTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
  };
  const server = createServer(limits, (request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === '/metrics') {
      void answerMetrics(response, metrics);
      return;
    }
    const { ready, activeJobs } = health();
    let status = 404;
    if (path === '/healthz') status = 200;
    if (path === '/readyz') status = ready ? 200 : 503;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(
      status === 404 ? '{"paths":["/healthz","/readyz","/metrics"]}' : JSON.stringify({ ready, activeJobs }),
    );
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

async function answerMetrics(response: ServerResponse, { contentType, text }: Pick<Metrics, 'contentType' | 'text'>) {
  try {
    const body = await text();
    response.writeHead(200, { 'content-type': contentType }).end(body);
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end((error as Error).message);
  }
}

/** How long a health check waits for an answer, in milliseconds. */
const ASK_LIMIT_MS = 3_000;

/**
 * Asks `/healthz` of the worker that listens on this machine at `host` and `port`. Never rejects. With port 0, only the worker
 * itself knows its port: then nothing is asked, and nothing is wrong.
 */
export async function askHealth(host: string, port: number): Promise<{ ok: boolean; text: string }> {
  if (port === 0) return { ok: true, text: 'Not asked: with DYNAMODB_WORKER_HTTP_PORT=0 only the log says the port' };
  // A worker that listens on all addresses is asked at the local one.
  const asked =
    new Map([
      ['0.0.0.0', '127.0.0.1'],
      ['::', '::1'],
    ]).get(host) ?? host;
  const url = `http://${asked.includes(':') ? `[${asked}]` : asked}:${port}/healthz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_LIMIT_MS) });
    return { ok: response.ok, text: `${url} answered ${response.status}: ${await response.text()}` };
  } catch (error) {
    const { message, cause } = error as Error;
    return { ok: false, text: `${url} did not answer: ${cause instanceof Error ? cause.message : message}` };
  }
}
