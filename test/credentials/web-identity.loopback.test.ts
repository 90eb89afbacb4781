import { execFileSync } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { freshFile, freshFolder } from '../support/aws-files.ts';
import { session, stsAnswer, stsRefusal } from '../support/canned-sources.ts';
import { errorOf } from '../support/jobs.ts';
import { type Run, roleArn, useSignIn } from '../support/sign-in.ts';

const signIn = useSignIn();
beforeEach(() => signIn.source.answer((request) => stsAnswer(request, session('role'))));

function worker(...changed: Parameters<typeof signIn.worker>): Run {
  const run = signIn.worker(...changed);
  return (authentication) => run({ type: 'webIdentity', ...authentication });
}

describe('a role is assumed with the token in a file', () => {
  test('with what the job says, unsigned, and DynamoDB is called with its session', async () => {
    const file = await freshFile('a.web.token\n');
    const run = worker();
    const outcome = await run({ roleArn, webIdentityTokenFile: file, roleSessionName: 'process-5' });
    expect(outcome.kind).toBe('completed');
    expect(signIn.source.requests.map(({ form }) => form)).toEqual([
      {
        Action: 'AssumeRoleWithWebIdentity',
        Version: '2011-06-15',
        RoleArn: roleArn,
        RoleSessionName: 'process-5',
        WebIdentityToken: 'a.web.token',
      },
    ]);
    expect(signIn.source.requests[0]?.headers.authorization).toBeUndefined();
    expect(signIn.token()).toBe('role-token');
  });

  test('or with what AWS’s variables beside the worker say', async () => {
    vi.stubEnv('AWS_ROLE_ARN', roleArn);
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', await freshFile('a.web.token'));
    vi.stubEnv('AWS_ROLE_SESSION_NAME', 'pod-7');
    expect((await worker()()).kind).toBe('completed');
    expect(signIn.source.requests[0]?.form).toMatchObject({
      RoleArn: roleArn,
      RoleSessionName: 'pod-7',
      WebIdentityToken: 'a.web.token',
    });
  });

  test('once for many jobs; and the token is read anew for the next session', async () => {
    const file = await freshFile('first');
    const run = worker();
    await Promise.all(Array.from({ length: 50 }, () => run({ roleArn, webIdentityTokenFile: file })));
    await writeFile(file, 'second');
    signIn.database.queue({ type: 'ExpiredTokenException' });
    await run({ roleArn, webIdentityTokenFile: file });
    await run({ roleArn, webIdentityTokenFile: file });
    expect(signIn.source.requests.map(({ form }) => form.WebIdentityToken)).toEqual(['first', 'second']);
  });
});

describe('what is missing is a matter of configuration that names it', () => {
  test.each([
    [
      { webIdentityTokenFile: '/nowhere/token' },
      'expected authentication.roleArn in the task, or AWS_ROLE_ARN beside the worker',
    ],
    [
      { roleArn },
      'expected authentication.webIdentityTokenFile in the task, or AWS_WEB_IDENTITY_TOKEN_FILE beside the worker',
    ],
    [
      { roleArn, webIdentityTokenFile: '/nowhere/token' },
      'The web identity token file /nowhere/token could not be read: ENOENT.',
    ],
  ])('%j', async (authentication, message) => {
    expect(errorOf(await worker()(authentication))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining(message),
    });
  });

  test('a name that is too long for a file, or one that leads to itself', async () => {
    const long = `/tmp/${'a'.repeat(300)}`;
    const loop = join(await freshFolder(), 'loop');
    await symlink(loop, loop);
    for (const [file, code] of Object.entries({ [long]: 'ENAMETOOLONG', [loop]: 'ELOOP' }))
      expect(errorOf(await worker()({ roleArn, webIdentityTokenFile: file }))).toMatchObject({
        code: 'AwsDynamoDbConfigurationException',
        message: expect.stringContaining(`The web identity token file ${file} could not be read: ${code}.`),
      });
  });

  test('a file without an end, or one that nobody writes into', async () => {
    const pipe = join(await freshFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const file of ['/dev/zero', pipe])
      expect(errorOf(await worker()({ roleArn, webIdentityTokenFile: file }))).toMatchObject({
        code: 'AwsDynamoDbConfigurationException',
        message: expect.stringContaining(
          `The web identity token file ${file} could not be read: it is no regular file.`,
        ),
      });
  });

  test('a file that is no token by its length', async () => {
    const file = await freshFile('x'.repeat(65_537));
    expect(errorOf(await worker()({ roleArn, webIdentityTokenFile: file }))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining('could not be read: it is longer than 65536 bytes.'),
    });
  });

  test('a folder in place of the file', async () => {
    const folder = await freshFolder();
    expect(errorOf(await worker()({ roleArn, webIdentityTokenFile: folder }))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining(
        `The web identity token file ${folder} could not be read: it is no regular file.`,
      ),
    });
  });
});

test('a role that refuses is a matter of the connection that names it', async () => {
  signIn.source.answer(() => stsRefusal('InvalidIdentityToken', 'No OpenIDConnect provider found', 400));
  const file = await freshFile('a.web.token');
  expect(errorOf(await worker()({ roleArn, webIdentityTokenFile: file }))).toMatchObject({
    code: 'AwsDynamoDbConnectionException',
    type: expect.stringContaining('InvalidIdentityToken'),
    message: expect.stringMatching(
      `The role ${roleArn} could not be assumed: InvalidIdentityToken\\w*: No OpenIDConnect`,
    ),
  });
});

test('an STS that hangs too', async () => {
  signIn.source.answer(() => 'hang');
  const file = await freshFile('a.web.token');
  expect(errorOf(await worker({ requestTimeout: 100 })({ roleArn, webIdentityTokenFile: file }))).toMatchObject({
    code: 'AwsDynamoDbConnectionException',
    message: expect.stringContaining(`The role ${roleArn} `),
  });
});
