import {
  BatchGetItemCommand,
  type DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  TransactGetItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { HttpRequest } from '@smithy/core/protocols';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Credentials } from '../../src/credentials/kept.ts';
import { inLongForm } from '../support/long-form.ts';
import { allMembers, commandNames, type MadeCommand, makeCommands, membersOf } from '../support/sdk-inputs.ts';
import { openTwoWays, type Received, type Recorder, type Source, startRecorder } from '../support/two-ways.ts';

let recorder: Recorder;
beforeAll(async () => {
  recorder = await startRecorder();
});
afterAll(() => recorder.stop());
beforeEach(() => {
  // Nothing of the machine's own settings.
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
});

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const ofSession = { ...keys, sessionToken: 'AQoDYXdzEPT//////////wEXAMPLE==' };
const ofAccount = { ...ofSession, accountId: '123456789012' };

/** A source that gives other credentials after some requests, now and then without a session or of another account. */
function renewed(): Source {
  const all: Credentials[] = Array.from({ length: 200 }, (_, index) => ({
    accessKeyId: `AKID${index}`,
    secretAccessKey: `secret${index}`,
    ...(index % 3 !== 0 && { sessionToken: `token${index}` }),
    ...(index % 4 === 1 && { accountId: `12345678901${index % 10}` }),
  }));
  return () => all[Math.floor(done / 25)] as Credentials;
}

/** How many requests have gone both ways in the present test. */
let done = 0;

interface World {
  readonly source?: Source;
  readonly settings?: Parameters<typeof openTwoWays>[2];
  readonly variables?: Readonly<Record<string, string>>;
}

const worlds: Readonly<Record<string, World>> = {
  'an endpoint': { settings: { endpoint: 'http://127.0.0.1:8000' } },
  'an endpoint with a path': { settings: { endpoint: 'https://proxy.example/a b/é/%41/./x/..//dynamodb' } },
  'an endpoint with a query': { settings: { endpoint: 'https://proxy.example:8443/x?b=2&a=1&a=%C3%A9&c' } },
  'an endpoint with a name and a password': { settings: { endpoint: 'https://me:secret@proxy.example' } },
  'an endpoint with a fragment': { settings: { endpoint: 'https://proxy.example/x#y' } },
  'an endpoint at an address of IPv6': { settings: { endpoint: 'http://[::1]:8000' } },
  'AWS_ENDPOINT_URL with a path': { variables: { AWS_ENDPOINT_URL: 'http://localhost:4566/db' } },
  AWS_ENDPOINT_URL_DYNAMODB: { variables: { AWS_ENDPOINT_URL_DYNAMODB: 'https://vpce.example/' } },
  'static keys': {},
  'a session': { source: ofSession },
  'an empty token of a session': { source: { ...keys, sessionToken: '' } },
  'a source that renews': { source: renewed() },
  'an account': { source: () => ofAccount },
  'keys with an account': { source: { ...keys, accountId: '123456789012' } },
  'the account, required': { source: () => ofAccount, variables: { AWS_ACCOUNT_ID_ENDPOINT_MODE: 'required' } },
  'the account, disabled': { source: () => ofAccount, variables: { AWS_ACCOUNT_ID_ENDPOINT_MODE: 'disabled' } },
  FIPS: { settings: { region: 'us-east-1' }, variables: { AWS_USE_FIPS_ENDPOINT: 'true' } },
  'dual stack': { source: () => ofAccount, variables: { AWS_USE_DUALSTACK_ENDPOINT: 'true' } },
  China: { source: () => ofAccount, settings: { region: 'cn-north-1' } },
  GovCloud: { source: () => ofAccount, settings: { region: 'us-gov-west-1' } },
  'an isolated region': { settings: { region: 'us-iso-east-1' } },
  'the retry mode adaptive': { variables: { AWS_RETRY_MODE: 'adaptive' } },
  'the retry mode legacy': { variables: { AWS_RETRY_MODE: 'legacy' } },
  'one try': { settings: { maxAttempts: 1 } },
  'five tries': { variables: { AWS_MAX_ATTEMPTS: '5' } },
  'a name of the application': { source: () => ofAccount, variables: { AWS_SDK_UA_APP_ID: 'orders  & (more)/1' } },
  AWS_EXECUTION_ENV: { variables: { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE' } },
  'the defaults in-region': { settings: { defaultsMode: 'in-region' } },
  'the defaults standard': { settings: { defaultsMode: 'standard' } },
};

const names = Object.keys(worlds);
const REQUESTS = inLongForm(5_000, 450);
const commands = makeCommands(15, REQUESTS);

const seen = { requests: 0, members: new Set<string>() };

describe('a request is, byte for byte, the one that the SDK sends', () => {
  test.each(Object.entries(worlds))('with %s', async (name, { source = keys, settings, variables = {} }) => {
    for (const [variable, value] of Object.entries(variables)) vi.stubEnv(variable, value);
    done = 0;
    const ways = openTwoWays(recorder, source, settings);
    onTestFinished(() => ways.close());
    const { signal } = new AbortController();
    const first = names.indexOf(name);
    const checkers = new Map<string, Promise<Signer>>();
    for (let at = first; at < commands.length; at += names.length) {
      const command = commands[at] as MadeCommand;
      const theirs = await outcomeOf(() => ways.sdk.send(command as never));
      const sentByThem = recorder.take();
      const ours = await outcomeOf(() => ways.send(command as never, { signal }));
      const sentByUs = recorder.take();
      const what = `request ${at} ${command.constructor.name} ${ways.targets.join(' ')}`;
      expect([what, theirs, sentByThem.length]).toEqual([what, 'an answer', 1]);
      expect([what, ours, sentByUs.map(comparable)]).toEqual([what, theirs, sentByThem.map(comparable)]);
      expect([what, ways.targets[1]]).toEqual([what, ways.targets[0]]);
      for (const request of sentByUs) {
        const { authorization = '', ...headers } = Object.fromEntries(request.headers.map(lowerCase));
        const now = typeof source === 'function' ? source() : source;
        expect(await signedBySdk(signerOf(ways.sdk, now, checkers), request, headers, authorization)).toBe(
          authorization,
        );
      }
      seen.requests++;
      membersOf(command, seen.members);
      ways.targets.length = 0;
      done++;
    }
  });

  test(`for ${REQUESTS} requests of ${commandNames.length} commands with all members that the API has`, () => {
    expect(seen.requests).toBe(REQUESTS);
    expect([...allMembers()].filter((member) => !seen.members.has(member))).toEqual([]);
  });
});

test('the endpoint is that of the account of the first table, whatever was asked before', async () => {
  const ways = openTwoWays(recorder, keys);
  onTestFinished(() => ways.close());
  const [first, second] = ['111122223333', '444455556666'].map(
    (account) => `arn:aws:dynamodb:eu-central-1:${account}:table/orders`,
  ) as [string, string];
  const batch = (...tables: string[]) =>
    new BatchGetItemCommand({ RequestItems: Object.fromEntries(tables.map((table) => [table, { Keys: [] }])) });
  const commands = [
    ...[
      new GetItemCommand({ TableName: first, Key: {} }),
      batch(first),
      batch('orders', first),
      batch(first, 'orders'),
    ],
    ...[batch(second, first), batch(first, second), new ExecuteStatementCommand({ Statement: first }), batch('orders')],
    new TransactGetItemsCommand({ TransactItems: [{ Get: undefined }, { Get: { TableName: first, Key: {} } }] }),
  ];
  for (const command of commands) {
    await ways.sdk.send(command as never);
    await ways.send(command as never, { signal: new AbortController().signal });
  }
  const of = (from: number) => ways.targets.filter((_, at) => at % 2 === from);
  expect(new Set(ways.targets).size).toBe(3);
  expect(of(1)).toEqual(of(0));
  recorder.take();
});

const lowerCase = ([name, value]: readonly [string, string]) => [name.toLowerCase(), value] as const;

async function outcomeOf(send: () => Promise<unknown>): Promise<unknown> {
  try {
    await send();
    return 'an answer';
  } catch (error) {
    return (error as Error).message;
  }
}

/** What differs each time: an id, a time, the signature of both, and a token that the SDK makes if there is none. */
function comparable({ method, path, headers, body }: Received) {
  const told = headers.map(([name, value]) => {
    if (name === 'amz-sdk-invocation-id') return [name, value.replace(/[0-9a-f]/g, 'x')];
    if (name === 'x-amz-date') return [name, value.replace(/\d/g, '0')];
    if (name === 'authorization') return [name, value.replace(/Signature=\w{64}$/, '').replace(/\/\d{8}\//, '//')];
    return name === 'x-amz-content-sha256' ? [name, value.length] : [name, value];
  });
  return { method, path, headers: told, body: body.toString('latin1').replace(TOKEN, '') };
}

const TOKEN = /(?<="ClientRequestToken":")[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}(?=")/;

type Signer = Awaited<ReturnType<DynamoDBClient['config']['signer']>>;

function signerOf({ config }: DynamoDBClient, credentials: Credentials, kept: Map<string, Promise<Signer>>) {
  const known = kept.get(credentials.accessKeyId) ?? makeSigner(config, credentials);
  kept.set(credentials.accessKeyId, known);
  return known;
}

async function makeSigner(config: DynamoDBClient['config'], credentials: Credentials): Promise<Signer> {
  const signer = await config.signer({ name: 'sigv4', signingName: 'x', signingRegion: 'x', properties: {} });
  const Made = signer.constructor as new (settings: object) => Signer;
  return new Made({ credentials, region: 'x', service: 'x', sha256: config.sha256, uriEscapePath: true });
}

/** Signs a request of ours once more, by the SDK's signer and at the time that it has. */
async function signedBySdk(
  signer: Promise<Signer>,
  { path, body }: Received,
  headers: Record<string, string>,
  authorization: string,
): Promise<string | undefined> {
  const [, region, service] = /\/\d{8}\/([^/]+)\/([^/]+)\//.exec(authorization) ?? [];
  const url = new URL(`http://x${path.replace(/#.*/, '')}`);
  const query: Record<string, string> = Object.fromEntries(url.searchParams);
  const { connection: _, ...sent } = headers;
  const request = new HttpRequest({
    method: 'POST',
    hostname: 'x',
    path: path.replace(/[?#].*/, ''),
    query,
    headers: sent,
    body,
  });
  const signed = await (await signer).sign(request, {
    signingDate: new Date((headers['x-amz-date'] ?? '').replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5')),
    signingRegion: String(region),
    signingService: String(service),
  });
  return (signed as HttpRequest).headers.authorization;
}
