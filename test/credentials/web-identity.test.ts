import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepClients } from '../../src/clients.ts';
import { freshFile, freshFolder, withoutAwsSettings } from '../support/aws-files.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { type CannedSources, session, startCannedSources, stsAnswer, stsRefusal } from '../support/canned-sources.ts';
import { clientSettings, errorOf, jobSettings, runVariables } from '../support/jobs.ts';

const roleArn = 'arn:aws:iam::123456789012:role/orders';
const input = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };

let database: CannedDynamodb;
let sts: CannedSources;
beforeAll(async () => {
  database = await startCannedDynamodb();
  sts = await startCannedSources(() => 'hang');
});
afterAll(() => Promise.all([database.stop(), sts.stop()]));
beforeEach(() => {
  withoutAwsSettings();
  vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url);
  sts.requests.length = 0;
  sts.answer((request) => stsAnswer(request, session('role')));
});
afterEach(() => void vi.unstubAllEnvs());

function worker(settings = jobSettings({ clients: keepClients({ ...clientSettings, maxAttempts: 1 }) })) {
  return (authentication: object = {}) =>
    runVariables(
      {
        authentication: { type: 'webIdentity', ...authentication },
        configuration: { endpoint: database.endpoint, region: 'eu-central-1' },
        input,
      },
      { settings },
    );
}

describe('a role is assumed with the token in a file', () => {
  test('with what the job says, unsigned, and DynamoDB is called with its session', async () => {
    const file = await freshFile('a.web.token\n');
    const run = worker();
    const outcome = await run({ roleArn, webIdentityTokenFile: file, roleSessionName: 'process-5' });
    expect(outcome.kind).toBe('completed');
    expect(sts.requests.map(({ form }) => form)).toEqual([
      {
        Action: 'AssumeRoleWithWebIdentity',
        Version: '2011-06-15',
        RoleArn: roleArn,
        RoleSessionName: 'process-5',
        WebIdentityToken: 'a.web.token',
      },
    ]);
    expect(sts.requests[0]?.headers.authorization).toBeUndefined();
    expect(database.requests.at(-1)?.headers['x-amz-security-token']).toBe('role-token');
  });

  test('or with what AWS’s variables beside the worker say', async () => {
    vi.stubEnv('AWS_ROLE_ARN', roleArn);
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', await freshFile('a.web.token'));
    vi.stubEnv('AWS_ROLE_SESSION_NAME', 'pod-7');
    expect((await worker()()).kind).toBe('completed');
    expect(sts.requests[0]?.form).toMatchObject({
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
    database.queue({ type: 'ExpiredTokenException' });
    await run({ roleArn, webIdentityTokenFile: file });
    await run({ roleArn, webIdentityTokenFile: file });
    expect(sts.requests.map(({ form }) => form.WebIdentityToken)).toEqual(['first', 'second']);
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

  test('a folder in place of the file', async () => {
    const folder = await freshFolder();
    expect(errorOf(await worker()({ roleArn, webIdentityTokenFile: folder }))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining(`The web identity token file ${folder} could not be read: EISDIR.`),
    });
  });
});

test('a role that refuses is a matter of the connection that names it', async () => {
  sts.answer(() => stsRefusal('InvalidIdentityToken', 'No OpenIDConnect provider found', 400));
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
  sts.answer(() => 'hang');
  const clients = keepClients({ ...clientSettings, maxAttempts: 1, requestTimeout: 100 });
  const file = await freshFile('a.web.token');
  expect(errorOf(await worker(jobSettings({ clients }))({ roleArn, webIdentityTokenFile: file }))).toMatchObject({
    code: 'AwsDynamoDbConnectionException',
    message: expect.stringContaining(`The role ${roleArn} `),
  });
});
