import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KeptCredentials } from '../../src/credentials/kept.ts';
import { providerOf } from '../../src/credentials/signing.ts';
import { awaitCredentials, awaitedBy } from '../../src/dynamodb/abortable.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';

let server: CannedDynamodb;
beforeAll(async () => {
  server = await startCannedDynamodb(() => ({ body: { TableNames: [] } }));
});
afterAll(() => server.stop());

/** A source that counts how often its name is made, which hides secrets each time. */
function sourceNamed(name: string, current: KeptCredentials['current']) {
  const names = { made: 0 };
  const source: KeptCredentials = {
    get name() {
      names.made++;
      return name;
    },
    current,
    forget: () => true,
    secrets: [],
    close: () => {},
  };
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    endpoint: server.endpoint,
    credentials: providerOf(source, undefined),
  });
  awaitCredentials(client, source, undefined);
  return { client, names };
}

test('the name of a source is made for who asks what is waited for, and not for each call', async () => {
  const { client, names } = sourceNamed('The role r', async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }));
  for (let call = 0; call < 3; call++) await client.send(new ListTablesCommand({}));
  expect(names.made).toBe(0);
  client.destroy();
});

test('a call that waits for credentials says whose', async () => {
  const { client } = sourceNamed('The role r', () => new Promise(() => {}));
  const command = new ListTablesCommand({});
  void client.send(command);
  expect(awaitedBy(command)).toBe('credentials: The role r');
  expect(awaitedBy(new ListTablesCommand({}))).toBe('an answer to ListTables');
});
