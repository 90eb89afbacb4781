import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepClients } from '../../src/clients.ts';
import { freshFile, freshFolder, useConfigFile, withoutAwsSettings } from '../support/aws-files.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { type CannedSources, session, startCannedSources, stsAnswer, stsRefusal } from '../support/canned-sources.ts';
import { clientSettings, errorOf, jobSettings, runVariables } from '../support/jobs.ts';

const roleArn = 'arn:aws:iam::123456789012:role/orders';
const input = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };

let database: CannedDynamodb;
let source: CannedSources;
beforeAll(async () => {
  database = await startCannedDynamodb();
  source = await startCannedSources(() => 'hang');
});
afterAll(() => Promise.all([database.stop(), source.stop()]));
beforeEach(() => {
  withoutAwsSettings();
  vi.stubEnv('AWS_ENDPOINT_URL_STS', source.url);
  vi.stubEnv('AWS_ENDPOINT_URL_SSO', source.url);
  source.requests.length = 0;
  source.answer((request) => stsAnswer(request, session('role')));
});
afterEach(() => void vi.unstubAllEnvs());

/** Runs jobs of one worker with a profile. */
function worker(
  profile = 'orders',
  settings = jobSettings({ clients: keepClients({ ...clientSettings, maxAttempts: 1 }) }),
) {
  return (configuration: object = {}) =>
    runVariables(
      {
        authentication: { type: 'profile', profile },
        configuration: { endpoint: database.endpoint, ...configuration },
        input,
      },
      { settings },
    );
}
const signedBy = () => /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(database.requests.at(-1)?.headers.authorization ?? '');

describe('a profile gives credentials', () => {
  test('that are keys, and its region', async () => {
    await useConfigFile(
      '[profile orders]',
      'region = us-west-2',
      'aws_access_key_id = key',
      'aws_secret_access_key = secret',
      'aws_session_token = token',
    );
    expect((await worker()()).kind).toBe('completed');
    expect(signedBy()?.slice(1)).toEqual(['key', 'us-west-2']);
    expect(database.requests.at(-1)?.headers['x-amz-security-token']).toBe('token');
    await worker()({ region: 'eu-central-1' });
    expect(signedBy()?.[2]).toBe('eu-central-1');
  });

  test('of a role that it names, with the keys of its source', async () => {
    await useConfigFile(
      '[profile orders]',
      `role_arn = ${roleArn}`,
      'source_profile = base',
      'external_id = tenant-1',
      'role_session_name = clerk',
      'duration_seconds = 1800',
      'region = us-west-2',
      '[profile base]',
      'aws_access_key_id = base',
      'aws_secret_access_key = secret',
    );
    expect((await worker()()).kind).toBe('completed');
    expect(source.requests.map(({ form }) => form)).toEqual([
      {
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: roleArn,
        ExternalId: 'tenant-1',
        RoleSessionName: 'clerk',
        DurationSeconds: '1800',
      },
    ]);
    expect(source.requests[0]?.headers.authorization).toMatch(/Credential=base\/\d+\/us-west-2\/sts\//);
    expect(database.requests.at(-1)?.headers['x-amz-security-token']).toBe('role-token');
  });

  test('of a role by web identity', async () => {
    const file = await freshFile('a.web.token');
    await useConfigFile(
      '[profile orders]',
      `role_arn = ${roleArn}`,
      `web_identity_token_file = ${file}`,
      'region = us-west-2',
    );
    expect((await worker()()).kind).toBe('completed');
    expect(source.requests[0]?.form).toMatchObject({
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn: roleArn,
      RoleSessionName: 'camunda-dynamodb-worker',
      WebIdentityToken: 'a.web.token',
    });
  });

  test('of a process', async () => {
    const answer = JSON.stringify({ Version: 1, AccessKeyId: 'fromProcess', SecretAccessKey: 's' });
    const file = await freshFile(answer);
    await useConfigFile('[profile orders]', `credential_process = cat ${file}`, 'region = us-west-2');
    expect((await worker()()).kind).toBe('completed');
    expect(signedBy()?.[1]).toBe('fromProcess');
  });

  test('of an SSO session whose token is in the cache', async () => {
    const home = await freshFolder();
    const cache = join(home, '.aws', 'sso', 'cache');
    await mkdir(cache, { recursive: true });
    const token = { accessToken: 'ssoToken', expiresAt: '2999-01-01T00:00:00Z' };
    await writeFile(join(cache, `${createHash('sha1').update('corp').digest('hex')}.json`), JSON.stringify(token));
    vi.stubEnv('HOME', home);
    await useConfigFile(
      '[profile orders]',
      'sso_session = corp',
      'sso_account_id = 123456789012',
      'sso_role_name = clerk',
      'region = us-west-2',
      '[sso-session corp]',
      'sso_region = us-west-2',
      'sso_start_url = https://corp.awsapps.com/start',
    );
    const roleCredentials = {
      accessKeyId: 'sso',
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: 32_503_680_000_000,
    };
    source.answer(() => ({ body: JSON.stringify({ roleCredentials }) }));
    expect((await worker()()).kind).toBe('completed');
    expect(source.requests[0]?.path).toBe('/federation/credentials?account_id=123456789012&role_name=clerk');
    expect(source.requests[0]?.headers['x-amz-sso_bearer_token']).toBe('ssoToken');
    expect(signedBy()?.[1]).toBe('sso');
  });
});

test('keys that were changed on disk are read anew when AWS rejects the old ones', async () => {
  const lines = (key: string) =>
    `[profile orders]\nregion = us-west-2\naws_access_key_id = ${key}\naws_secret_access_key = s\n`;
  const file = await freshFile(lines('old'));
  vi.stubEnv('AWS_CONFIG_FILE', file);
  const run = worker();
  await run();
  await writeFile(file, lines('new'));
  await run();
  expect(signedBy()?.[1]).toBe('old');
  database.queue({ type: 'UnrecognizedClientException' });
  expect((await run()).kind).toBe('failed');
  expect((await run()).kind).toBe('completed');
  expect(signedBy()?.[1]).toBe('new');
});

describe('a profile that cannot be used is a matter of configuration that names it', () => {
  const base = ['region = us-west-2'];
  test.each<[string, string[], string]>([
    [
      'that is not there',
      [],
      'The profile orders: expected a profile orders with credentials in FILE or /nowhere/credentials',
    ],
    [
      'without credentials',
      ['[profile orders]', ...base],
      'The profile orders: expected a profile orders with credentials in FILE',
    ],
    [
      'whose source is not there',
      ['[profile orders]', ...base, `role_arn = ${roleArn}`, 'source_profile = base'],
      'The profile orders: expected a profile base with credentials in FILE',
    ],
    [
      'that is its own source',
      [
        '[profile orders]',
        ...base,
        `role_arn = ${roleArn}`,
        'source_profile = b',
        '[profile b]',
        `role_arn = ${roleArn}`,
        'source_profile = b',
      ],
      'The profile orders cannot be used: Detected a cycle',
    ],
    [
      'with a source that AWS does not have',
      ['[profile orders]', ...base, `role_arn = ${roleArn}`, 'credential_source = Sky'],
      'The profile orders cannot be used: Unsupported credential source',
    ],
    [
      'that asks for a second factor',
      [
        '[profile orders]',
        ...base,
        `role_arn = ${roleArn}`,
        'source_profile = b',
        'mfa_serial = x',
        '[profile b]',
        'aws_access_key_id = k',
        'aws_secret_access_key = s',
      ],
      'The profile orders cannot be used: Profile orders requires multi-factor authentication',
    ],
    [
      'whose token file is not there',
      ['[profile orders]', ...base, `role_arn = ${roleArn}`, 'web_identity_token_file = /nowhere/token'],
      "The profile orders: ENOENT: no such file or directory, open '/nowhere/token'",
    ],
  ])('one %s', async (_, lines, message) => {
    const file = await useConfigFile(...lines);
    expect(errorOf(await worker()({ region: 'us-west-2' }))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining(message.replace('FILE', file)),
    });
  });

  test('as is one when there are no files at all', async () => {
    expect(errorOf(await worker()({ region: 'us-west-2' }))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining('credentials in /nowhere/config or /nowhere/credentials beside the worker'),
    });
  });
});

describe('a profile whose source refuses is a matter of the connection that names it', () => {
  const asRole = [
    '[profile orders]',
    'region = us-west-2',
    `role_arn = ${roleArn}`,
    'source_profile = b',
    '[profile b]',
    'aws_access_key_id = k',
    'aws_secret_access_key = s',
  ];

  test('STS', async () => {
    await useConfigFile(...asRole);
    source.answer(() => stsRefusal('AccessDenied', 'not now'));
    expect(errorOf(await worker()())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      type: 'AccessDenied',
      message: expect.stringContaining(
        `The profile orders: The role ${roleArn} could not be assumed: AccessDenied: not now`,
      ),
    });
  });

  test('an STS that hangs', async () => {
    await useConfigFile(...asRole);
    source.answer(() => 'hang');
    const clients = keepClients({ ...clientSettings, maxAttempts: 1, requestTimeout: 100 });
    expect(errorOf(await worker('orders', jobSettings({ clients }))())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining('The profile orders'),
    });
  });

  test.each([
    [
      'fails',
      'sh -c "echo secret >&2; exit 1"',
      'The profile orders gave no credentials: its credential_process failed',
    ],
    ['gives no JSON', 'echo secret', 'credential_process returned invalid JSON'],
    [
      'gives what has ended',
      `echo '{"Version":1,"AccessKeyId":"a","SecretAccessKey":"secret","Expiration":"2001-01-01T00:00:00Z"}'`,
      'returned expired credentials',
    ],
  ])('a process that %s', async (_, command, message) => {
    await useConfigFile('[profile orders]', 'region = us-west-2', `credential_process = ${command}`);
    const error = errorOf(await worker()());
    expect(error).toMatchObject({ code: 'AwsDynamoDbConnectionException', message: expect.stringContaining(message) });
    expect(error.message).not.toContain('secret');
  });

  test('an SSO session that has to be signed in to', async () => {
    vi.stubEnv('HOME', await freshFolder());
    await useConfigFile(
      '[profile orders]',
      'region = us-west-2',
      'sso_region = us-west-2',
      'sso_start_url = https://corp.awsapps.com/start',
      'sso_account_id = 123456789012',
      'sso_role_name = clerk',
    );
    expect(errorOf(await worker()())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringMatching(/The profile orders gave no credentials: .*aws sso login/),
    });
  });
});
