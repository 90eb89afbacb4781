import { connect } from 'node:net';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { serveHealth } from '../../src/worker/health.ts';

let health = { ready: true, activeJobs: 3 };
let close = () => {};
afterEach(() => close());

async function serve(): Promise<string> {
  const served = await serveHealth('127.0.0.1', 0, () => health);
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
  expect(await response.json()).toEqual(status === 404 ? { paths: ['/healthz', '/readyz'] } : health);
});

test('a port that is taken is an error', async () => {
  const port = Number(new URL(await serve()).port);
  await expect(serveHealth('127.0.0.1', port, () => health)).rejects.toThrow('EADDRINUSE');
});

/** A connection that says this and then nothing; resolves when the server ends it. */
function slowConnection(address: string, said: string) {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  // a reset is an end like another
  socket.on('error', () => socket.destroy());
  socket.on('connect', () => socket.write(said));
  socket.resume();
  return new Promise((resolve) => socket.on('close', resolve));
}

test('connections that say nothing are ended, and more than fifty are not kept', async () => {
  const address = await serve();
  const ends = Array.from({ length: 200 }, () => slowConnection(address, 'GET /healthz HTTP/1.1\r\n'));
  await Promise.all(ends);
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
});
