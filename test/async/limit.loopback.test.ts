import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startLimit } from '../../src/async/deadline.ts';
import { holdLoop } from '../support/hold.ts';

/** Gives both ends of a connection. */
async function connection(): Promise<[Socket, Socket]> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [far] = await accepted;
  onTestFinished(() => {
    near.destroy();
    far.destroy();
    server.close();
  });
  return [near, far];
}

test('what came while the process stood still is read before a limit is over', async () => {
  const [near, far] = await connection();
  const order: string[] = [];
  near.on('data', (data) => order.push(String(data)));
  const over = new Promise<void>((resolve) => {
    startLimit(20, () => {
      order.push('over');
      resolve();
    });
  });
  far.write('an answer');
  holdLoop(60);
  await over;
  expect(order).toEqual(['an answer', 'over']);
});

test('a late limit that is cancelled because of what was read is never over', async () => {
  const [near, far] = await connection();
  const order: string[] = [];
  const cancel = startLimit(20, () => order.push('over'));
  const read = once(near, 'data').then(cancel);
  far.write('an answer');
  holdLoop(60);
  await read;
  await pause(200);
  expect(order).toEqual([]);
});

test('a second standstill does not take what is left of the time for reading', async () => {
  let turns = 0;
  const turn = () => {
    turns++;
    holdLoop(20);
    immediate = setImmediate(turn);
  };
  let immediate: NodeJS.Immediate;
  const over = new Promise<void>((resolve) => startLimit(5, resolve));
  holdLoop(100);
  immediate = setImmediate(turn);
  await over;
  clearImmediate(immediate);
  expect(turns).toBeGreaterThanOrEqual(10);
});
