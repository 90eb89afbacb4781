import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepClients } from '../../src/clients.ts';
import { freshFile, useConfigFile, withoutAwsSettings } from '../support/aws-files.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import {
  type CannedSources,
  jsonAnswer,
  type SourceRequest,
  session,
  startCannedSources,
  stsAnswer,
  stsRefusal,
} from '../support/canned-sources.ts';
import { clientSettings, errorOf, jobSettings, runVariables } from '../support/jobs.ts';

const roleArn = 'arn:aws:iam::123456789012:role/worker';
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
  source.requests.length = 0;
});
afterEach(() => void vi.unstubAllEnvs());

/** Runs jobs of one worker, without authentication. */
function worker(changed: Partial<typeof clientSettings> = {}) {
  const settings = jobSettings({ clients: keepClients({ ...clientSettings, maxAttempts: 1, ...changed }) });
  return (configuration: object = { region: 'eu-central-1' }) =>
    runVariables({ input, configuration: { endpoint: database.endpoint, ...configuration } }, { settings });
}
const signature = () => database.requests.at(-1)?.headers.authorization;
const token = () => database.requests.at(-1)?.headers['x-amz-security-token'];

function useKeys(): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'beside');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
}

/** IRSA: EKS puts a token into a file, and its path and the role into variables. */
async function useWebIdentity(): Promise<void> {
  vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', await freshFile('pod.token'));
  vi.stubEnv('AWS_ROLE_ARN', roleArn);
  vi.stubEnv('AWS_ENDPOINT_URL_STS', source.url);
}

function useContainer(): void {
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${source.url}/v1/credentials`);
}

function useInstance(): void {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
  vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', source.url);
}

/** The metadata service, version 2: without its token it says nothing. */
function instance({ method, path, headers }: SourceRequest) {
  if (method === 'PUT' && path === '/latest/api/token') return { body: 'imds-token' };
  if (headers['x-aws-ec2-metadata-token'] !== 'imds-token') return { status: 401, body: '' };
  const role = '/latest/meta-data/iam/security-credentials/';
  if (path === role) return { body: 'instance-role' };
  return path === `${role}instance-role` ? jsonAnswer(session('instance')) : { status: 404, body: '' };
}

describe('a job without authentication uses what is beside the worker', () => {
  test('keys in variables, and the region', async () => {
    useKeys();
    vi.stubEnv('AWS_REGION', 'us-west-2');
    expect((await worker()({})).kind).toBe('completed');
    expect(signature()).toMatch(/Credential=beside\/\d+\/us-west-2\/dynamodb\//);
  });

  test('but its own region, if it has one', async () => {
    useKeys();
    vi.stubEnv('AWS_REGION', 'us-west-2');
    await worker()();
    expect(signature()).toContain('/eu-central-1/dynamodb/');
  });

  test('the default profile', async () => {
    await useConfigFile('[default]', 'aws_access_key_id = fromFile', 'aws_secret_access_key = s');
    expect((await worker()()).kind).toBe('completed');
    expect(signature()).toContain('Credential=fromFile/');
  });

  test('the profile that AWS_PROFILE names, before keys', async () => {
    useKeys();
    vi.stubEnv('AWS_PROFILE', 'orders');
    await useConfigFile('[profile orders]', 'aws_access_key_id = fromFile', 'aws_secret_access_key = s');
    await worker()();
    expect(signature()).toContain('Credential=fromFile/');
  });

  test('the role of an EKS service account (IRSA)', async () => {
    await useWebIdentity();
    source.answer((request) => stsAnswer(request, session('irsa')));
    expect((await worker()()).kind).toBe('completed');
    expect(source.requests[0]?.form).toMatchObject({
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn: roleArn,
      WebIdentityToken: 'pod.token',
    });
    expect(token()).toBe('irsa-token');
  });

  test('the role of a container on ECS, whose token is in a variable', async () => {
    useContainer();
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN', 'taskToken');
    source.answer(() => jsonAnswer(session('task')));
    expect((await worker()()).kind).toBe('completed');
    expect(source.requests[0]).toMatchObject({ path: '/v1/credentials', headers: { authorization: 'taskToken' } });
    expect(token()).toBe('task-token');
  });

  test('the role of a pod on EKS (Pod Identity), whose token is in a file', async () => {
    useContainer();
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', await freshFile('podToken'));
    source.answer(() => jsonAnswer(session('pod')));
    expect((await worker()()).kind).toBe('completed');
    expect(source.requests[0]?.headers.authorization).toBe('podToken');
    expect(token()).toBe('pod-token');
  });

  test('the role of an EC2 instance, by version 2 of its metadata service', async () => {
    useInstance();
    source.answer(instance);
    expect((await worker()()).kind).toBe('completed');
    expect(source.requests.map(({ method }) => method)).toEqual(['PUT', 'GET', 'GET']);
    expect(token()).toBe('instance-token');
  });

  test('asked for once, not once for each job or region', async () => {
    useContainer();
    source.answer(() => jsonAnswer(session('task')));
    const run = worker();
    await Promise.all(Array.from({ length: 50 }, () => run()));
    await run({ region: 'us-east-1' });
    expect(source.requests).toHaveLength(1);
  });
});

test('the first source that is set up is the one that counts, in AWS’s order', async () => {
  useInstance();
  source.answer((request) => {
    if (request.form.Action) return stsAnswer(request, session('irsa'));
    return request.path === '/v1/credentials' ? jsonAnswer(session('task')) : { status: 404, body: '' };
  });
  useContainer();
  await worker()();
  expect(token()).toBe('task-token');
  await useWebIdentity();
  await worker()();
  expect(token()).toBe('irsa-token');
  await useConfigFile('[default]', 'aws_access_key_id = fromFile', 'aws_secret_access_key = s');
  await worker()();
  expect(signature()).toContain('Credential=fromFile/');
  useKeys();
  await worker()();
  expect(signature()).toContain('Credential=beside/');
});

describe('what is not set up is a matter of configuration', () => {
  test('no region at all', async () => {
    useKeys();
    expect(errorOf(await worker()({}))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining('No AWS region: expected configuration.region in the task, or AWS_REGION'),
    });
  });

  test('no credentials at all', async () => {
    expect(errorOf(await worker()())).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      type: 'CredentialsProviderError',
      message: expect.stringContaining('No AWS credentials were found beside the worker: expected keys in variables'),
    });
  });

  test('an AWS_PROFILE that is not there', async () => {
    vi.stubEnv('AWS_PROFILE', 'orders');
    expect(errorOf(await worker()())).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining(
        'The profile orders: expected a profile orders with credentials in /nowhere/config',
      ),
    });
  });

  test('an instance without a role', async () => {
    useInstance();
    source.answer((request) => (request.method === 'PUT' ? instance(request) : { status: 404, body: '' }));
    expect(errorOf(await worker()())).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining('the instance has no role'),
    });
  });

  test.each([
    ['not an address', 'AWS_CONTAINER_CREDENTIALS_FULL_URI: expected an address'],
    ['http://example.com/key', 'The container’s credentials endpoint http://example.com: URL not accepted'],
  ])('an endpoint that cannot be one: %s', async (uri, message) => {
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', uri);
    expect(errorOf(await worker()())).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining(message.replace('’', "'")),
    });
  });

  test('a token file of Pod Identity that is not there', async () => {
    useContainer();
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', '/nowhere/token');
    expect(errorOf(await worker()())).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining("open '/nowhere/token'"),
    });
  });
});

describe('a source that is set up and refuses is a matter of the connection that names it', () => {
  test('STS', async () => {
    await useWebIdentity();
    source.answer(() => stsRefusal('AccessDenied', 'not now'));
    expect(errorOf(await worker()())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining(`The role ${roleArn} could not be assumed: AccessDenied: not now`),
    });
  });

  test('a container’s endpoint, with what it says', async () => {
    useContainer();
    source.answer(() => ({ status: 403, body: '{"Code":"AccessDeniedException","Message":"no association"}' }));
    expect(errorOf(await worker()())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: `getItem on the table t: The container's credentials endpoint ${source.url} gave no credentials: Server responded with status: 403: AccessDeniedException: no association`,
    });
  });

  test('nobody at the container’s endpoint', async () => {
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', 'http://127.0.0.1:1/v1/credentials');
    expect(errorOf(await worker()())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining(
        "The container's credentials endpoint http://127.0.0.1:1 gave no credentials: Error: connect ECONNREFUSED",
      ),
    });
  });

  test('the metadata service', async () => {
    useInstance();
    source.answer((request) => (request.method === 'PUT' ? instance(request) : { status: 500, body: '' }));
    expect(errorOf(await worker()())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining(`The EC2 instance metadata service ${source.url} gave no credentials`),
    });
  });

  test('one that hangs', async () => {
    useContainer();
    source.answer(() => 'hang');
    expect(errorOf(await worker({ requestTimeout: 100 })())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining('did not answer within 0.1 s'),
    });
  });
});
