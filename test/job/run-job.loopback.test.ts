import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { addressOf } from '../../src/failure/help.ts';
import { memoryOfJobs } from '../../src/job/memory.ts';
import { STOPPED } from '../../src/job/run-job.ts';
import { byId } from '../../src/operation/by-id.ts';
import { defineOperation } from '../../src/operation/operation.ts';
import { operations } from '../../src/operations/index.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { startCannedSources } from '../support/canned-sources.ts';
import { errorOf, jobSettings, runInput, runVariables, variablesFor } from '../support/jobs.ts';
import { roleArn } from '../support/sign-in.ts';
import { until } from '../support/until.ts';

const key = { primaryKeyComponents: { id: 'a' } };
const getItem = { itemOperation: 'getItem', tableName: 't', ...key };
const all = { resultVariable: 'result' };

let server: CannedDynamodb;
beforeAll(async () => {
  server = await startCannedDynamodb();
});
afterAll(() => server.stop());

const run = (input: object, words?: Parameters<typeof runInput>[2]) => runInput(server.endpoint, input, words);

/** The end of the message of what a retry may help. */
const SEE = `See ${addressOf('unavailable')}`;
const NULL = 'null: is the field empty, or is there no such variable or function?';

describe('the operation is named by', () => {
  test.each([
    [{ itemOperation: 'getItem', ...key }, 'GetItem'],
    [{ operationGroup: 'itemOperation', tableOperation: '', itemOperation: 'getItem', ...key }, 'GetItem'],
    [{ tableOperation: 'scanTable', itemOperation: 'getItem' }, 'Scan'],
    [{ tableOperation: '', type: 'scanTable' }, 'Scan'],
    [{ itemOperation: 'getItem', type: 'scanTable', ...key }, 'GetItem'],
  ])('%j', async (input, operation) => {
    await run({ tableName: 't', ...input });
    expect(server.requests.at(-1)).toMatchObject({ operation });
  });

  test.each([
    [{}, 'input.itemOperation', 'nothing'],
    [{ tableOperation: 'getitem' }, 'input.tableOperation', 'the text "getitem"'],
    [{ itemOperation: 'constructor' }, 'input.itemOperation', 'the text "constructor"'],
    [{ type: 5 }, 'input.type', 'the number 5'],
    [{ tableOperation: null, itemOperation: 'getItem', ...key }, 'input.tableOperation', NULL],
    [{ itemOperation: 'getItem', type: null, ...key }, 'input.type', NULL],
  ])('but not %j', async (input, path, got) => {
    expect(errorOf(await run(input))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: `${path} (Operation): expected one of ${operations.map(({ id }) => id).join(', ')}, got ${got}`,
    });
  });
});

describe('variables that are no job', () => {
  const input = 'input: expected an object with an operation and its fields, got';
  test.each([
    ['{}', `${input} nothing`],
    ['null', `${input} nothing`],
    ['[]', `${input} nothing`],
    ['{"input":"text"}', `${input} the text "text"`],
    ['{"input":[]}', `${input} an empty list`],
    ['{', 'The variables of the job are no JSON.'],
    ['', 'The variables of the job are no JSON.'],
  ])('%s', async (variables, message) => {
    const outcome = await runVariables(variables);
    expect(outcome).toMatchObject({ kind: 'error', code: 'AwsDynamoDbConfigurationException' });
    expect(errorOf(outcome).message).toBe(message);
  });
});

test('all that is wrong is named at once, before DynamoDB is asked', async () => {
  const before = server.requests.length;
  const outcome = await runVariables({
    authentication: { type: 'credentials', accessKey: '{{secrets.NONE}}' },
    configuration: { region: '!', endpoint: server.endpoint },
    input: { itemOperation: 'getItem', primaryKeyComponents: { id: { $n: 'x' } }, consistentRead: 'maybe', more: 1 },
  });
  const paths = ['authentication.accessKey', 'authentication.secretKey', 'configuration.region', 'input.tableName'];
  const more = ['input.primaryKeyComponents.id.$n', 'input.consistentRead', 'input.more'];
  const told = String(errorOf(outcome).message)
    .replace(/^getItem: /, '')
    .split('; ');
  expect(told.map((fault) => fault.split(/ \(|: /)[0])).toEqual([...paths, ...more]);
  expect(server.requests).toHaveLength(before);
});

test('values nested too deeply are DynamoDB’s limit, not a fault of the form', async () => {
  const item = JSON.parse(`{"id":"a","deep":${'['.repeat(40)}${']'.repeat(40)}}`);
  expect(
    errorOf(await run({ ...getItem, itemOperation: 'addItem', primaryKeyComponents: undefined, item })),
  ).toMatchObject({
    code: 'AwsDynamoDbExecutionException',
    message: expect.stringContaining(
      'addItem on the table t: DynamoDB allows 32 levels of nesting in an item; deep[0]',
    ),
  });
});

test('variables of more levels than Camunda can have are refused as such, without a word of them', async () => {
  const deep = (inner: string) => `{"input":${'['.repeat(100_000)}${inner}${']'.repeat(100_000)}}`;
  for (const inner of ['"secret"', '12345678901234567890']) {
    expect(errorOf(await runVariables(deep(inner)))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: 'The variables of the job have more than 1000 levels of nesting.',
    });
  }
});

test('digits beyond a double go in and come out unharmed', async () => {
  const digits = '12345678901234567890.123456789';
  server.queue({ body: { Item: { n: { N: '9007199254740993' }, x: { N: digits } } } });
  const variables = JSON.stringify(variablesFor(server.endpoint, getItem)).replace('"a"', digits);
  const outcome = await runVariables(variables, {
    headers: { resultExpression: '{n: response.response.Item.n}', ...all },
  });
  expect(server.requests.at(-1)?.body).toMatchObject({ Key: { id: { N: digits } } });
  expect(outcome.variables).toContain(`"Item":{"n":9007199254740993,"x":"${digits}"}`);
});

describe('a failure says what was about to be done, and whether it was', () => {
  test('before', async () => {
    server.queue({ type: 'ResourceNotFoundException', message: 'no such table' });
    const message =
      /^getItem on the table t in eu-central-1: ResourceNotFoundException: no such table \(request [0-9a-f-]+\)\. See /;
    expect(await run(getItem)).toMatchObject({ kind: 'error', message: expect.stringMatching(message) });
  });

  test('after', async () => {
    expect(await run(getItem, { headers: { resultExpression: '5' } })).toMatchObject({
      kind: 'error',
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringMatching(
        /^getItem on the table t in eu-central-1: The task header resultExpression \(Result expression\) must give .* \(The operation itself was done\.\)$/,
      ),
    });
  });

  test('after, when the result is too large', async () => {
    const settings = jobSettings({ maxResultBytes: 100 });
    expect(await run(getItem, { headers: all, settings })).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      message: expect.stringMatching(/too large.* \(The operation itself was done\.\)\. See /),
    });
  });

  test('a header that cannot be used is known before DynamoDB is asked', async () => {
    const before = server.requests.length;
    expect(await run(getItem, { headers: { resultExpression: '{' } })).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringMatching(
        /^getItem on the table t: The task header resultExpression \(Result expression\) is no FEEL expression: /,
      ),
    });
    expect(server.requests).toHaveLength(before);
  });

  test('a header that cannot be read hides no error expression, which decides on that failure as on any other', async () => {
    const errorExpression =
      '=if contains(error.message, "retryBackoff") then bpmnError("CAUGHT", error.code) else null';
    expect(
      await run(getItem, { headers: { errorExpression, retryBackoff: 'soon', resultExpression: '{' } }),
    ).toMatchObject({
      kind: 'error',
      code: 'CAUGHT',
      message: 'AwsDynamoDbConfigurationException',
    });
  });

  test('in a message of bearable length', async () => {
    const long = 'x'.repeat(100_000);
    const outcome = await run({ ...getItem, tableName: long, [long]: 1 });
    expect(String(errorOf(outcome).message).length).toBe(3_500);
  });
});

test('a write that was done is not tried again because the memory is full when its answer comes', async () => {
  const MB = 2 ** 20;
  const memory = memoryOfJobs({ heap: 128 * MB, maxJobs: 1, maxResultBytes: MB });
  const older = memory.open();
  const forever = new AbortController().signal;
  await older.take(40 * MB, forever);
  const database = await startCannedDynamodb(() => {
    // While the write is under way: all who hold something wait from then on, and the youngest would be refused.
    void older.take(3 * MB, forever);
    return { body: { Attributes: { text: { S: 'x'.repeat(300_000) } } } };
  });
  const input = {
    itemOperation: 'updateItem',
    tableName: 't',
    primaryKeyComponents: { id: 'a' },
    updateExpression: 'ADD visits :one',
    conditionExpression: 'other <> :other',
    expressionAttributeValues: { ':one': 1, ':other': 'x'.repeat(100_000) },
  };
  const outcome = await runInput(database.endpoint, input, { settings: jobSettings({ memory }) });
  await database.stop();
  expect(outcome.kind).toBe('completed');
});

test('jobs of two physical tenants have tokens of their own, because their keys may be equal', async () => {
  const input = { itemOperation: 'deleteItem', tableName: 't', ...key, exactlyOnce: true, returnValues: 'NONE' };
  const tokens = [];
  for (const words of [{}, { physicalTenantId: 'a' }, { physicalTenantId: 'b' }, { physicalTenantId: 'b' }]) {
    await run(input, { key: '7', ...words });
    tokens.push(server.requests.at(-1)?.body.ClientRequestToken);
  }
  expect(new Set(tokens).size).toBe(3);
  expect(tokens[3]).toBe(tokens[2]);
});

describe('a job that is cut off', () => {
  const hangs = () => server.queue('hang');

  /** A job of a database that never answers. */
  async function runHanging(words: Parameters<typeof runInput>[2]) {
    const database = await startCannedDynamodb(() => 'hang');
    const outcome = await runInput(database.endpoint, { tableOperation: 'listTables' }, words);
    await database.stop();
    return outcome;
  }

  test('by its jobTimeout has failed, and says so', async () => {
    expect(await runHanging({ headers: { jobTimeout: 'PT0.3S' } })).toMatchObject({
      kind: 'failed',
      retries: 2,
      backoffMs: 10_000,
      message: `listTables in eu-central-1: not done within the jobTimeout (Time limit) of 0.3 s, while it waited for an answer to ListTables, and cut off; it may have been done or not. ${SEE}`,
    });
  });

  test('by its jobTimeout while it waits for a table', async () => {
    const creating = { TableDescription: { TableStatus: 'CREATING' }, Table: { TableStatus: 'CREATING' } };
    const database = await startCannedDynamodb(() => ({ body: creating }), { describe: 'as others' });
    const createTable = { tableOperation: 'createTable', tableName: 't', partitionKey: 'id', partitionKeyType: 'S' };
    const outcome = await runInput(database.endpoint, createTable, { headers: { jobTimeout: 'PT0.08S' } });
    await database.stop();
    expect(outcome).toMatchObject({ kind: 'failed', message: expect.stringContaining('not done within') });
  });

  test('by the time that the operator gives any job, which its jobTimeout cannot lengthen', async () => {
    const settings = jobSettings({ maxJobTime: 300 });
    for (const headers of [{}, { jobTimeout: 'PT1H' }]) {
      expect(await runHanging({ headers, settings })).toMatchObject({
        kind: 'failed',
        message: `listTables in eu-central-1: not done within DYNAMODB_WORKER_MAX_JOB_TIME of 0.3 s, while it waited for an answer to ListTables, and cut off; it may have been done or not. ${SEE}`,
      });
    }
  });

  test('by it while it reads a table without an end, or waits for a table that does not change', async () => {
    const body = {
      Items: [{ id: { S: 'a' } }],
      Count: 1,
      ScannedCount: 1,
      LastEvaluatedKey: { id: { S: 'a' } },
      TableDescription: { TableStatus: 'CREATING' },
      Table: { TableStatus: 'CREATING' },
    };
    const database = await startCannedDynamodb(() => ({ body }), { describe: 'as others', record: false });
    const settings = jobSettings({ maxJobTime: 500, maxResultBytes: 100_000_000 });
    const inputs = [
      { tableOperation: 'scanTable', tableName: 't', select: 'COUNT' },
      { tableOperation: 'createTable', tableName: 't', partitionKey: 'id', partitionKeyType: 'S' },
    ];
    for (const input of inputs) {
      expect(await runInput(database.endpoint, input, { settings })).toMatchObject({
        kind: 'failed',
        message: expect.stringMatching(
          /not done within DYNAMODB_WORKER_MAX_JOB_TIME of 0.5 s, while it waited for (an answer to Scan|an answer to DescribeTable|the time of the next call), and cut off/,
        ),
      });
    }
    await database.stop();
  });

  test('says that it waited for credentials', async () => {
    const source = await startCannedSources(() => 'hang');
    vi.stubEnv('AWS_ENDPOINT_URL_STS', source.url);
    const authentication = { type: 'assumeRole', roleArn, accessKey: 'accessKey', secretKey: 'secretKey' };
    const variables = { ...variablesFor(server.endpoint, { tableOperation: 'listTables' }), authentication };
    const outcome = await runVariables(variables, { headers: { jobTimeout: 'PT0.3S' } });
    await until(() => source.sockets.size === 0, 'nobody asks any more');
    await source.stop();
    expect(errorOf(outcome).message).toContain(`while it waited for credentials: The role ${roleArn},`);
  });

  test('by it while it waits for memory to read its variables in', async () => {
    const memory = memoryOfJobs({ heap: 128 * 2 ** 20, maxJobs: 1, maxResultBytes: 1 });
    const other = memory.open();
    await other.take(40 * 2 ** 20, new AbortController().signal);
    const item = { id: 'a', text: 'x'.repeat(1_000_000) };
    const before = server.requests.length;
    for (const [headers, maxJobTime, limit] of [
      [{ jobTimeout: 'PT0.05S' }, 1_000, 'the jobTimeout (Time limit) of 0.05 s'],
      [{}, 50, 'DYNAMODB_WORKER_MAX_JOB_TIME of 0.05 s'],
    ] as const) {
      const settings = jobSettings({ memory, maxJobTime });
      const outcome = await run({ itemOperation: 'addItem', tableName: 't', item }, { headers, settings });
      expect(outcome).toMatchObject({
        kind: 'failed',
        retries: 2,
        message: `The job was not begun within ${limit}, while it waited for memory. ${SEE}`,
      });
    }
    expect(server.requests).toHaveLength(before);
    other.close();
    expect(memory.held).toBe(0);
  });

  test('whose own code does not look at its time ends too, and so does one that waits without asking AWS', async () => {
    const operation = defineOperation({
      id: 'sleepWell',
      group: 'tableOperation',
      label: 'Sleep',
      description: 'Never ends.',
      keywords: [],
      iamActions: { needed: [] },
      writes: false,
      tables: () => [],
      input: {},
      run: () => new Promise<never>(() => {}),
    });
    const settings = jobSettings({ operations: byId([operation]), maxJobTime: 20 });
    expect(await run({ tableOperation: 'sleepWell' }, { settings })).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('not done within DYNAMODB_WORKER_MAX_JOB_TIME of 0.02 s, and cut off'),
    });
  });

  test('is not cut off by a jobTimeout of years', async () => {
    expect((await run(getItem, { headers: { jobTimeout: 'P3650D' } })).kind).toBe('completed');
  });

  test('because the worker stops is handed back with all its retries, whatever its error expression says', async () => {
    hangs();
    const controller = new AbortController();
    const before = server.requests.length;
    const headers = { errorExpression: 'bpmnError("X")', jobTimeout: 'PT1H' };
    const outcome = run(getItem, { headers, signal: controller.signal });
    await until(() => server.requests.length > before, 'the request is under way');
    controller.abort(STOPPED);
    const handedBack = { kind: 'failed', message: STOPPED.message, retries: 3, backoffMs: 0, variables: '{}' };
    expect(await outcome).toEqual(handedBack);
    expect(await run(getItem, { headers, signal: controller.signal })).toEqual(handedBack);
  });

  test('for another reason has failed', async () => {
    const signal = AbortSignal.abort(Object.assign(new Error('lock lost'), { code: 'ELOCK' }));
    expect(await run(getItem, { signal })).toMatchObject({
      kind: 'failed',
      retries: 2,
      message: expect.stringContaining('lock lost'),
    });
  });
});

test('a job that asks for it has its calls told, without secrets', async () => {
  const seen: unknown[] = [];
  const settings = jobSettings({ debug: (job, call) => seen.push([job.key, call]) });
  server.queue({ body: { Item: { id: { S: 'a' } } } }, { type: 'ValidationException', message: 'not secretKeyOfTest' });
  for (let n = 0; n < 2; n++) await run({ ...getItem, debug: 'true' }, { settings });
  await run(getItem, { settings });
  const input = { TableName: 't', Key: { id: { S: 'a' } } };
  expect(seen).toEqual([
    ['1', { command: 'GetItemCommand', input, output: expect.objectContaining({ Item: { id: { S: 'a' } } }) }],
    ['1', { command: 'GetItemCommand', input, output: 'ValidationException: not ***' }],
  ]);
});

test.each([
  { resultVariable: 'input' },
  { elementTemplateId: 'io.camunda.connectors.AWSDynamoDB.v1', resultExpression: '={a: response}' },
])('DynamoDB is not asked for a result that would be lost: %j', async (headers) => {
  const before = server.requests.length;
  const outcome = await run(getItem, { headers: headers as Record<string, string> });
  expect(outcome).toMatchObject({ kind: 'error', code: 'AwsDynamoDbConfigurationException' });
  expect(server.requests).toHaveLength(before);
});
