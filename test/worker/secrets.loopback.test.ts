import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkSecrets } from '../../src/worker/check.ts';
import { readConfig } from '../../src/worker/config.ts';
import { openSecrets } from '../../src/worker/secrets.ts';
import { freshFile, freshFolder, withoutAwsSettings } from '../support/aws-files.ts';
import { startCannedSecrets } from '../support/canned-secrets.ts';

let server: Awaited<ReturnType<typeof startCannedSecrets>>;
beforeAll(async () => {
  server = await startCannedSecrets(new Map([['/prod/KEY', 'hiddenValue']]));
});
afterAll(() => server.stop());
beforeEach(() => {
  withoutAwsSettings();
  server.answer();
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', server.url);
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', server.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'keyOfTheWorker');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secretOfTheWorker');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
});

/** Opens the secrets of a worker with these settings. */
async function open(variables: Readonly<Record<string, string>>) {
  const named = Object.entries(variables).map(([name, value]) => [`DYNAMODB_WORKER_${name}`, value]);
  const config = readConfig(Object.fromEntries(named));
  const secrets = await openSecrets(config, { maxAttempts: 1, variables: { ...process.env, SECRET_A: 'a' } });
  onTestFinished(() => secrets.close());
  return { secrets, config };
}

const all = { SECRETS_MANAGER_PREFIX: 'prod/', SSM_PREFIX: '/prod/' };

test('without settings, only the environment has secrets', async () => {
  const { secrets } = await open({});
  expect([secrets.find('A'), secrets.find('B'), secrets.placesOf('B')]).toEqual([
    'a',
    undefined,
    'the environment variable SECRET_B',
  ]);
});

test('the places are asked in their order, and AWS only if a setting says so', async () => {
  const directory = await freshFolder();
  const { secrets } = await open({ SECRETS_DIR: directory, ...all });
  expect(secrets.placesOf('KEY')).toBe(
    'the environment variable SECRET_KEY, the directory of DYNAMODB_WORKER_SECRETS_DIR, AWS Secrets Manager as prod/KEY or AWS Systems Manager as /prod/KEY',
  );
  await writeFile(join(directory, 'A'), 'of the file');
  expect(secrets.find('A')).toBe('a');
  const found = secrets.find('KEY');
  expect(typeof found === 'object' && (await found.ask(AbortSignal.timeout(10_000)))).toBe('hiddenValue');
});

test('whoever listens is told when the credentials for AWS are asked for, and of each request to its stores', async () => {
  const { secrets } = await open(all);
  const asked: unknown[] = [];
  const requests: unknown[] = [];
  secrets.listen({
    onTrouble: () => {},
    onAsked: (...told) => asked.push(told),
    onRequest: ({ command, tables, status }) => requests.push([command, tables, status]),
  });
  const found = secrets.find('KEY');
  if (typeof found === 'object') await found.ask(AbortSignal.timeout(10_000));
  expect(asked).toEqual([['defaultCredentialsChain', true]]);
  expect(requests).toEqual([
    ['GetSecretValue', [], 400],
    ['GetParameter', [], 200],
  ]);
});

describe('what is wrong is named at the start', () => {
  test('a directory that is not there, or is a file', async () => {
    await expect(open({ SECRETS_DIR: '/nowhere/secrets' })).rejects.toThrow(
      /^DYNAMODB_WORKER_SECRETS_DIR: expected a directory: ENOENT/,
    );
    await expect(open({ SECRETS_DIR: await freshFile('') })).rejects.toThrow('expected a directory, got a file');
  });

  test('a region that is missing, for each of AWS’s places, together with the rest', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    await expect(open({ ...all, SECRETS_DIR: '/nowhere' })).rejects.toMatchObject({
      faults: [
        expect.stringMatching(/^DYNAMODB_WORKER_SECRETS_DIR/),
        expect.stringMatching(/^DYNAMODB_WORKER_SECRETS_MANAGER_PREFIX: expected AWS_REGION/),
        expect.stringMatching(/^DYNAMODB_WORKER_SSM_PREFIX: expected AWS_REGION/),
      ],
    });
  });
});

describe('--check tries each place once', () => {
  async function checked(variables: Readonly<Record<string, string>>) {
    const { secrets, config } = await open(variables);
    return checkSecrets(secrets, config);
  }

  test('and says what it showed, but no value', async () => {
    const directory = await freshFolder();
    await mkdir(join(directory, '..data'));
    expect(await checked({ SECRETS_DIR: directory, ...all })).toEqual([
      { ok: true, text: 'Secrets in the environment (SECRET_…): 1' },
      { ok: true, text: 'Secrets in the directory of DYNAMODB_WORKER_SECRETS_DIR: 0' },
      { ok: true, text: 'AWS Secrets Manager answers, and has no secret prod/camunda-dynamodb-worker-check' },
      { ok: true, text: 'AWS Systems Manager answers, and has no secret /prod/camunda-dynamodb-worker-check' },
    ]);
  });

  test('with the name of a secret that jobs may have, if the rules have one', async () => {
    const findings = await checked({ SSM_PREFIX: '/prod/', ALLOW_SECRETS: 'A_*,KEY' });
    expect(findings[1]).toEqual({ ok: true, text: 'AWS Systems Manager answers, and has the secret /prod/KEY' });
  });

  test('and one that cannot be reached is a fault', async () => {
    server.answer('reset');
    const text = expect.stringContaining('AWS Systems Manager could not be reached');
    expect((await checked({ SSM_PREFIX: '/prod/' }))[1]).toEqual({ ok: false, text });
  });
});
