import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { KeptCredentials } from '../../src/credentials/kept.ts';
import { providerOf } from '../../src/credentials/signing.ts';
import { type Call, openSender } from '../../src/dynamodb/send.ts';
import { signatureOf } from '../../src/dynamodb/signature.ts';
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

const asKeys = async () => ({ accessKeyId: 'a', secretAccessKey: 'b' });

test('what is wrong with the first call of a connection fails no other call', async () => {
  const { client, send } = senderWith('The role r', asKeys);
  const circle: Record<string, unknown> = {};
  circle.M = { circle };
  const wrong = new PutItemCommand({ TableName: 't', Item: { circle } as never });
  const [refused, answered] = await Promise.allSettled([
    send(wrong, begin()),
    send(new GetItemCommand({ TableName: 't', Key: { id: { S: 'a' } } }), begin()),
  ]);
  expect([refused.status, answered.status]).toEqual(['rejected', 'fulfilled']);
  client.destroy();
});

test('a command that is not sent as it is, is refused', async () => {
  const { client, send } = senderWith('The role r', asKeys);
  const own = new GetItemCommand({ TableName: 't', Key: { id: { S: 'a' } } });
  own.middlewareStack.add((next) => next, { step: 'build', name: 'own' });
  await expect(send(own, begin())).rejects.toThrow(
    'expected a command of @aws-sdk/client-dynamodb, got GetItemCommand with middleware of its own',
  );
  const ofDocuments = new GetCommand({ TableName: 't', Key: { id: 'a' } });
  await expect(send(ofDocuments as never, begin())).rejects.toThrow('got GetCommand');
  client.destroy();
});

test('the clock is corrected by the answer, however long the answer then waits for memory', async () => {
  const { client, send } = senderWith('The role r', asKeys);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  onTestFinished(() => void vi.useRealTimers());
  const makeRoom = async () => void vi.setSystemTime(Date.now() + 400_000);
  await send(new ListTablesCommand({}), { ...begin(), makeRoom });
  expect(Math.abs(client.config.systemClockOffset)).toBeLessThan(100_000);
  client.destroy();
});

test('a session token is signed with its blanks as they are read', async () => {
  const sessionToken = 'to  k ';
  const { client, send } = senderWith('The role r', async () => ({ ...(await asKeys()), sessionToken }));
  await send(new ListTablesCommand({}), begin());
  const { headers } = server.requests.at(-1) ?? {};
  const names = /SignedHeaders=([^,]+)/.exec(headers?.authorization ?? '')?.[1]?.split(';') ?? [];
  const read = Object.fromEntries(names.map((name) => [name, String(headers?.[name]).trim().replace(/ +/g, ' ')]));
  const scope = { region: 'eu-central-1', service: 'dynamodb', path: '/' };
  const signed = signatureOf(read, names, String(headers?.['x-amz-content-sha256']), await asKeys(), scope);
  expect(headers?.authorization).toBe(signed);
  client.destroy();
});
