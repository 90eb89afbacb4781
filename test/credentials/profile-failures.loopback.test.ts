import { describe, expect, test, vi } from 'vitest';
import { freshFolder, useConfigFile } from '../support/aws-files.ts';
import { stsRefusal } from '../support/canned-sources.ts';
import { errorOf } from '../support/jobs.ts';
import { roleArn, useSignIn } from '../support/sign-in.ts';

const signIn = useSignIn();

/** Runs jobs of one worker with a profile, whose region counts. */
function worker(...changed: Parameters<typeof signIn.worker>) {
  const run = signIn.worker(...changed);
  return (configuration: object = {}) => run({ type: 'profile', profile: 'orders' }, configuration);
}

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
    signIn.source.answer(() => stsRefusal('AccessDenied', 'not now'));
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
    signIn.source.answer(() => 'hang');
    expect(errorOf(await worker({ requestTimeout: 100 })())).toMatchObject({
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
