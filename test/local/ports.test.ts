import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { freePorts } from '../../examples/local/ports.ts';

test('free ports differ', async () => {
  expect(new Set(await freePorts(20)).size).toBe(20);
});

test.runIf(process.platform === 'linux')(
  'no connection, and no server that asks for any port, takes a free port before it is used',
  async () => {
    const [first] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t').map(Number);
    for (const port of await freePorts(100)) expect(port).toBeLessThan(first as number);
  },
);
