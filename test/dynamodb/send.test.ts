import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KeptCredentials } from '../../src/credentials/kept.ts';
import { providerOf } from '../../src/credentials/signing.ts';
import { type Call, openSender } from '../../src/dynamodb/send.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';

let server: CannedDynamodb;
beforeAll(async () => {
  server = await startCannedDynamodb(() => ({ body: { TableNames: [] } }));
});
afterAll(() => server.stop());

/** A sender with a source that counts how often its name is made, which hides secrets each time. */
function senderWith(name: string, current: KeptCredentials['current']) {
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
  const region = 'eu-central-1';
  const client = new DynamoDBClient({ region, endpoint: server.endpoint, credentials: providerOf(source, undefined) });
  const others = { tablesOf: () => [], onRequest: undefined, wrapCall: undefined };
  return { client, names, send: openSender(client, { source, region, requestTimeout: 60_000, ...others }) };
}

const begin = (): Call => ({ signal: new AbortController().signal });

test('the name of a source is made for who asks what is waited for, and not for each call', async () => {
  const { client, send, names } = senderWith('The role r', async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }));
  for (let call = 0; call < 3; call++) await send(new ListTablesCommand({}), begin());
  expect(names.made).toBe(0);
  client.destroy();
});

test('a call that waits for credentials says whose', async () => {
  const { send } = senderWith('The role r', () => new Promise(() => {}));
  const call = begin();
  void send(new ListTablesCommand({}), call);
  expect(call.awaits?.name).toBe('The role r');
});
