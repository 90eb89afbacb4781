import { describe, expect, test, vi } from 'vitest';
import { useConfigFile } from '../support/aws-files.ts';
import { jsonAnswer, session, stsRefusal } from '../support/canned-sources.ts';
import { instance, useContainer, useInstance, useKeys, useWebIdentity } from '../support/chain-sources.ts';
import { errorOf } from '../support/jobs.ts';
import { roleArn, useSignIn } from '../support/sign-in.ts';

const signIn = useSignIn();

describe('what is not set up is a matter of configuration', () => {
  test('no region at all', async () => {
    useKeys();
    expect(errorOf(await signIn.worker()({}, {}))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining(
        'No AWS region: expected configuration.region (Region) in the task, or AWS_REGION',
      ),
    });
  });

  test('no credentials at all', async () => {
    expect(errorOf(await signIn.worker()())).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      type: 'CredentialsNotFound',
      message: expect.stringContaining('No AWS credentials were found beside the worker: expected keys in variables'),
    });
  });

  test('an AWS_PROFILE that is not there, whatever else is set up', async () => {
    vi.stubEnv('AWS_PROFILE', 'orders');
    useKeys();
    useContainer(signIn.source.url);
    signIn.source.answer(() => jsonAnswer(session('task')));
    expect(errorOf(await signIn.worker()())).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining(
        'The profile orders: expected a profile orders with credentials in /nowhere/config',
      ),
    });
  });

  test('a metadata service that answers nothing, however often it is asked', async () => {
    await useConfigFile('[default]', 'ec2_metadata_service_endpoint = http://127.0.0.1:1');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
    vi.stubEnv('AWS_METADATA_SERVICE_NUM_ATTEMPTS', '2');
    expect(errorOf(await signIn.worker()())).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringMatching(
        /^getItem .*No AWS credentials were found .*The EC2 instance metadata service did not answer 2 times\.$/,
      ),
    });
  });

  test('an instance without a role', async () => {
    useInstance(signIn.source.url);
    signIn.source.answer((request) => (request.method === 'PUT' ? instance(request) : { status: 404, body: '' }));
    expect(errorOf(await signIn.worker()())).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining('the instance has no role'),
    });
  });

  test.each(['0', '1.5', 'x'])('a time-out of the metadata service that is no number from 1: %s', async (seconds) => {
    useInstance(signIn.source.url);
    vi.stubEnv('AWS_METADATA_SERVICE_TIMEOUT', seconds);
    expect(errorOf(await signIn.worker()())).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining(
        `AWS_METADATA_SERVICE_TIMEOUT: expected a whole number from 1, got "${seconds}"`,
      ),
    });
  });

  test.each([
    ['not an address', 'AWS_CONTAINER_CREDENTIALS_FULL_URI: expected an address'],
    ['http://example.com/key', 'The container’s credentials endpoint http://example.com: URL not accepted'],
  ])('an endpoint that cannot be one: %s', async (uri, message) => {
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', uri);
    expect(errorOf(await signIn.worker()())).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining(message.replace('’', "'")),
    });
  });

  test('a token file of Pod Identity that is not there', async () => {
    useContainer(signIn.source.url);
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', '/nowhere/token');
    expect(errorOf(await signIn.worker()())).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining("open '/nowhere/token'"),
    });
  });
});

describe('a source that is set up and refuses is a matter of the connection that names it', () => {
  test('STS', async () => {
    await useWebIdentity();
    signIn.source.answer(() => stsRefusal('AccessDenied', 'not now'));
    expect(errorOf(await signIn.worker()())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining(`The role ${roleArn} could not be assumed: AccessDenied: not now`),
    });
  });

  test('a container’s endpoint, with what it says', async () => {
    useContainer(signIn.source.url);
    signIn.source.answer(() => ({ status: 403, body: '{"Code":"AccessDeniedException","Message":"no association"}' }));
    expect(errorOf(await signIn.worker()())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: `getItem on the table t in eu-central-1: The container's credentials endpoint ${signIn.source.url} gave no credentials: Server responded with status: 403: AccessDeniedException: no association`,
    });
  });

  test('nobody at the container’s endpoint', async () => {
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', 'http://127.0.0.1:1/v1/credentials');
    expect(errorOf(await signIn.worker()())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining(
        "The container's credentials endpoint http://127.0.0.1:1 gave no credentials: Error: connect ECONNREFUSED",
      ),
    });
  });

  test('the metadata service', async () => {
    useInstance(signIn.source.url);
    signIn.source.answer((request) => (request.method === 'PUT' ? instance(request) : { status: 500, body: '' }));
    expect(errorOf(await signIn.worker()())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining(`The EC2 instance metadata service ${signIn.source.url} gave no credentials`),
    });
  });

  test('one that hangs', async () => {
    useContainer(signIn.source.url);
    signIn.source.answer(() => 'hang');
    expect(errorOf(await signIn.worker({ requestTimeout: 100 })())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining('did not answer within 0.1 s'),
    });
  });
});
