import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ask } from '../../src/zeebe/rest-call.ts';
import { holdLoop } from '../support/hold.ts';

/** Calls a server, with little time for the answer or its body. */
async function call(listener: RequestListener, limits: { limit: number; bodyLimit?: number }) {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    void pool.destroy();
    server.closeAllConnections();
    server.close();
  });
  return ask(pool, { method: 'GET', path: '/', headers: {}, maxBytes: 1_000_000, ...limits });
}

/** Sends a byte now and then, for ever. */
const dripping: RequestListener = (_, response) => {
  response.flushHeaders();
  const timer = setInterval(() => response.write(' '), 5);
  response.on('close', () => clearInterval(timer));
};

describe('a call ends in time', () => {
  test('where nothing is answered', async () => {
    await expect(call(() => {}, { limit: 50 })).rejects.toThrow('there was no whole answer within 0.05 s');
  });

  test('where the answer never ends', async () => {
    await expect(call(dripping, { limit: 50 })).rejects.toThrow('there was no whole answer within 0.05 s');
  });

  test('where the body, which has a time of its own, never ends', async () => {
    const limits = { limit: 60_000, bodyLimit: 50 };
    await expect(call(dripping, limits)).rejects.toThrow('there was no whole answer within 0.05 s');
  });
});

test('an answer that came while the process stood still counts, though the time is over', async () => {
  const answering: RequestListener = (_, response) => {
    response.end('{}');
    holdLoop(200);
  };
  expect(await call(answering, { limit: 50 })).toMatchObject({ status: 200, body: Buffer.from('{}') });
});
