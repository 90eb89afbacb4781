import { createServer } from 'node:http';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { askHealth, serveHealth } from '../../src/worker/health.ts';
import { metricsOfTest } from '../support/metrics.ts';

const metrics = metricsOfTest();

let health = { ready: true, activeJobs: 3 };
let close = () => {};
afterEach(() => close());

async function serve(): Promise<string> {
  const served = await serveHealth('127.0.0.1', 0, () => health, metrics);
  close = served.close;
  return `http://127.0.0.1:${served.port}`;
}

test.each([
  [true, '/healthz', 200],
  [true, '/readyz', 200],
  [false, '/healthz', 200],
  [false, '/readyz', 503],
  [true, '/readyz?probe', 200],
  [true, '/', 404],
])('ready %s: %s answers %i', async (ready, path, status) => {
  health = { ready, activeJobs: 3 };
  const response = await fetch((await serve()) + path);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual(status === 404 ? { paths: ['/healthz', '/readyz', '/metrics'] } : health);
});

test('a port that is taken is an error', async () => {
  const port = Number(new URL(await serve()).port);
  await expect(serveHealth('127.0.0.1', port, () => health, metrics)).rejects.toThrow('EADDRINUSE');
});

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
  ['::', '[::1]'],
])('a worker that listens at %s is asked at %s', async (host, asked) => {
  const served = await serveHealth(host, 0, () => ({ ready: false, activeJobs: 3 }), metrics);
  onTestFinished(() => served.close());
  const text = `http://${asked}:${served.port}/healthz answered 200: {"ready":false,"activeJobs":3}`;
  expect(await askHealth(host, served.port)).toEqual({ ok: true, text });
});

test('a port where something else answers is no worker that lives', async () => {
  const other = createServer((_request, response) => response.writeHead(500).end('broken'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  expect(await askHealth('127.0.0.1', port)).toMatchObject({ ok: false, text: expect.stringContaining('500: broken') });
});
