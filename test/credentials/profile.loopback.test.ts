import { writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { freshFile, useConfigFile, useSsoProfile } from '../support/aws-files.ts';
import { session, stsAnswer } from '../support/canned-sources.ts';
import { roleArn, scopeOf, useSignIn } from '../support/sign-in.ts';

const signIn = useSignIn();
beforeEach(() => signIn.source.answer((request) => stsAnswer(request, session('role'))));

/** Runs jobs of one worker with a profile, whose region counts. */
function worker(...changed: Parameters<typeof signIn.worker>) {
  const run = signIn.worker(...changed);
  return (configuration: object = {}) => run({ type: 'profile', profile: 'orders' }, configuration);
}

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
    expect(signIn.signedBy()).toBe('key us-west-2/dynamodb');
    expect(signIn.token()).toBe('token');
    await worker()({ region: 'eu-central-1' });
    expect(signIn.signedBy()).toBe('key eu-central-1/dynamodb');
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
    expect(signIn.source.requests.map(({ form }) => form)).toEqual([
      {
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: roleArn,
        ExternalId: 'tenant-1',
        RoleSessionName: 'clerk',
        DurationSeconds: '1800',
      },
    ]);
    expect(scopeOf(signIn.source.requests[0]?.headers)).toBe('base us-west-2/sts');
    expect(signIn.token()).toBe('role-token');
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
    expect(signIn.source.requests[0]?.form).toMatchObject({
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
    expect(signIn.signedBy()).toBe('fromProcess us-west-2/dynamodb');
  });

  test('of an SSO session whose token is in the cache', async () => {
    await useSsoProfile();
    const roleCredentials = {
      accessKeyId: 'sso',
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: 32_503_680_000_000,
    };
    signIn.source.answer(() => ({ body: JSON.stringify({ roleCredentials }) }));
    expect((await worker()()).kind).toBe('completed');
    expect(signIn.source.requests[0]?.path).toBe('/federation/credentials?account_id=123456789012&role_name=clerk');
    expect(signIn.source.requests[0]?.headers['x-amz-sso_bearer_token']).toBe('ssoToken');
    expect(signIn.signedBy()).toBe('sso us-west-2/dynamodb');
  });
});

test('keys that were changed on disk are read anew when AWS refuses the old ones', async () => {
  const lines = (key: string) =>
    `[profile orders]\nregion = us-west-2\naws_access_key_id = ${key}\naws_secret_access_key = s\n`;
  const file = await freshFile(lines('old'));
  vi.stubEnv('AWS_CONFIG_FILE', file);
  const run = worker();
  await run();
  await writeFile(file, lines('new'));
  await run();
  expect(signIn.signedBy()).toBe('old us-west-2/dynamodb');
  signIn.database.queue({ type: 'UnrecognizedClientException' });
  expect((await run()).kind).toBe('failed');
  expect((await run()).kind).toBe('completed');
  expect(signIn.signedBy()).toBe('new us-west-2/dynamodb');
});
