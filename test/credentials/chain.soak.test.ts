import { describe, expect, test, vi } from 'vitest';
import { freshFile, useConfigFile } from '../support/aws-files.ts';
import { jsonAnswer, session, stsAnswer } from '../support/canned-sources.ts';
import { instance, useContainer, useInstance, useKeys, useWebIdentity } from '../support/chain-sources.ts';
import { roleArn, useSignIn } from '../support/sign-in.ts';

const signIn = useSignIn();

describe('a job without authentication uses what is beside the worker', () => {
  test('keys in variables, and the region', async () => {
    useKeys();
    vi.stubEnv('AWS_REGION', 'us-west-2');
    expect((await signIn.worker()({}, {})).kind).toBe('completed');
    expect(signIn.signedBy()).toBe('beside us-west-2/dynamodb');
  });

  test('but its own region, if it has one', async () => {
    useKeys();
    vi.stubEnv('AWS_REGION', 'us-west-2');
    await signIn.worker()();
    expect(signIn.signedBy()).toBe('beside eu-central-1/dynamodb');
  });

  test('the default profile', async () => {
    await useConfigFile('[default]', 'aws_access_key_id = fromFile', 'aws_secret_access_key = s');
    expect((await signIn.worker()()).kind).toBe('completed');
    expect(signIn.signedBy()).toBe('fromFile eu-central-1/dynamodb');
  });

  test('the profile that AWS_PROFILE names, before keys', async () => {
    useKeys();
    vi.stubEnv('AWS_PROFILE', 'orders');
    await useConfigFile('[profile orders]', 'aws_access_key_id = fromFile', 'aws_secret_access_key = s');
    await signIn.worker()();
    expect(signIn.signedBy()).toBe('fromFile eu-central-1/dynamodb');
  });

  test('the role of an EKS service account (IRSA)', async () => {
    await useWebIdentity();
    signIn.source.answer((request) => stsAnswer(request, session('irsa')));
    expect((await signIn.worker()()).kind).toBe('completed');
    expect(signIn.source.requests[0]?.form).toMatchObject({
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn: roleArn,
      WebIdentityToken: 'pod.token',
    });
    expect(signIn.token()).toBe('irsa-token');
  });

  test('the role of a container on ECS, whose token is in a variable', async () => {
    useContainer(signIn.source.url);
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN', 'taskToken');
    signIn.source.answer(() => jsonAnswer(session('task')));
    expect((await signIn.worker()()).kind).toBe('completed');
    expect(signIn.source.requests[0]).toMatchObject({
      path: '/v1/credentials',
      headers: { authorization: 'taskToken' },
    });
    expect(signIn.token()).toBe('task-token');
  });

  test('the role of a pod on EKS (Pod Identity), whose token is in a file', async () => {
    useContainer(signIn.source.url);
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', await freshFile('podToken'));
    signIn.source.answer(() => jsonAnswer(session('pod')));
    expect((await signIn.worker()()).kind).toBe('completed');
    expect(signIn.source.requests[0]?.headers.authorization).toBe('podToken');
    expect(signIn.token()).toBe('pod-token');
  });

  test('the role of an EC2 instance, by version 2 of its metadata service', async () => {
    useInstance(signIn.source.url);
    signIn.source.answer(instance);
    expect((await signIn.worker()()).kind).toBe('completed');
    expect(signIn.source.requests.map(({ method }) => method)).toEqual(['PUT', 'GET', 'GET']);
    expect(signIn.token()).toBe('instance-token');
  });

  test('that of an instance is asked for as often as AWS’s variables say', async () => {
    useInstance(signIn.source.url);
    let failures = 2;
    signIn.source.answer((request) => (failures-- > 0 ? { status: 500, body: '' } : instance(request)));
    expect((await signIn.worker()()).kind).not.toBe('completed');
    failures = 2;
    vi.stubEnv('AWS_METADATA_SERVICE_NUM_ATTEMPTS', '2');
    expect((await signIn.worker()()).kind).toBe('completed');
    expect(signIn.token()).toBe('instance-token');
  });

  test('and waited for as long', async () => {
    useInstance(signIn.source.url);
    vi.stubEnv('AWS_METADATA_SERVICE_TIMEOUT', '10');
    signIn.source.answer((request) => {
      const answer = instance(request);
      return answer === 'hang' || request.method !== 'PUT' ? answer : { ...answer, after: 1_200 };
    });
    expect((await signIn.worker()()).kind).toBe('completed');
  });

  test('asked for once, not once for each job or region', async () => {
    useContainer(signIn.source.url);
    signIn.source.answer(() => jsonAnswer(session('task')));
    const run = signIn.worker();
    await Promise.all(Array.from({ length: 50 }, () => run()));
    await run({}, { region: 'us-east-1' });
    expect(signIn.source.requests).toHaveLength(1);
  });
});

test('the first source that is set up is the one that counts, in AWS’s order', async () => {
  useInstance(signIn.source.url);
  signIn.source.answer((request) => {
    if (request.form.Action) return stsAnswer(request, session('irsa'));
    return request.path === '/v1/credentials' ? jsonAnswer(session('task')) : { status: 404, body: '' };
  });
  useContainer(signIn.source.url);
  await signIn.worker()();
  expect(signIn.token()).toBe('task-token');
  await useWebIdentity();
  await signIn.worker()();
  expect(signIn.token()).toBe('irsa-token');
  await useConfigFile('[default]', 'aws_access_key_id = fromFile', 'aws_secret_access_key = s');
  await signIn.worker()();
  expect(signIn.signedBy()).toBe('fromFile eu-central-1/dynamodb');
  useKeys();
  await signIn.worker()();
  expect(signIn.signedBy()).toBe('beside eu-central-1/dynamodb');
});
