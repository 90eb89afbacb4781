import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An OAuth server on 127.0.0.1 that gives another token each time; it ends with the test. */
export async function startOAuth() {
  const tokens: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const token = tokenOf(tokens.length + 1);
      tokens.push(token);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 86_400 }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/oauth/token`, port, tokens };
}

/** A JSON web token that lasts for a day. Nobody looks at its signature. */
function tokenOf(number: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1_000) + 86_400;
  return `${part({ alg: 'none' })}.${part({ sub: `worker-${number}`, exp })}.c2lnbmF0dXJl`;
}
