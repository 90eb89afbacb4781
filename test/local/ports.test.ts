import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { freePort, freePorts } from '../../examples/local/ports.ts';

const isLinux = process.platform === 'linux';
const range = isLinux ? readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8') : '';
/** The lowest port that this system gives to who asks for any. */
const lowestGiven = isLinux ? Number(range.split('\t')[0]) : 49_152;

test('a port that is taken is not free', async () => {
  vi.spyOn(Math, 'random').mockReturnValueOnce(0.5);
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  vi.spyOn(Math, 'random').mockReturnValueOnce(0.5);
  expect(await freePort()).not.toBe(port);
});

// Some systems are set up to give nearly all.
test.runIf(lowestGiven > 32_767)(
  'no connection, and no server that asks for any port, takes a free port before it is used',
  async () => {
    for (const port of await freePorts(100)) expect(port).toBeLessThan(lowestGiven);
  },
);
