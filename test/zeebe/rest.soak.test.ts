import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { openRestGateway } from '../../src/zeebe/rest.ts';
import { ask } from '../../src/zeebe/rest-call.ts';
import { useProxy } from '../support/proxy-server.ts';

test('a proxy that does not connect holds up no call for longer than it may take', async () => {
  const { host, sockets } = await useProxy({ answer: 'silent' });
  const gateway = openRestGateway({
    address: 'https://gateway.example',
    authorization: undefined,
    userAgent: 'tester',
    secureContext: undefined,
    proxy: { url: new URL(`http://${host}`), variable: 'HTTPS_PROXY', authorization: undefined },
  });
  onTestFinished(() => gateway.close());
  const calls = await Promise.allSettled(Array.from({ length: 100 }, () => gateway.topology()));
  for (const call of calls) expect(call).toMatchObject({ status: 'rejected', reason: { verdict: 'unreachable' } });
  expect(sockets.size).toBeLessThanOrEqual(64);
});

test('the time until an answer begins does not count for a body that has a time of its own', async () => {
  const server = createServer((_, response) => {
    response.flushHeaders();
    setTimeout(() => response.end('whole'), 3_500);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    void pool.destroy();
    server.close();
  });
  const limits = { limit: 3_000, bodyLimit: 60_000, maxBytes: 100 };
  const { body } = await ask(pool, { method: 'GET', path: '/', headers: {}, ...limits });
  expect(body.toString()).toBe('whole');
});
