import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { byteBudget } from '../../src/async/byte-budget.ts';
import { openDialect } from '../../src/camunda-dialect/dialect.ts';
import type { Lock } from '../../src/camunda-dialect/job-timeout.ts';
import type { AskedSecret, FoundSecret } from '../../src/connection/secrets.ts';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { Failure } from '../../src/failure/failure.ts';
import { type JobSettings, STOPPED } from '../../src/job/run-job.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { policyOf, type Rules } from '../../src/policy/policy.ts';
import { readConfig } from '../../src/worker/config.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { endedDialectJob } from '../support/dialect-jobs.ts';
import { anything, clientSettings, jobSettings } from '../support/jobs.ts';
import { until } from '../support/until.ts';

let server: CannedDynamodb;
beforeAll(async () => {
  server = await startCannedDynamodb();
});
afterAll(() => server.stop());
// Without an endpoint in a job, this one counts: no real host is looked up.
beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', server.endpoint);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'keyOfTheWorker');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secretOfTheWorker');
});
afterEach(() => server.clear());

const shared = jobSettings();
const keys = { type: 'credentials', accessKey: 'keyOfTheTask', secretKey: 'secretOfTheTask' };
const getInput = { tableName: 'orders', primaryKeyComponents: { id: '1' } };
const getItem = { itemOperation: 'getItem', ...getInput };
const addItem = { itemOperation: 'addItem', tableName: 'orders', item: { id: '1' } };
const variables = (input: object = getItem, more: object = {}) => ({
  authentication: keys,
  configuration: { region: 'eu-central-1' },
  input,
  ...more,
});
const result = { resultVariable: 'result' };

type Words = Parameters<typeof endedDialectJob>[1];

/** How a job ends, with its variables read. */
async function ended(given: object | string, words: Words = {}) {
  const job = await endedDialectJob(given, { settings: shared, ...words });
  const { outcome } = job;
  return {
    ...job,
    ...outcome,
    variables: JSON.parse(outcome.variables) as JsonObject & { error: { type: string; message: string } },
  };
}

/** The settings of a worker with these secrets and rules. */
function workerWith(
  secrets: Readonly<Record<string, FoundSecret>>,
  rules: Partial<Rules> = {},
  more: Partial<JobSettings> = {},
) {
  const secret = (name: string) => (Object.hasOwn(secrets, name) ? secrets[name] : undefined);
  return jobSettings({ policy: policyOf({ ...readConfig({}), ...rules }, { secret, tokenFile: undefined }), ...more });
}

const signedBy = () => server.requests.at(-1)?.headers.authorization;

describe('signing and place', () => {
  test('5 static credentials sign the request, in the region of the task', async () => {
    expect(await ended(variables(), { headers: result })).toMatchObject({ kind: 'completed', region: 'eu-central-1' });
    expect(signedBy()).toMatch(/Credential=keyOfTheTask\/\d+\/eu-central-1\/dynamodb\//);
  });

  test.each([[{ accessKey: 'keyOfTheTask', secretKey: 's' }], [{ ...keys, type: 'none' }], [{ ...keys, type: null }]])(
    '5 a type that is missing or unknown counts as static credentials: %j',
    async (authentication) => {
      expect(await ended(variables(getItem, { authentication }))).toMatchObject({ kind: 'completed' });
      expect(signedBy()).toContain('Credential=keyOfTheTask/');
    },
  );

  test('5 both keys are trimmed', async () => {
    await ended(
      variables(getItem, { authentication: { accessKey: ' \tkeyOfTheTask\n', secretKey: ' secretOfTheTask ' } }),
    );
    expect(signedBy()).toContain('Credential=keyOfTheTask/');
  });

  test('5 the default chain is that of the worker', async () => {
    const authentication = { type: 'defaultCredentialsChain', accessKey: 'unused' };
    expect(await ended(variables(getItem, { authentication }))).toMatchObject({ kind: 'completed' });
    expect(signedBy()).toContain('Credential=keyOfTheWorker/');
  });

  test('5 a session token, a profile or a role in the authentication is not looked at', async () => {
    const more = {
      sessionToken: 'token',
      profile: 'none',
      roleArn: 'arn:aws:iam::1:role/x',
      webIdentityTokenFile: '/none',
    };
    expect(await ended(variables(getItem, { authentication: { ...keys, ...more } }))).toMatchObject({
      kind: 'completed',
    });
    expect(server.requests[0]?.headers).not.toHaveProperty('x-amz-security-token');
  });

  test('5 a bound credential comes before the task’s own keys and region, and its endpoint is kept', async () => {
    const awsCredential = { authentication: { ...keys, accessKey: 'keyOfTheCluster' }, region: 'us-east-1' };
    const configuration = { region: 'eu-central-1', endpoint: server.endpoint };
    expect(await ended(variables(getItem, { awsCredential, configuration }))).toMatchObject({ region: 'us-east-1' });
    expect(signedBy()).toMatch(/Credential=keyOfTheCluster\/\d+\/us-east-1\//);
  });

  test('5 a bound credential without its authentication is refused, even beside the task’s own', async () => {
    const job = await ended(variables(getItem, { awsCredential: { region: 'us-east-1' } }));
    expect(job).toMatchObject({ kind: 'failed', retries: 0 });
    expect(job.variables.error.message).toContain('Property: authenticationPresent');
  });

  test('5 8.6 does not know bound credentials', async () => {
    const awsCredential = { authentication: { ...keys, accessKey: 'keyOfTheCluster' }, region: 'us-east-1' };
    await ended(variables(getItem, { awsCredential }), { version: '8.6' });
    expect(signedBy()).toMatch(/Credential=keyOfTheTask\/\d+\/eu-central-1\//);
  });

  test.each(['', ' '])('5 the region %j is blank: an illegal argument, which leaves a retry', async (region) => {
    const job = await ended(variables(getItem, { configuration: { region } }));
    expect(job).toMatchObject({ retries: 2 });
    expect(job.variables.error).toEqual({
      type: 'java.lang.IllegalArgumentException',
      message: 'region must not be blank or empty.',
    });
  });

  test.each([[undefined], [null], [{}], [{ region: null }]])(
    '5 without a region (%j) that of the worker counts',
    async (configuration) => {
      vi.stubEnv('AWS_REGION', 'ap-south-1');
      const settings = jobSettings();
      expect(await ended(variables(getItem, { configuration }), { settings })).toMatchObject({ region: 'ap-south-1' });
    },
  );

  test('5 8.6 needs a configuration', async () => {
    const job = await ended(variables(getItem, { configuration: null }), { version: '8.6' });
    expect(job.variables.error.type).toBe('java.lang.NullPointerException');
  });

  test.each(['', ' ', null])('5 the endpoint %j is blank, and counts as none', async (endpoint) => {
    const job = await ended(variables(getItem, { configuration: { region: 'eu-central-1', endpoint } }));
    expect(job).toMatchObject({ kind: 'completed' });
  });

  test('5 an endpoint of the task is asked', async () => {
    const other = await startCannedDynamodb();
    try {
      const configuration = { region: 'eu-central-1', endpoint: other.endpoint };
      expect(await ended(variables(getItem, { configuration }))).toMatchObject({ kind: 'completed' });
      expect([other.requests.length, server.requests.length]).toEqual([1, 0]);
    } finally {
      await other.stop();
    }
  });

  test('4.4 8.6 does not look at the endpoint', async () => {
    const configuration = { region: 'eu-central-1', endpoint: 'http://127.0.0.1:1' };
    expect(await ended(variables(getItem, { configuration }), { version: '8.6' })).toMatchObject({ kind: 'completed' });
  });
});

describe('the order of one job', () => {
  const lock: Lock = async () => {
    throw new Error('The job is locked');
  };

  test('7.7 without the header the lock is left alone', async () => {
    expect(await ended(variables(), { lock })).toMatchObject({ kind: 'completed' });
  });

  test('7.1 retryBackoff is read first: a wrong one fails the job before its timeout, and its secrets', async () => {
    const asked: string[] = [];
    const settings = jobSettings({ policy: { ...anything, secret: (name) => void asked.push(name) } });
    const headers = { retryBackoff: 'wrong', jobTimeout: 'PT1S' };
    const job = await ended('{"a":"secrets.X"}', { headers, lock, settings });
    expect(job.variables.error.type).toBe('io.camunda.connector.runtime.core.error.InvalidBackOffDurationException');
    expect(job).toMatchObject({ retries: 0, backoffMs: 0 });
    expect(asked).toEqual([]);
  });

  test('7.1 the job timeout comes before secrets, variables and DynamoDB', async () => {
    const order: string[] = [];
    const noting: Lock = async (milliseconds) => {
      order.push(`locked ${milliseconds}`);
      return { state: 'locked', until: performance.now() + milliseconds };
    };
    const secret = (name: string) => {
      order.push(`secret ${name}`);
      return 'orders';
    };
    const answering = await startCannedDynamodb(() => {
      order.push('asked');
      return { body: {} };
    });
    try {
      vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', answering.endpoint);
      const settings = jobSettings({ policy: { ...anything, secret } });
      const input = { ...getItem, tableName: '{{secrets.T}}' };
      const headers = { jobTimeout: 'PT5M', errorExpression: '=bpmnError("C")' };
      expect(await ended(variables(input), { headers, lock: noting, settings })).toMatchObject({ code: 'C' });
      expect(order).toEqual(['locked 300000', 'secret T', 'asked']);
    } finally {
      await answering.stop();
    }
  });

  test('7.7 a job timeout that is wrong leaves no retries, and nothing is asked', async () => {
    const job = await ended(variables(addItem), { headers: { jobTimeout: 'PT0S', retryBackoff: 'PT9S' }, lock });
    expect(job).toMatchObject({ kind: 'failed', retries: 0, backoffMs: 0 });
    expect(job.variables.error.type).toBe('io.camunda.connector.runtime.core.error.InvalidJobTimeoutException');
    expect(server.requests).toEqual([]);
  });

  test('7.7 a job that is lost is not done, and fails as any other', async () => {
    const lost: Lock = async () => ({ state: 'lost', reason: 'NOT_FOUND' });
    const headers = { jobTimeout: 'PT5M', retryBackoff: 'PT9S' };
    expect(await ended(variables(addItem), { headers, lock: lost })).toMatchObject({ retries: 2, backoffMs: 9_000 });
    expect(server.requests).toEqual([]);
  });

  test('7.7 a gateway that cannot be reached does not keep the job from being done', async () => {
    const unknown: Lock = async () => ({ state: 'unknown', until: performance.now() + 60_000 });
    const job = await ended(variables(addItem), { headers: { jobTimeout: 'PT5M' }, lock: unknown });
    expect(job).toMatchObject({ kind: 'completed' });
  });

  test('7.1 secrets are put in before the variables are bound and judged', async () => {
    const settings = workerWith({ OP: 'getItem', B: '', ID: '1' });
    const input =
      '"input":{"itemOperation":"{{secrets.OP}}","tableName":"{{secrets.B}}","primaryKeyComponents":{"id":"secrets.ID"}}';
    const job = await ended(
      `{"authentication":{"accessKey":"a","secretKey":"b"},"configuration":{"region":"r"},${input}}`,
      { settings },
    );
    expect(job.variables.error.message).toContain('Property: input.tableName: Validation failed.');
  });

  test('7.1 an error expression can catch what is wrong with the variables', async () => {
    const headers = {
      errorExpression: '=if contains(error.message, "tableName") then bpmnError("NO_TABLE") else null',
    };
    const job = await ended(variables({ ...getItem, tableName: '' }), { headers });
    expect(job).toMatchObject({ kind: 'error', code: 'NO_TABLE', failure: { class: 'configuration' } });
  });

  test('7.1 the operation is done once, whatever the expressions do after it', async () => {
    for (const headers of [{ resultExpression: '=[1]' }, { errorExpression: '=1' }, { errorExpression: '={a:' }]) {
      server.clear();
      expect(await ended(variables(addItem), { headers })).toMatchObject({ kind: 'failed', retries: 0 });
      expect(server.requests).toHaveLength(1);
    }
  });
});

describe('secrets in the variables', () => {
  test('7.9 they are put in wherever they are: in authentication, region, names and data', async () => {
    const settings = workerWith({ KEY: 'keyInASecret', REGION: 'eu-west-1', TABLE: 'orders', DATA: 'of a "secret"\n' });
    const given = {
      authentication: { ...keys, accessKey: '{{secrets.KEY}}' },
      configuration: { region: 'secrets.REGION' },
      input: { ...addItem, tableName: '{{ secrets.TABLE }}', item: { id: 'a secrets.DATA', 'secrets.TABLE': [null] } },
    };
    expect(await ended(given, { settings })).toMatchObject({ kind: 'completed' });
    expect(signedBy()).toMatch(/Credential=keyInASecret\/\d+\/eu-west-1\//);
    expect(server.requests[0]?.body).toEqual({
      TableName: 'orders',
      Item: { id: { S: 'a of a "secret"\n' }, orders: { L: [{ NULL: true }] } },
    });
  });

  test('7.9 a missing secret in the data of an item fails the job without retries', async () => {
    const job = await ended(variables({ ...addItem, item: { id: 'read about secrets.Something here' } }));
    expect(job).toMatchObject({ kind: 'failed', retries: 0 });
    expect(job.variables.error).toEqual({
      type: 'io.camunda.connector.api.error.ConnectorInputException',
      message: "Secret with name 'Something' is not available",
    });
  });

  test('7.9 names that the operator does not allow stay as they are, and are written', async () => {
    const settings = workerWith({ A: 'x', B: 'y' }, { allowSecrets: ['A'] });
    const item = { id: 'secrets.A', b: '{{secrets.B}} secrets.B' };
    expect(await ended(variables({ ...addItem, item }), { settings })).toMatchObject({ kind: 'completed' });
    expect(server.requests[0]?.body).toMatchObject({ Item: { id: { S: 'x' }, b: { S: '{{secrets.B}} secrets.B' } } });
  });

  test('7.9 variables that a secret makes something else than JSON cannot be: its value is escaped', async () => {
    const settings = workerWith({ A: '"},"x":{"y":"' });
    const job = await ended(variables({ ...addItem, item: { id: 'secrets.A' } }), { settings });
    expect(job).toMatchObject({ kind: 'completed' });
    expect(server.requests[0]?.body).toMatchObject({ Item: { id: { S: '"},"x":{"y":"' } } });
  });
});

describe('masking', () => {
  const secrets = { TABLE: 'tableInASecret', REGION: 'eu-south-2', KEY: 'keyInASecret', DATA: 'dataInASecret' };
  const given = {
    authentication: { ...keys, accessKey: '{{secrets.KEY}}' },
    configuration: { region: 'secrets.REGION' },
    input: { ...getItem, tableName: 'secrets.TABLE', primaryKeyComponents: { id: 'secrets.DATA' } },
  };
  const all = [...Object.values(secrets), 'secretOfTheTask'];
  const said = `no ${all.join(' ')} ${Buffer.from('dataInASecret').toString('base64')}`;

  test('6.4 what AWS says of secrets is hidden in message, variables, and what the log and the metrics are told', async () => {
    server.queue({ type: 'keyInASecretException', message: said, headers: { 'x-amzn-requestid': 'dataInASecret' } });
    const { tables, ...job } = await endedDialectJob(given, { settings: workerWith(secrets) });
    const told = JSON.stringify({ ...job, tables });
    for (const secret of all) expect(told).not.toContain(secret);
    expect(job).toMatchObject({ region: '***', failure: { type: '***Exception', requestId: '***' } });
    expect(tables).toEqual(['***']);
  });

  test('6.4 what an error expression makes of them is hidden in its message', async () => {
    server.queue({ body: { Item: { id: { S: 'dataInASecret' } } } });
    const headers = { errorExpression: '=jobError("bad " + response[1].id)' };
    const { outcome } = await endedDialectJob(given, { settings: workerWith(secrets), headers });
    expect(outcome).toMatchObject({ message: expect.stringMatching(/^bad \*\*\* \|/) });
  });

  test('6.4 the metrics of requests show no table that is a secret', async () => {
    const tables: (readonly string[] | undefined)[] = [];
    const watched = keepClients({
      ...clientSettings,
      maxAttempts: 1,
      onRequest: (request) => tables.push(request.tables),
    });
    const settings = workerWith({ ...secrets, OTHER: 'otherTableInASecret' }, {}, { clients: watched });
    await endedDialectJob(given, { settings });
    await endedDialectJob({ ...given, input: { ...given.input, tableName: 'secrets.OTHER' } }, { settings });
    await endedDialectJob({ ...given, input: { ...getItem } }, { settings });
    expect(tables).toEqual([['***'], ['***'], ['orders']]);
    watched.close();
  });

  test('6.4 keys that a task has in clear are hidden, even where a message tells what is wrong with a place', async () => {
    const job = await ended(variables(getItem, { configuration: { region: 'secretOfTheTask' } }));
    expect(job).toMatchObject({ kind: 'failed', retries: 0 });
    expect(job.variables.error.message).toContain('***');
    expect(JSON.stringify(job)).not.toContain('secretOfTheTask');
  });

  test('6.4 the worker’s own secrets are hidden, too', async () => {
    server.queue({ type: 'X', message: 'no secretOfTheOperator' });
    const job = await ended(variables(), { settings: jobSettings({ secrets: ['secretOfTheOperator'] }) });
    expect(job.variables.error.message).toMatch(/^no \*\*\* /);
  });

  test('6.4 a source of secrets that is away fails the job with a retry and without a back-off', async () => {
    const away: AskedSecret = { ask: () => Promise.reject(new Error('the store is away')) };
    const job = await ended(given, {
      settings: workerWith({ ...secrets, DATA: away }),
      headers: { retryBackoff: 'PT9S' },
    });
    expect(job).toMatchObject({ kind: 'failed', retries: 2, backoffMs: 0 });
    expect(job.variables.error.message).toMatch(/^Fetching secrets failed, .*: the store is away$/);
  });
});

describe('what the operator allows', () => {
  test.each<[string, Partial<Rules>, object, string]>([
    ['DYNAMODB_WORKER_ALLOW_TABLES', { allowTables: ['other-*'] }, variables(), 'DYNAMODB_WORKER_ALLOW_TABLES'],
    ['DYNAMODB_WORKER_READ_ONLY', { readOnly: true }, variables(addItem), 'DYNAMODB_WORKER_READ_ONLY'],
    [
      'DYNAMODB_WORKER_ALLOW_OPERATIONS',
      { allowOperations: ['scanTable'] },
      variables(),
      'DYNAMODB_WORKER_ALLOW_OPERATIONS',
    ],
    ['DYNAMODB_WORKER_ALLOW_REGIONS', { allowRegions: ['us-*'] }, variables(), 'DYNAMODB_WORKER_ALLOW_REGIONS'],
    [
      'DYNAMODB_WORKER_ALLOW_ENDPOINTS',
      {},
      variables(getItem, { configuration: { region: 'r', endpoint: 'http://127.0.0.1:1' } }),
      'DYNAMODB_WORKER_ALLOW_ENDPOINTS',
    ],
    [
      'DYNAMODB_WORKER_ALLOW_DEFAULT_CREDENTIALS',
      { allowDefaultCredentials: false },
      variables(getItem, { authentication: { type: 'defaultCredentialsChain' } }),
      'defaultCredentialsChainUsedInSaaS',
    ],
  ])('%s holds: an input exception, and nothing is asked', async (_, rules, given, said) => {
    const job = await ended(given, { settings: workerWith({}, rules) });
    expect(job).toMatchObject({ kind: 'failed', retries: 0, failure: { class: 'configuration' } });
    expect(job.variables.error).toMatchObject({
      type: 'io.camunda.connector.api.error.ConnectorInputException',
      message: expect.stringContaining(said),
    });
    expect(server.requests).toEqual([]);
  });

  test('the regions of the operator hold for the worker’s own region, too', async () => {
    vi.stubEnv('AWS_REGION', 'ap-south-1');
    const settings = workerWith({}, { allowRegions: ['us-*'] });
    const job = await ended(variables(getItem, { configuration: {} }), { settings });
    expect(job).toMatchObject({ kind: 'failed', retries: 0 });
    expect(job.variables.error.message).toContain('DYNAMODB_WORKER_ALLOW_REGIONS');
    expect(server.requests).toEqual([]);
  });

  test('the instance metadata address is no endpoint, whatever is allowed', async () => {
    const configuration = { region: 'r', endpoint: 'http://169.254.169.254' };
    const job = await ended(variables(getItem, { configuration }));
    expect(job).toMatchObject({ kind: 'failed', retries: 0 });
  });

  test('a table by its ARN is judged by its name', async () => {
    const settings = workerWith({}, { allowTables: ['orders'] });
    const arn = (table: string) => `arn:aws:dynamodb:eu-central-1:123456789012:table/${table}`;
    expect(await ended(variables({ ...getItem, tableName: arn('orders') }), { settings })).toMatchObject({
      kind: 'completed',
    });
    expect(await ended(variables({ ...getItem, tableName: arn('others') }), { settings })).toMatchObject({
      retries: 0,
    });
  });
});

/** A secret whose source does not answer. */
function hanging(onAsked: () => void): AskedSecret {
  return {
    ask: (waiter) =>
      new Promise((_resolve, reject) => {
        onAsked();
        waiter.addEventListener('abort', () => reject(waiter.reason));
      }),
  };
}

describe('cut off', () => {
  test('7.4 a worker that stops while DynamoDB is asked hands the job back with all retries', async () => {
    server.queue('hang');
    const controller = new AbortController();
    const running = ended(variables(addItem), {
      signal: controller.signal,
      headers: { errorExpression: '=bpmnError("C")' },
    });
    await until(() => server.requests.length === 1, 'DynamoDB is asked');
    controller.abort(STOPPED);
    expect(await running).toMatchObject({
      kind: 'failed',
      retries: 3,
      backoffMs: 0,
      isHandedBack: true,
      failure: undefined,
    });
  });

  test('7.4 a worker that stops while a gateway is asked for a lock hands the job back with all retries', async () => {
    const controller = new AbortController();
    const lock: Lock = () => {
      controller.abort(STOPPED);
      return new Promise(() => {});
    };
    const job = await ended(variables(), { headers: { jobTimeout: 'PT5M' }, lock, signal: controller.signal });
    expect(job).toMatchObject({ retries: 3, isHandedBack: true });
    expect(server.requests).toEqual([]);
  });

  test('7.4 a worker that stops while secrets are awaited hands the job back with all retries', async () => {
    let asked = 0;
    const asking = hanging(() => asked++);
    const controller = new AbortController();
    const input = { ...getItem, tableName: 'secrets.T' };
    const running = ended(variables(input), { settings: workerWith({ T: asking }), signal: controller.signal });
    await until(() => asked === 1, 'the secret is asked for');
    controller.abort(STOPPED);
    expect(await running).toMatchObject({ retries: 3, isHandedBack: true });
  });

  test('a job is cut off when its longest time is over, with a retry', async () => {
    const database = await startCannedDynamodb(() => 'hang');
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', database.endpoint);
    onTestFinished(() => database.stop());
    const job = await ended(variables(), { settings: jobSettings({ maxJobTime: 50 }) });
    expect(job).toMatchObject({ kind: 'failed', retries: 2, isHandedBack: false, failure: { class: 'connection' } });
    expect(job.variables.error).toMatchObject({
      type: 'software.amazon.awssdk.core.exception.SdkClientException',
      message: expect.stringContaining('DYNAMODB_WORKER_MAX_JOB_TIME'),
    });
  });

  test('secrets that do not come within the longest time of a job fail it with a retry', async () => {
    const input = { ...getItem, tableName: 'secrets.T' };
    const job = await ended(variables(input), {
      settings: workerWith({ T: hanging(() => {}) }, {}, { maxJobTime: 50 }),
    });
    expect(job).toMatchObject({ kind: 'failed', retries: 2 });
    expect(job.variables.error.message).toContain('DYNAMODB_WORKER_MAX_JOB_TIME');
  });

  test.each([
    ['has too little memory for a job', 'execution', 0],
    ['is full with other jobs', 'connection', 2],
  ] as const)('a worker that %s fails it', async (_, failureClass, retries) => {
    const memory = byteBudget({
      total: 1_000_000,
      answers: 4,
      answer: 1_000,
      tooLarge: () => new Failure(failureClass, 'no room'),
      full: () => new Failure(failureClass, 'no room'),
    });
    const item = { id: 'x'.repeat(200_000) };
    const job = await ended(variables({ ...addItem, item }), { settings: jobSettings({ memory }) });
    expect(job).toMatchObject({ kind: 'failed', retries });
    expect(job.variables.error.message).toBe('no room');
    expect(server.requests).toEqual([]);
  });
});

describe('variables that are no job', () => {
  test.each(['', 'null', '[]', '"text"', '7', '{', '{"input":}', '['.repeat(5_000)])(
    '3 %j is no JSON object: an input exception',
    async (text) => {
      const job = await ended(text);
      expect(job).toMatchObject({ kind: 'failed', retries: 0 });
      expect(job.variables.error).toEqual({
        type: 'io.camunda.connector.api.error.ConnectorInputException',
        message: 'This is not a JSON object',
      });
    },
  );

  test.each([
    ['a job with `__proto__` in its item', '{"__proto__":{"a":1},"id":"1"}', 'completed'],
    ['a job whose item is nested 900 levels', `{"id":${'['.repeat(900)}${']'.repeat(900)}}`, 'completed'],
    ['a job with a number of 1000 digits', `{"id":${'9'.repeat(1_000)}}`, 'completed'],
    ['a job with a number beyond a double', '{"id":1e400}', 'completed'],
    ['a job with unpaired surrogates', '{"id":"\\ud800"}', 'completed'],
  ])('%s ends, and so do the next ones', async (_, item, kind) => {
    const text = JSON.stringify(variables(addItem)).replace('{"id":"1"}', item);
    expect(await ended(text)).toMatchObject({ kind });
    expect(await ended(variables())).toMatchObject({ kind: 'completed' });
  });

  test.each(['[]', 'null', '7', ''])(
    '7.2 headers that are %j fail the job, and nothing is asked',
    async (customHeaders) => {
      const job = { key: '1', retries: 3, variables: JSON.stringify(variables(addItem)), customHeaders };
      const lock: Lock = async () => ({ state: 'lost', reason: '' });
      const { outcome } = await openDialect('8.10').run(job, shared, lock, new AbortController().signal);
      expect(outcome).toMatchObject({ kind: 'failed', retries: 0 });
      expect(server.requests).toEqual([]);
    },
  );
});

describe('results', () => {
  test('7.3 an item that is missing is null in the result variable', async () => {
    expect((await ended(variables(), { headers: result })).variables).toEqual({ result: null });
  });

  test('7.3 numbers keep their digits on the way through a result variable', async () => {
    server.queue({ body: { Item: { n: { N: '12345678901234567890.123456789' } } } });
    const { outcome } = await endedDialectJob(variables(), { settings: shared, headers: result });
    expect(outcome.variables).toBe('{"result":[{"n":12345678901234567890.123456789}]}');
  });

  test('7.6 a result over 1.5 MB fails the job without retries', async () => {
    const Items = Array.from({ length: 5 }, (_, id) => ({ id: { N: String(id) }, text: { S: 'x'.repeat(390_000) } }));
    server.queue({ body: { Items } });
    const job = await ended(variables({ tableOperation: 'scanTable', tableName: 'orders' }), { headers: result });
    expect(job).toMatchObject({ kind: 'failed', retries: 0 });
    expect(job.variables.error.message).toMatch(
      /^Output variables payload \(\d+ bytes\) exceeds the 1\.5 MB safe variable size limit/,
    );
  });

  test('7.6 a result that is not asked for does not count', async () => {
    const Items = Array.from({ length: 5 }, () => ({ text: { S: 'x'.repeat(390_000) } }));
    server.queue({ body: { Items } });
    expect(await ended(variables({ tableOperation: 'scanTable', tableName: 'orders' }))).toMatchObject({
      kind: 'completed',
    });
  });

  test('a result that is nested deeper than variables may be fails the job without retries', async () => {
    let value: object = { S: 'x' };
    for (let level = 0; level < 1_200; level++) value = { L: [value] };
    server.queue({ body: { Item: { deep: value } } });
    const job = await ended(variables(), { headers: result });
    expect(job).toMatchObject({ kind: 'failed' });
    expect(job.variables.error.message).not.toContain('HTTP request');
  });
});
