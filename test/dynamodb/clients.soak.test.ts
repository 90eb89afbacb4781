import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/connection/connection.ts';
import { type Clients, keepClients, type Lease } from '../../src/dynamodb/clients.ts';
import { heapUsed } from '../support/heap.ts';
import { clientSettings } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';
import { until } from '../support/until.ts';

let server: Server;
let endpoint: string;
let clients: Clients;
let sockets: Set<Socket>;

beforeEach(async () => {
  const open = new Set<Socket>();
  sockets = open;
  server = createServer((_, response) => response.end('{"TableNames":[]}'));
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  clients = keepClients({ ...clientSettings, maxKept: 2 });
});

afterEach(() => {
  clients.close();
  server.closeAllConnections();
  server.close();
});

function connection(accessKey: string, changed: Partial<Connection> = {}): Connection {
  const authentication = { type: 'credentials', accessKey, secretKey: 'secretKey' } as const;
  return { authentication, region: 'eu-central-1', endpoint, secrets: [], ...changed };
}

const ask = ({ send }: Lease) => send(new ListTablesCommand(), { signal: new AbortController().signal });

describe('one client for each connection', () => {
  test('equal connections share it, whatever secrets they are made of', () => {
    const one = clients.lease(connection('a'));
    expect(clients.lease(connection('a', { secrets: ['x'] })).send).toBe(one.send);
  });

  test.each<[string, Partial<Connection>]>([
    ['region', { region: 'us-east-1' }],
    ['endpoint', { endpoint: 'http://127.0.0.1:1' }],
    ['secret key', { authentication: { type: 'credentials', accessKey: 'a', secretKey: 'other' } }],
    [
      'session token',
      { authentication: { type: 'credentials', accessKey: 'a', secretKey: 'secretKey', sessionToken: 't' } },
    ],
    ['authentication', { authentication: { type: 'defaultCredentialsChain' } }],
  ])('connections that differ in their %s do not', (_, changed) => {
    expect(clients.lease(connection('a', changed)).send).not.toBe(clients.lease(connection('a')).send);
  });
});

describe('only so many are kept: those used last', () => {
  test('the others are destroyed, and their sockets closed', async () => {
    for (const name of ['a', 'b', 'a', 'c']) {
      const lease = clients.lease(connection(name));
      await ask(lease);
      lease.release();
    }
    await until(() => sockets.size === 2, 'the socket of b is closed');
    const again = clients.lease(connection('a'));
    await ask(again);
    expect(sockets.size).toBe(2);
    again.release();
  });

  test('one that is in use is destroyed only when its last user is done', async () => {
    const first = clients.lease(connection('a'));
    const second = clients.lease(connection('a'));
    for (const name of ['b', 'c']) clients.lease(connection(name)).release();
    await ask(first);
    first.release();
    await ask(second);
    expect(sockets.size).toBe(1);
    second.release();
    await until(() => sockets.size === 0, 'its sockets are closed');
  });
});

const MANY = inLongForm(2_000, 130);
/** How many are asked before memory is looked at. */
const FIRST = inLongForm(200, 30);

test(`${MANY} connections in turn leave few sockets and little memory behind`, async () => {
  clients.close();
  clients = keepClients({ ...clientSettings, maxKept: 20 });
  let most = 0;
  const askAll = async (from: number, to: number) => {
    for (let tenant = from; tenant < to; tenant++) {
      const lease = clients.lease(connection(`tenant${tenant}`));
      await ask(lease);
      lease.release();
      most = Math.max(most, sockets.size);
    }
  };
  await askAll(0, FIRST);
  const before = heapUsed();
  await askAll(FIRST, FIRST + MANY);
  expect(heapUsed() - before).toBeLessThan(inLongForm(20_000_000, 2_500_000));
  await until(() => sockets.size <= 20, 'the sockets of those that are not kept are closed');
  // Those that are being closed are still counted.
  expect(most).toBeLessThan(100);
});

test('a client that was dropped while it was in use is destroyed when it is released, also after closing', async () => {
  const dropped = clients.lease(connection('a'));
  for (const name of ['b', 'c']) clients.lease(connection(name)).release();
  await ask(dropped);
  clients.close();
  expect(sockets.size).toBe(1);
  dropped.release();
  await until(() => sockets.size === 0, 'its socket is closed');
});

test('closing closes all sockets', async () => {
  for (const name of ['a', 'b']) await ask(clients.lease(connection(name)));
  expect(sockets.size).toBe(2);
  clients.close();
  await until(() => sockets.size === 0, 'all sockets are closed');
});

test('a client has no more sockets than jobs may run at once', async () => {
  clients.close();
  clients = keepClients({ ...clientSettings, maxSockets: 3 });
  const lease = clients.lease(connection('a'));
  await Promise.all(Array.from({ length: 20 }, () => ask(lease)));
  expect(sockets.size).toBe(3);
});
