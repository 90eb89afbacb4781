import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ListTablesCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { startDynalite } from '../../examples/local/dynalite.ts';
import { findDynoxide, startDynoxide } from '../../examples/local/dynoxide.ts';

const table = {
  TableName: 'orders',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
} satisfies CreateTableCommandInput;

test.each([
  ['dynalite', startDynalite],
  ['dynoxide', startDynoxide],
])('%s starts, keeps a table and stops', { timeout: 100_000 }, async (_, start) => {
  const database = await start();
  const client = clientOf(database.endpoint);
  await client.send(new CreateTableCommand(table));
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: table.TableName });
  expect((await client.send(new ListTablesCommand())).TableNames).toEqual(['orders']);
  await database.stop();
  await expect(client.send(new ListTablesCommand())).rejects.toThrow('ECONNREFUSED');
});

test('dynalite goes on after a request that breaks off', { timeout: 30_000 }, async () => {
  const database = await startDynalite();
  const { hostname, port } = new URL(database.endpoint);
  const socket = connect(Number(port), hostname);
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{', () => socket.resetAndDestroy());
  await new Promise((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await clientOf(database.endpoint).send(new ListTablesCommand())).TableNames).toEqual([]);
  await database.stop();
});

test('dynoxide is that of DYNOXIDE, else that of npm, else that of the PATH', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dynoxide-'));
  const [given, onPath] = [
    join(folder, 'mine'),
    join(folder, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide'),
  ];
  for (const file of [given, onPath]) writeFileSync(file, '');
  const environment = { PATH: folder };
  expect(findDynoxide({ environment: { ...environment, DYNOXIDE: given } })).toBe(given);
  expect(findDynoxide({ environment, npmPackages: ['tsx'] })).toBe(onPath);
  expect(findDynoxide({ environment, npmPackages: [] })).toBe(onPath);
  rmSync(folder, { recursive: true });
  expect(() => findDynoxide({ environment: { DYNOXIDE: given } })).toThrow(
    `DYNOXIDE: expected the path of dynoxide, got ${given}`,
  );
  const missing = () => findDynoxide({ environment, npmPackages: [] });
  for (const way of ['cargo install dynoxide-rs', 'DYNOXIDE', 'DYNAMODB_ENDPOINT']) expect(missing).toThrow(way);
});

function clientOf(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
}
