import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WrongUse } from '../../src/commands/command.ts';
import { run } from '../../src/commands/run.ts';
import { ConfigError } from '../../src/worker/config.ts';
import { type CannedAnswer, type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { runCommand } from '../support/command-line.ts';

let database: CannedDynamodb;
let env: Record<string, string>;

beforeAll(async () => {
  database = await startCannedDynamodb();
  env = {
    DYNAMODB_WORKER_ALLOW_ENDPOINTS: database.endpoint,
    SECRET_KEY: 'accessKeyOfTest',
    SECRET_SECRET: 'secretKeyOfTest',
  };
});
afterAll(() => database.stop());

const get = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: 'a' } };

function jobOf(input: object, customHeaders: object = {}, retries = 3) {
  const authentication = { type: 'credentials', accessKey: '{{secrets.KEY}}', secretKey: '{{secrets.SECRET}}' };
  const configuration = { region: 'eu-central-1', endpoint: database.endpoint };
  return { variables: { authentication, configuration, input }, customHeaders, retries };
}

/** Does a job, to whose calls DynamoDB answers so. */
async function runWith(job: object, args: readonly string[] = [], ...answers: CannedAnswer[]) {
  database.queue(...answers);
  return runCommand(run, ['-', ...args], { env, input: JSON.stringify(job) });
}

describe('a job', () => {
  const item = '{"Item":{"id":{"S":"a"},"n":{"N":"1234567890123456789"}}}';

  test('that is completed gives its variables with all digits', async () => {
    const job = jobOf(get, { resultExpression: '{order: response.response.Item}' });
    expect(await runWith(job, [], { body: item })).toEqual({
      code: 0,
      output:
        'Completed. Zeebe is told to complete the job with these variables:\n' +
        '{\n  "order": {\n    "id": "a",\n    "n": 1234567890123456789\n  }\n}\n',
      errors: '',
    });
    const { output } = await runWith(job, ['--json'], { body: item });
    expect(output).toContain('"n": 1234567890123456789');
    expect(JSON.parse(output)).toMatchObject({ outcome: 'completed', variables: { order: { id: 'a' } } });
  });

  test('that keeps nothing of its result says how to see it', async () => {
    expect((await runWith(jobOf(get))).output).toContain('"customHeaders": {"resultVariable": "result"}');
    expect((await runWith(jobOf(get, { resultExpression: '{}' }))).output).not.toContain('customHeaders');
  });

  test('that AWS refuses throws a BPMN error', async () => {
    const refused = { type: 'ResourceNotFoundException', message: 'no table' };
    const { code, output } = await runWith(jobOf(get), [], refused);
    expect(code).toBe(1);
    expect(output).toMatch(
      /^BPMN error AwsDynamoDbExecutionException: getItem on the table orders in eu-central-1: .*no table/,
    );
    expect(JSON.parse((await runWith(jobOf(get), ['--json'], refused)).output)).toMatchObject({
      outcome: 'error',
      code: 'AwsDynamoDbExecutionException',
      message: expect.stringContaining('no table'),
      variables: { error: { type: 'ResourceNotFoundException' } },
    });
  });

  test('that may be tried again fails, with its retries and its pause', async () => {
    const job = jobOf(get, { retryBackoff: 'PT20S' }, 2);
    const { code, output } = await runWith(job, [], { type: 'UnrecognizedClientException' });
    expect(code).toBe(1);
    expect(output).toMatch(/^Failed: .*\nZeebe is told to try again after 20 s, .*; 1 retry is left\.\n/);
    const { output: json } = await runWith(job, ['--json'], { type: 'UnrecognizedClientException' });
    expect(JSON.parse(json)).toMatchObject({ outcome: 'failed', retries: 1, backoffMs: 20_000 });
  });

  test('whose task gives up says that there are no retries', async () => {
    const { output } = await runWith(jobOf(get, { errorExpression: 'jobError("enough")' }));
    expect(output).toMatch(/^Failed: enough\nZeebe is told that no retries are left/);
  });

  test('shows no secret in what it tells', async () => {
    const message = 'no accessKeyOfTest and no secretKeyOfTest';
    const { output } = await runWith(jobOf(get), [], { type: 'ValidationException', message });
    expect(output).toContain('no *** and no ***');
    expect(output).not.toContain('OfTest');
  });

  test('with debug tells its calls', async () => {
    const { errors } = await runWith(jobOf({ ...get, debug: true }), [], { body: item });
    expect(errors).toMatch(/^DynamoDB was called: {"command":"GetItemCommand"/);
  });

  test('is explained by what it asked', async () => {
    const more = { body: { Items: [], LastEvaluatedKey: { id: { S: 'a' } } } };
    const job = jobOf({ tableOperation: 'scanTable', tableName: 'orders' });
    const { output } = await runWith(job, ['--explain'], more, { body: {} });
    expect(output).toMatch(
      /^Completed[\s\S]*\n\nExplained:\n- Pages: 2 requests of Scan[\s\S]*\n- Units: Scan, 2 times/,
    );
    expect(JSON.parse((await runWith(job, ['--explain', '--json'])).output).explanation).toHaveLength(1);
  });
});

test("the operator's rules hold, also those of a file and of a tenant", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'run-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'worker.env');
  await writeFile(file, 'DYNAMODB_WORKER_ALLOW_TABLES=invoices\nDYNAMODB_WORKER_ALLOW_TABLES__TENANT_a=orders\n');
  const before = database.requests.length;
  const { code, output } = await runWith(jobOf(get), ['--env', file]);
  expect(code).toBe(1);
  expect(output).toMatch(/^BPMN error AwsDynamoDbConfigurationException: .*input\.tableName/);
  expect(database.requests).toHaveLength(before);
  expect(await runWith({ ...jobOf(get), tenantId: 'a' }, ['--env', file])).toMatchObject({ code: 0 });
});

describe('wrong use is told:', () => {
  test.each([
    ['no file', [], 'Expected one file JOB.json'],
    ['two files', ['a.json', 'b.json'], 'got 2'],
    ['a file that is not there', ['nowhere.json'], 'nowhere.json could not be read'],
    ['a file of variables that is not there', ['-', '--env', 'nowhere.env'], 'nowhere.env could not be read'],
    ['keys without a dry run', ['-', '--keys', 'orders=id:S'], '--keys with --dry-run only'],
    ['keys', ['-', '--dry-run', '--keys', 'orders'], '--keys: expected TABLE=NAME:TYPE'],
    ['no job', ['-'], 'Standard input: expected {"variables"'],
  ])('%s', async (_what, args, message) => {
    const ended = runCommand(run, args, { env, input: '{}' });
    await expect(ended).rejects.toThrow(WrongUse);
    await expect(ended).rejects.toThrow(message);
  });

  test('settings, but not those of the gateway', async () => {
    const given = { ...env, ZEEBE_GRPC_ADDRESS: 'grpc://ada:pass@nowhere:port' };
    const input = JSON.stringify(jobOf(get));
    expect(await runCommand(run, ['-'], { env: given, input })).toMatchObject({ code: 0 });
    const wrong = runCommand(run, ['-'], { env: { ...given, DYNAMODB_WORKER_READ_ONLY: 'yes' }, input });
    await expect(wrong).rejects.toThrow(ConfigError);
  });
});

test('settings of a file count, and secrets of a directory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'run-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'KEY'), 'accessKeyOfTheFile');
  await writeFile(join(folder, 'SECRET'), 'secretKeyOfTheFile');
  const file = join(folder, 'worker.yaml');
  const variables = { DYNAMODB_WORKER_CONFIG_FILE: file, DYNAMODB_WORKER_SECRETS_DIR: folder };
  const doJob = async (settings: string) => {
    await writeFile(file, `allowEndpoints: ["${database.endpoint}"]\n${settings}\n`);
    return runCommand(run, ['-'], { env: variables, input: JSON.stringify(jobOf(get)) });
  };
  const before = database.requests.length;
  expect((await doJob('maxJobs: 1')).code).toBe(0);
  expect(database.requests.at(-1)?.headers.authorization).toContain('accessKeyOfTheFile');
  expect(await doJob('allowTables: []')).toMatchObject({ code: 1, output: expect.stringContaining('ALLOW_TABLES') });
  expect(database.requests.length).toBe(before + 1);
  await expect(doJob('maxJobs: many')).rejects.toThrow(`${file}:2: maxJobs: expected a whole number`);
});
