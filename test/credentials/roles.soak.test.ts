import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_KEPT, type Sources } from '../../src/credentials/sources.ts';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { session, stsAnswer, stsRefusal } from '../support/canned-sources.ts';
import { clientSettings, errorOf } from '../support/jobs.ts';
import { roleArn, scopeOf, useSignIn } from '../support/sign-in.ts';

const asRole = {
  type: 'assumeRole',
  roleArn,
  accessKey: 'sourceKey',
  secretKey: 'sourceSecret',
  sessionToken: 'sourceToken',
};
const signIn = useSignIn();
let other: CannedDynamodb;
beforeAll(async () => {
  other = await startCannedDynamodb();
});
afterAll(() => other.stop());
beforeEach(() => {
  let count = 0;
  signIn.source.answer((request) => stsAnswer(request, session(`orders${++count}`)));
});

describe('a role is assumed', () => {
  test('with all that the job says, and DynamoDB is called with its session', async () => {
    const words = { externalId: 'tenant:1', roleSessionName: 'process-5', durationSeconds: 900 };
    expect((await signIn.worker()({ ...asRole, ...words })).kind).toBe('completed');
    expect(signIn.source.requests.map(({ form }) => form)).toEqual([
      {
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: roleArn,
        ExternalId: 'tenant:1',
        RoleSessionName: 'process-5',
        DurationSeconds: '900',
      },
    ]);
    expect(signIn.source.requests[0]?.headers['x-amz-security-token']).toBe('sourceToken');
    expect(scopeOf(signIn.source.requests[0]?.headers)).toBe('sourceKey eu-central-1/sts');
    expect(signIn.token()).toBe('orders1-token');
    expect(signIn.signedBy()).toBe('orders1-accessKey eu-central-1/dynamodb');
  });

  test('for as long as STS wants, by a session of the worker’s name, when the job says nothing more', async () => {
    await signIn.worker()(asRole);
    expect(signIn.source.requests[0]?.form).toEqual({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: roleArn,
      RoleSessionName: 'camunda-dynamodb-worker',
    });
  });

  test('with the credentials of the worker, when the job has no keys', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'beside');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    expect((await signIn.worker()({ type: 'assumeRole', roleArn })).kind).toBe('completed');
    expect(scopeOf(signIn.source.requests[0]?.headers)).toBe('beside eu-central-1/sts');
  });

  test('in the region of AWS’s own settings, if they name one', async () => {
    vi.stubEnv('AWS_REGION', 'us-west-2');
    await signIn.worker()(asRole);
    expect(scopeOf(signIn.source.requests[0]?.headers)).toBe('sourceKey us-west-2/sts');
    expect(signIn.signedBy()).toBe('orders1-accessKey eu-central-1/dynamodb');
  });

  test('in no region that nobody named', async () => {
    expect(errorOf(await signIn.worker()(asRole, {}))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining('No AWS region'),
    });
    expect(signIn.source.requests).toEqual([]);
  });
});

describe('one session serves all jobs of a role', () => {
  test('also fifty first ones at once', async () => {
    const run = signIn.worker();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => run(asRole)));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['completed']));
    expect(signIn.source.requests).toHaveLength(1);
  });

  test('whatever region and endpoint they ask', async () => {
    const run = signIn.worker();
    for (const endpoint of [signIn.database.endpoint, other.endpoint])
      for (const region of ['eu-central-1', 'us-east-1']) await run(asRole, { region, endpoint });
    expect(signIn.source.requests).toHaveLength(1);
    const otherToken = other.requests.at(-1)?.headers['x-amz-security-token'];
    expect([signIn.token(), otherToken]).toEqual(['orders1-token', 'orders1-token']);
  });

  test('and a region that there is not fails the jobs that name it alone', async () => {
    signIn.source.answer((request) =>
      scopeOf(request.headers)?.includes(' nowhere-1/')
        ? stsRefusal('SignatureDoesNotMatch', 'Credential should be scoped to a valid region.')
        : stsAnswer(request, session('orders')),
    );
    const run = signIn.worker();
    const outcomes = await Promise.all(
      ['nowhere-1', 'eu-central-1', 'us-east-1'].map((region) => run(asRole, { region })),
    );
    expect(outcomes.map(({ kind }) => kind === 'completed')).toEqual([false, true, true]);
  });

  test('and goes on when its client was dropped', async () => {
    const run = signIn.worker({ maxKept: 1 });
    for (const authentication of [asRole, { accessKey: 'a', secretKey: 'b' }, asRole]) await run(authentication);
    expect(signIn.source.requests).toHaveLength(1);
  });

  test('and stays while it is used, whatever other roles are named meanwhile', async () => {
    const named: Sources[] = [];
    const clients = keepClients(clientSettings, (parts) => {
      named.push(parts.sources);
      return parts;
    });
    const use = async (region: string) => {
      const authentication = { ...asRole, type: 'assumeRole' } as const;
      const lease = clients.lease({ authentication, region, endpoint: signIn.database.endpoint, secrets: [] });
      await lease.signIn(new AbortController().signal);
      lease.release();
    };
    for (let other = 0; other <= MAX_KEPT; other++) {
      if (other % (MAX_KEPT / 5) === 0) await use('eu-central-1');
      for (const sources of named) sources.of({ ...asRole, type: 'assumeRole', roleArn: `${roleArn}${other}` }, []);
    }
    await use('us-east-1');
    clients.close();
    expect(signIn.source.requests).toHaveLength(1);
  });

  test.each([
    ['role', { roleArn: `${roleArn}2` }],
    ['external id', { externalId: 'x1' }],
    ['session name', { roleSessionName: 'x1' }],
    ['duration', { durationSeconds: 900 }],
    ['source', { accessKey: 'other' }],
  ])('but not those of another %s', async (_, changed) => {
    const run = signIn.worker();
    await run(asRole);
    await run({ ...asRole, ...changed });
    expect(signIn.source.requests).toHaveLength(2);
  });
});
