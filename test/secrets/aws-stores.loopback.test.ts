import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadPackage, openAwsAccess } from '../../src/secrets/aws-access.ts';
import type { AwsStoreSettings } from '../../src/secrets/aws-store.ts';
import { openParameters } from '../../src/secrets/parameters.ts';
import { openSecretsManager } from '../../src/secrets/secrets-manager.ts';
import { withoutAwsSettings } from '../support/aws-files.ts';
import { beginAnew, startCannedSecrets } from '../support/canned-secrets.ts';
import { clientSettings } from '../support/jobs.ts';
import { scopeOf } from '../support/sign-in.ts';

let server: Awaited<ReturnType<typeof startCannedSecrets>>;
beforeAll(async () => {
  server = await startCannedSecrets(new Map());
});
afterAll(() => server.stop());
beforeEach(() => {
  withoutAwsSettings();
  beginAnew(server);
});

const stores = [
  { open: openSecretsManager, name: 'AWS Secrets Manager', prefix: 'prod/', service: 'secretsmanager' },
  { open: openParameters, name: 'AWS Systems Manager', prefix: '/prod/', service: 'ssm' },
];

/** Opens one of AWS's stores, and gives it with what a job is given of it. */
async function openStore(
  { open, prefix }: Pick<(typeof stores)[number], 'open' | 'prefix'>,
  changed: Partial<AwsStoreSettings> = {},
  requestTimeout = 30_000,
) {
  const access = openAwsAccess({ ...clientSettings, variables: process.env, maxAttempts: 1, requestTimeout });
  onTestFinished(() => access.close());
  const settings = { prefix, setting: 'THE_SETTING', refresh: 300_000, onStale: () => {}, ...changed };
  const store = await open(settings, access);
  onTestFinished(() => store.close());
  return {
    ...store,
    async value(of: string) {
      const found = store.find(of);
      return typeof found === 'object' ? found.ask(AbortSignal.timeout(10_000)) : found;
    },
  };
}

describe.each(stores)('$name', ({ open, name, prefix, service }) => {
  const start = (changed: Partial<AwsStoreSettings> = {}) => openStore({ open, prefix }, changed);

  test('gives a secret by its name behind the prefix, asked as the worker itself', async () => {
    server.secrets.set(`${prefix}KEY`, 'value').set('KEY', 'not behind the prefix');
    const { value, placeOf } = await start();
    expect(await value('KEY')).toBe('value');
    expect(placeOf('KEY')).toBe(`${name} as ${prefix}KEY`);
    expect(server.requests.map(({ headers }) => scopeOf(headers))).toEqual([`keyOfTheWorker eu-central-1/${service}`]);
  });

  test('gives any secret by its whole name, if the prefix is *', async () => {
    server.secrets.set('KEY', 'value');
    expect(await (await start({ prefix: '*' })).value('KEY')).toBe('value');
  });

  test('gives a member of a secret that is JSON, and asks once for all its members', async () => {
    server.secrets.set(`${prefix}orders`, '{"accessKey":"AKID","secretKey":"hidden","port":5432}');
    const { value } = await start();
    expect([await value('orders:accessKey'), await value('orders:secretKey')]).toEqual(['AKID', 'hidden']);
    expect([await value('orders:none'), server.requests.length]).toEqual([undefined, 1]);
    await expect(value('orders:port')).rejects.toThrow('orders:port: expected a text, got another value of JSON');
    server.secrets.set(`${prefix}text`, 'hiddenText');
    const refused = value('text:member');
    await expect(refused).rejects.toThrow('expected an object as JSON in the secret text, got something else');
    await expect(refused).rejects.not.toThrow('hiddenText');
  });

  test('has no secret that AWS says it does not have', async () => {
    const { value } = await start();
    expect([await value('KEY'), await value('KEY:member')]).toEqual([undefined, undefined]);
  });

  test.each(['a b', 'ä', 'a"b', `${'a'.repeat(3_000)}`, ''])(
    'is not asked for %j, which is no name there',
    async (of) => {
      const { value, placeOf } = await start({ prefix: '*' });
      expect([await value(of), placeOf(of), server.requests.length]).toEqual([undefined, undefined, 0]);
    },
  );

  test.each([
    ['reset', 'connection', `The secret ${prefix}KEY could not be read from ${name}: ${name} could not be reached:`],
    [':InternalServiceError', 'connection', 'InternalServiceError'],
    [':ThrottlingException', 'connection', 'ThrottlingException'],
    [':ExpiredTokenException', 'connection', 'ExpiredTokenException'],
    [':AccessDeniedException', 'configuration', `could not be read from ${name}: AccessDeniedException`],
  ] as const)('that answers with %s is a failure of the class %s', async (trouble, of, message) => {
    server.answer(trouble);
    const refused = (await start()).value('KEY');
    await expect(refused).rejects.toMatchObject({ class: of, message: expect.stringContaining(message) });
  });

  test('that does not answer in time is a failure of the class connection', async () => {
    server.answer('hang');
    const { value } = await openStore({ open, prefix }, {}, 300);
    await expect(value('KEY')).rejects.toMatchObject({ class: 'connection' });
  });

  test('is not opened without a region', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    await expect(start()).rejects.toMatchObject({
      class: 'configuration',
      message: `THE_SETTING: expected AWS_REGION, or a profile with a region, beside it: ${name} is asked there`,
    });
  });

  test('says, tried once, what AWS says', async () => {
    const { check } = await start();
    expect(await check('KEY')).toBe(`${name} answers, and has no secret ${prefix}KEY`);
    server.secrets.set(`${prefix}KEY`, 'hiddenValue');
    expect(await check('KEY')).toBe(`${name} answers, and has the secret ${prefix}KEY`);
    server.answer(':AccessDeniedException');
    expect(await check('KEY')).toContain(`${name} answers, but does not let the worker read ${prefix}KEY`);
    server.answer('reset');
    await expect(check('KEY')).rejects.toThrow(`${name} could not be reached`);
  });
});

describe('AWS Secrets Manager', () => {
  test('has no secret that was deleted, though it could be restored yet', async () => {
    server.answer(
      ":InvalidRequestException You can't perform this operation on the secret because it was marked for deletion.",
    );
    const { value } = await openStore({ open: openSecretsManager, prefix: 'prod/' });
    expect(await value('KEY')).toBeUndefined();
  });

  test('gives no secret of bytes', async () => {
    server.secrets.set('prod/KEY', Uint8Array.of(1, 2));
    const message = expect.stringContaining('expected a text, got bytes');
    const { value } = await openStore({ open: openSecretsManager, prefix: 'prod/' });
    await expect(value('KEY')).rejects.toMatchObject({ class: 'configuration', message });
  });
});

test('a package that is not installed is named with what to do; another error of it stays', async () => {
  const name: string = '@aws-sdk/client-that-is-not-there';
  await expect(loadPackage(name, 'THE_SETTING', () => import(name))).rejects.toMatchObject({
    class: 'configuration',
    message: `THE_SETTING: expected the package ${name} beside the worker, which this setting needs. Install it: npm install ${name}`,
  });
  await expect(loadPackage(name, 'THE_SETTING', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});
