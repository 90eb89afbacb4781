import { type AddressInfo, createServer } from 'node:net';
import { status } from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import { openHttp2Calls } from '../../src/zeebe/http2-calls.ts';

test.concurrent.each(['http', 'https'])(
  '%s: a call to what takes connections and says nothing ends in time',
  async (protocol) => {
    const server = createServer((socket) => void socket.on('error', () => {}).resume());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const calls = openHttp2Calls({
      origin: `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`,
      userAgent: 'tester',
      firstBackoffMs: 50,
      longestBackoffMs: 200,
    });
    onTestFinished(() => calls.close());
    const call = calls.call('/gateway_protocol.Gateway/Topology', Buffer.alloc(0), {});
    await expect(call).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
    expect(calls.state).not.toBe('ready');
  },
);
