import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepClients } from '../../src/clients.ts';
import { withoutAwsSettings } from '../support/aws-files.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import {
  type CannedSources,
  type SourceRequest,
  session,
  startCannedSources,
  stsAnswer,
  stsRefusal,
} from '../support/canned-sources.ts';
import { clientSettings, errorOf, jobSettings, runVariables } from '../support/jobs.ts';

const roleArn = 'arn:aws:iam::123456789012:role/orders';
const input = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };
const keys = { accessKey: 'sourceKey', secretKey: 'sourceSecret', sessionToken: 'sourceToken' };

let database: CannedDynamodb;
let other: CannedDynamodb;
let sts: CannedSources;
beforeAll(async () => {
  database = await startCannedDynamodb();
  other = await startCannedDynamodb();
  sts = await startCannedSources(() => 'hang');
});
afterAll(() => Promise.all([database.stop(), other.stop(), sts.stop()]));

beforeEach(() => {
  withoutAwsSettings();
  vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url);
  sts.requests.length = 0;
  let count = 0;
  sts.answer((request) => stsAnswer(request, session(`${request.form.RoleArn?.split('/')[1]}${++count}`)));
});
afterEach(() => void vi.unstubAllEnvs());

/** A worker that runs jobs with an authentication. */
function worker(clients = keepClients({ ...clientSettings, maxAttempts: 1 })) {
  const settings = jobSettings({ clients });
  return (authentication: object, configuration: object = {}) =>
    runVariables(
      {
        authentication,
        configuration: { endpoint: database.endpoint, region: 'eu-central-1', ...configuration },
        input,
      },
      { settings },
    );
}

const asRole = { type: 'assumeRole', roleArn, ...keys };
const scopeOf = ({ headers }: SourceRequest) => /Credential=(\S+?)\/\d{8}\/(\S+?),/.exec(headers.authorization ?? '');
const lastToken = (server = database) => server.requests.at(-1)?.headers['x-amz-security-token'];

describe('a role is assumed', () => {
  test('with all that the job says, and DynamoDB is called with its session', async () => {
    const session = { externalId: 'tenant:1', roleSessionName: 'process-5', durationSeconds: 900 };
    expect((await worker()({ ...asRole, ...session })).kind).toBe('completed');
    expect(sts.requests.map(({ form }) => form)).toEqual([
      {
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: roleArn,
        ExternalId: 'tenant:1',
        RoleSessionName: 'process-5',
        DurationSeconds: '900',
      },
    ]);
    expect(sts.requests[0]?.headers['x-amz-security-token']).toBe('sourceToken');
    expect(scopeOf(sts.requests[0] as SourceRequest)?.slice(1)).toEqual(['sourceKey', 'eu-central-1/sts/aws4_request']);
    expect(lastToken()).toBe('orders1-token');
    expect(database.requests.at(-1)?.headers.authorization).toMatch(
      /Credential=orders1-accessKey\/\d+\/eu-central-1\/dynamodb\//,
    );
  });

  test('for as long as STS wants, by a session of the worker’s name, when the job says nothing more', async () => {
    await worker()(asRole);
    expect(sts.requests[0]?.form).toEqual({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: roleArn,
      RoleSessionName: 'camunda-dynamodb-worker',
    });
  });

  test('with the credentials of the worker, when the job has no keys', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'beside');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    expect((await worker()({ type: 'assumeRole', roleArn })).kind).toBe('completed');
    expect(scopeOf(sts.requests[0] as SourceRequest)?.[1]).toBe('beside');
  });

  test('in the region of AWS’s own settings, if they name one', async () => {
    vi.stubEnv('AWS_REGION', 'us-west-2');
    await worker()(asRole);
    expect(scopeOf(sts.requests[0] as SourceRequest)?.[2]).toBe('us-west-2/sts/aws4_request');
    expect(database.requests.at(-1)?.headers.authorization).toContain('/eu-central-1/dynamodb/');
  });

  test('in no region that nobody named', async () => {
    expect(errorOf(await worker()(asRole, { region: '' }))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining('No AWS region'),
    });
    expect(sts.requests).toEqual([]);
  });
});

describe('one session serves all jobs of a role', () => {
  test('also fifty first ones at once', async () => {
    const run = worker();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => run(asRole)));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['completed']));
    expect(sts.requests).toHaveLength(1);
  });

  test('whatever region and endpoint they ask', async () => {
    const run = worker();
    for (const endpoint of [database.endpoint, other.endpoint])
      for (const region of ['eu-central-1', 'us-east-1']) await run(asRole, { region, endpoint });
    expect(sts.requests).toHaveLength(1);
    expect([lastToken(database), lastToken(other)]).toEqual(['orders1-token', 'orders1-token']);
  });

  test('and goes on when its client was dropped', async () => {
    const run = worker(keepClients({ ...clientSettings, maxAttempts: 1, maxKept: 1 }));
    for (const authentication of [asRole, { accessKey: 'a', secretKey: 'b' }, asRole]) await run(authentication);
    expect(sts.requests).toHaveLength(1);
  });

  test.each([
    ['role', { roleArn: `${roleArn}2` }],
    ['external id', { externalId: 'x1' }],
    ['session name', { roleSessionName: 'x1' }],
    ['duration', { durationSeconds: 900 }],
    ['source', { accessKey: 'other' }],
  ])('but not those of another %s', async (_, changed) => {
    const run = worker();
    await run(asRole);
    await run({ ...asRole, ...changed });
    expect(sts.requests).toHaveLength(2);
  });
});

describe('credentials that DynamoDB rejects are dropped at once', () => {
  const rejected = { type: 'ExpiredTokenException', message: 'The security token included in the request is expired' };

  test.each(['ExpiredTokenException', 'UnrecognizedClientException', 'InvalidSignatureException'])(
    '%s: the next try of the job asks anew',
    async (type) => {
      const run = worker();
      database.queue({ type });
      expect(errorOf(await run(asRole))).toMatchObject({ code: 'AwsDynamoDbConnectionException', type });
      expect((await run(asRole)).kind).toBe('completed');
      expect([sts.requests.length, lastToken()]).toEqual([2, 'orders2-token']);
    },
  );

  test('and the call itself is tried again, where calls are', async () => {
    const run = worker(keepClients({ ...clientSettings, maxAttempts: 2 }));
    database.queue(rejected);
    expect((await run(asRole)).kind).toBe('completed');
    expect(lastToken()).toBe('orders2-token');
  });

  test('also when the sessions of the role were revoked, which AWS tells as an explicit deny', async () => {
    const run = worker();
    const message =
      'User: x is not authorized to perform: dynamodb:GetItem with an explicit deny in an identity-based policy';
    database.queue({ type: 'AccessDeniedException', message });
    expect(errorOf(await run(asRole)).code).toBe('AwsDynamoDbExecutionException');
    await run(asRole);
    expect(sts.requests).toHaveLength(2);
  });

  test.each([
    { type: 'AccessDeniedException', message: 'User: x is not authorized to perform: dynamodb:GetItem' },
    { type: 'ThrottlingException' },
    { type: 'InvalidSignatureException', message: 'Signature expired: 1 is now earlier than 2' },
  ])('but not those of a call that failed for another reason: $type', async (answer) => {
    const run = worker();
    database.queue(answer);
    await run(asRole);
    await run(asRole);
    expect(sts.requests).toHaveLength(1);
  });

  test('and are not told then, by whoever was rejected second', async () => {
    const run = worker();
    const told = { type: 'ExpiredTokenException', message: 'It was orders1-token of orders1-accessKey.' };
    database.queue(told, told);
    const outcomes = await Promise.all([run(asRole), run(asRole)]);
    for (const outcome of outcomes) expect(errorOf(outcome).message).toContain('It was *** of ***.');
  });

  test('the worker’s own are dropped when STS rejects them', async () => {
    const authorize = (key: string) => {
      vi.stubEnv('AWS_ACCESS_KEY_ID', key);
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    };
    const run = worker();
    authorize('old');
    sts.answer(() => stsRefusal('InvalidClientTokenId', 'The security token included in the request is invalid.'));
    expect(errorOf(await run({ type: 'assumeRole', roleArn })).code).toBe('AwsDynamoDbConnectionException');
    authorize('new');
    sts.answer((request) => stsAnswer(request, session('a')));
    expect((await run({ type: 'assumeRole', roleArn })).kind).toBe('completed');
    expect(sts.requests.map((request) => scopeOf(request)?.[1])).toEqual(['old', 'new']);
  });
});

describe('what STS does not give is a matter of the connection that names the role', () => {
  test('a refusal', async () => {
    sts.answer(() => stsRefusal('AccessDenied', 'User: x is not authorized to perform: sts:AssumeRole'));
    expect(errorOf(await worker()(asRole))).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      type: 'AccessDenied',
      requestId: 'request-1',
      retryable: true,
      message: `getItem on the table t: The role ${roleArn} could not be assumed: AccessDenied: User: x is not authorized to perform: sts:AssumeRole (request request-1)`,
    });
  });

  test('no STS at all', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://127.0.0.1:1');
    expect(errorOf(await worker()(asRole))).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      type: 'ECONNREFUSED',
      message: `getItem on the table t: The role ${roleArn} could not be assumed: STS could not be reached: connect ECONNREFUSED 127.0.0.1:1`,
    });
  });

  test('an STS that hangs', async () => {
    sts.answer(() => 'hang');
    const run = worker(keepClients({ ...clientSettings, maxAttempts: 1, requestTimeout: 100 }));
    expect(errorOf(await run(asRole))).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringMatching(
        `The role ${roleArn} (did not answer within|could not be assumed: STS could not be reached)`,
      ),
    });
  });

  test('an answer that is none of STS', async () => {
    sts.answer(() => ({ status: 502, body: '<html>Bad gateway</html>' }));
    expect(errorOf(await worker()(asRole))).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining(`The role ${roleArn} could not be assumed`),
    });
  });
});

test('a job that is stopped while STS hangs ends at once', async () => {
  sts.answer(() => 'hang');
  const variables = { authentication: asRole, configuration: { region: 'eu-central-1' }, input };
  const settings = jobSettings({ clients: keepClients(clientSettings) });
  const outcome = await runVariables(variables, { settings, headers: { jobTimeout: 'PT0.1S' } });
  expect(errorOf(outcome)).toMatchObject({ message: expect.stringContaining('jobTimeout') });
});
