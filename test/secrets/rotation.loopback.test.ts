import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { policyOf } from '../../src/policy/policy.ts';
import { openAwsAccess } from '../../src/secrets/aws-access.ts';
import { directoryStore } from '../../src/secrets/directory.ts';
import { environmentStore } from '../../src/secrets/environment.ts';
import { secretsInOrder } from '../../src/secrets/in-order.ts';
import { openParameters } from '../../src/secrets/parameters.ts';
import { openSecretsManager } from '../../src/secrets/secrets-manager.ts';
import type { SecretStore } from '../../src/secrets/store.ts';
import { readConfig } from '../../src/worker/config.ts';
import { freshFolder } from '../support/aws-files.ts';
import { holdClocks } from '../support/both-clocks.ts';
import { beginAnew, startCannedSecrets } from '../support/canned-secrets.ts';
import { clientSettings, errorOf, jobSettings, runVariables } from '../support/jobs.ts';
import { useSignIn } from '../support/sign-in.ts';

const MINUTE = 60_000;
const signIn = useSignIn();
let server: Awaited<ReturnType<typeof startCannedSecrets>>;
beforeAll(async () => {
  server = await startCannedSecrets(new Map());
});
afterAll(() => server.stop());
afterEach(() => void vi.useRealTimers());
beforeEach(() => {
  beginAnew(server);
});

/** Runs jobs that sign in with `{{secrets.KEY}}`, of a worker with these stores. */
function jobs(stores: readonly SecretStore[], rules: Readonly<Record<string, string>> = {}) {
  const secrets = secretsInOrder(stores);
  onTestFinished(() => secrets.close());
  const parts = { secret: secrets.find, secretPlaces: secrets.placesOf, tokenFile: undefined };
  const policy = { ...policyOf(readConfig(rules), parts), allowsEndpoint: () => true };
  const settings = jobSettings({ policy });
  const input = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };
  return (accessKey = '{{secrets.KEY}}', words: { headers?: Record<string, string>; signal?: AbortSignal } = {}) => {
    const authentication = { accessKey, secretKey: 'keyOfTheTest' };
    const configuration = { region: 'eu-central-1', endpoint: signIn.database.endpoint };
    return runVariables({ authentication, configuration, input }, { settings, ...words });
  };
}

/** Both stores of AWS. Secrets Manager is asked first. */
async function awsStores(onStale = (_store: string) => {}): Promise<SecretStore[]> {
  const access = openAwsAccess({ ...clientSettings, variables: process.env, maxAttempts: 1 });
  onTestFinished(() => access.close());
  const settings = { setting: 'THE_SETTING', refresh: 5 * MINUTE, onStale };
  return Promise.all([
    openSecretsManager({ ...settings, prefix: 'prod/' }, access),
    openParameters({ ...settings, prefix: '/prod/' }, access),
  ]);
}

test('a secret whose file has changed is used by the next job, and its old client by none', async () => {
  const directory = await freshFolder();
  await writeFile(join(directory, 'KEY'), 'oldKeyOfTheTest\n');
  const run = jobs([directoryStore(directory, 'THE_SETTING')]);
  for (let times = 1; times <= 2; times++) {
    await run();
    expect(signIn.signedBy()).toBe('oldKeyOfTheTest eu-central-1/dynamodb');
  }
  await writeFile(join(directory, 'KEY.new'), 'newKeyOfTheTest\n');
  await rename(join(directory, 'KEY.new'), join(directory, 'KEY'));
  for (let times = 1; times <= 2; times++) {
    await run();
    expect(signIn.signedBy()).toBe('newKeyOfTheTest eu-central-1/dynamodb');
  }
});

describe.each([
  ['AWS Secrets Manager', 'prod/KEY'],
  ['AWS Systems Manager', '/prod/KEY'],
])('a secret of %s', (_, id) => {
  test('that has changed is used by the first job after its time', async () => {
    holdClocks();
    server.secrets.set(id, 'oldKeyOfTheTest');
    const run = jobs(await awsStores());
    await run();
    expect(signIn.signedBy()).toBe('oldKeyOfTheTest eu-central-1/dynamodb');
    server.secrets.set(id, 'newKeyOfTheTest');
    vi.setSystemTime(Date.now() + 5 * MINUTE);
    await run();
    expect(signIn.signedBy()).toBe('newKeyOfTheTest eu-central-1/dynamodb');
  });

  test('serves jobs while it cannot be reached for ten minutes', async () => {
    holdClocks();
    server.secrets.set(id, 'keyOfTheJobs');
    const told = vi.fn();
    const run = jobs(await awsStores(told));
    await run();
    server.answer('reset');
    for (let minutes = 0; minutes < 10; minutes++) {
      vi.setSystemTime(Date.now() + MINUTE);
      const { kind } = await run();
      expect([kind, signIn.signedBy()]).toEqual(['completed', 'keyOfTheJobs eu-central-1/dynamodb']);
    }
    expect(told).toHaveBeenCalled();
  });
});

describe('a job whose secret', () => {
  test('is asked of a store that cannot be reached fails as connection, and may be tried again', async () => {
    server.answer('reset');
    const outcome = await jobs(await awsStores())();
    expect(outcome).toMatchObject({ kind: 'failed', retries: 2 });
    expect(errorOf(outcome)).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining(
        'getItem on the table t: The secret prod/KEY could not be read from AWS Secrets Manager',
      ),
    });
  });

  test('does not come within the time of the job fails as connection', async () => {
    server.answer('hang');
    const outcome = await jobs(await awsStores())(undefined, { headers: { jobTimeout: 'PT0.2S' } });
    expect(errorOf(outcome)).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining('while it waited for its secrets'),
    });
  });

  test('is missing is told where it was looked for, in the order in which the stores answer', async () => {
    const stores = [environmentStore({}, 'SECRET_'), directoryStore(await freshFolder(), 'THE_DIRECTORY')];
    const outcome = await jobs([...stores, ...(await awsStores())])();
    expect(errorOf(outcome).message).toContain(
      'expected the secret KEY beside the worker (looked for in the environment variable SECRET_KEY, the directory of THE_DIRECTORY, ' +
        'AWS Secrets Manager as prod/KEY or AWS Systems Manager as /prod/KEY), where its operator allows it',
    );
  });

  test('is forbidden is told the same, and no store is asked', async () => {
    server.secrets.set('prod/KEY', 'forbiddenKey');
    const stores = await awsStores();
    const missing = await jobs(stores)('{{secrets.NONE}}');
    const asked = server.requests.length;
    const rules = { DYNAMODB_WORKER_ALLOW_SECRETS: 'OTHER' };
    const forbidden = await jobs(stores, rules)();
    expect(JSON.stringify(forbidden)).toBe(JSON.stringify(missing).replaceAll('NONE', 'KEY'));
    expect(server.requests.length).toBe(asked);
  });

  test('is in several stores takes that of the first', async () => {
    server.secrets.set('prod/KEY', 'ofSecretsManager').set('/prod/KEY', 'ofParameters');
    const [manager, parameters] = (await awsStores()) as [SecretStore, SecretStore];
    const environment = environmentStore({ SECRET_KEY: 'ofEnvironment' }, 'SECRET_');
    await jobs([environment, manager, parameters])();
    expect([signIn.signedBy(), server.requests.length]).toEqual(['ofEnvironment eu-central-1/dynamodb', 0]);
    await jobs([manager, parameters])();
    expect(signIn.signedBy()).toBe('ofSecretsManager eu-central-1/dynamodb');
  });

  test('was put in is hidden in what the job says', async () => {
    server.secrets.set('prod/KEY', 'keyThatIsHidden');
    signIn.database.queue({ type: 'AccessDeniedException', message: 'keyThatIsHidden may not' });
    const outcome = await jobs(await awsStores())();
    expect(JSON.stringify(outcome)).toContain('*** may not');
    expect(JSON.stringify(outcome)).not.toContain('keyThatIsHidden');
  });
});
