import { once } from 'node:events';
import { createServer, get, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { currentOwner, MAX_OWNED_BYTES, withOwner } from '../../src/async/owner.ts';

/** A server that answers so, and the length of its answer as a library that knows no limits would read it. */
async function serve(listener: RequestListener) {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return () =>
    new Promise<number>((resolve, reject) => {
      let length = 0;
      const request = get({ host: '127.0.0.1', port }, (response) => {
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
        });
        response.on('end', () => resolve(length));
        response.on('error', reject);
      });
      request.on('error', reject);
    });
}

const stalls: RequestListener = (_request, response) => void response.write('x');

test('a request ends with its owner, when it has been sent or after its answer began', async () => {
  for (const listener of [() => {}, stalls]) {
    const ask = await serve(listener);
    const owner = new AbortController();
    const asked = expect(withOwner({ signal: owner.signal }, ask)).rejects.toThrow();
    setTimeout(() => owner.abort(new Error('no more')), 50);
    await asked;
  }
});

test('a request whose owner has ended before ends at once', async () => {
  const ask = await serve(() => {});
  await expect(withOwner({ signal: AbortSignal.abort(new Error('no more')) }, ask)).rejects.toThrow('no more');
});

test('a request has a time of its own, its answer included', async () => {
  const ask = await serve(stalls);
  await expect(withOwner({ milliseconds: 20 }, ask)).rejects.toThrow();
});

test('an answer of more than 64 KB is cut off, and one of 64 KB is not', async () => {
  for (const [length, read] of [
    [MAX_OWNED_BYTES, MAX_OWNED_BYTES],
    [MAX_OWNED_BYTES + 1, 'the answer is longer than 65536 bytes'],
  ] as const) {
    const ask = await serve((_request, response) => void response.end(Buffer.alloc(length)));
    const answer = withOwner({}, ask).catch((error: Error) => error.message);
    expect(await answer).toBe(read);
  }
});

test('a request without an owner is left alone, also beside one that has', async () => {
  const ask = await serve((_request, response) => void response.end(Buffer.alloc(1_000_000)));
  const owned = withOwner({}, ask).catch(() => 'cut off');
  expect([await ask(), await owned]).toEqual([1_000_000, 'cut off']);
  expect(currentOwner()).toBeUndefined();
});
