import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { serveHealth } from '../../src/worker/health.ts';
import { metricsOfTest } from '../support/metrics.ts';

const metrics = metricsOfTest();

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
  const served = await serveHealth('127.0.0.1', 0, () => ({ ready: true, activeJobs: 0 }), metrics);
  onTestFinished(() => served.close());
  const address = `http://127.0.0.1:${served.port}`;
  const ends = Array.from({ length: 200 }, () => slowConnection(address, 'GET /healthz HTTP/1.1\r\n'));
  await Promise.all(ends);
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
});
