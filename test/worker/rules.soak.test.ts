import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../src/json/json.ts';
import { operationsById } from '../../src/operations/index.ts';
import { readConfig } from '../../src/worker/config.ts';
import { startJobPump } from '../../src/worker/job-pump.ts';
import { keepPolicies } from '../../src/worker/job-settings.ts';
import { type CannedAnswer, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { gateways } from '../support/gateways.ts';
import { metricsOfTest } from '../support/metrics.ts';

/** A worker with these settings at a loopback gateway and a canned database, its log, and jobs of any tenant. */
async function startTestWorker(settings: Record<string, string>, answer: CannedAnswer = { body: {} }, level = 'info') {
  const { loopback, gateway } = await gateways();
  const database = await startCannedDynamodb(() => answer);
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const secrets: Readonly<Record<string, string>> = { A_KEY: 'TheKeyOfTenantA', B_KEY: 'TheKeyOfTenantB' };
  const config = readConfig({
    DYNAMODB_WORKER_ALLOW_ENDPOINTS: database.endpoint,
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [`DYNAMODB_WORKER_${name}`, value])),
  });
  const worker = startJobPump(config, {
    operations: operationsById,
    gateways: [{ gateway, physicalTenantId: undefined }],
    log: pino({ level }, destination),
    metrics: metricsOfTest(),
    policies: keepPolicies(config, { secret: (name) => secrets[name], aws: { variables: process.env } }),
    secrets: [],
    tenantIds: config.tenantIds ?? ['<default>'],
    name: 'tester',
    longPoll: 10_000,
    aws: { maxAttempts: 1, variables: process.env },
  });
  onTestFinished(async () => {
    await worker.stop(0);
    worker.close();
    await database.stop();
  });
  const configuration = { region: 'eu-central-1', endpoint: database.endpoint };
  const usual = { accessKey: 'key', secretKey: 'keyOfTheTest' };
  return {
    database,
    lines,
    /** Runs a job and gives the message with which it failed; undefined when it did not. */
    async run(tenantId: string, input: JsonObject, authentication: JsonObject = usual): Promise<string | undefined> {
      const before = loopback.ended.length;
      const variables = JSON.stringify({ authentication, configuration, input });
      loopback.addJobs([{ type: 'aws-dynamodb:1', tenantId, variables }]);
      await loopback.waitFor(before + 1);
      const ended = loopback.ended.at(-1) as unknown as { variables: string };
      return JSON.parse(ended.variables || '{}').error?.message;
    },
  };
}

const get = (tableName: string) => ({ itemOperation: 'getItem', tableName, primaryKeyComponents: { id: 'a' } });

test('tenants of one worker do not see each other’s tables and secrets', async () => {
  const { run, database } = await startTestWorker({
    TENANT_IDS: '<default>,a,b',
    ALLOW_TABLES: 'shared',
    ALLOW_SECRETS: 'none',
    READ_ONLY: 'true',
    ALLOW_TABLES__TENANT_a: 'a-*, shared',
    ALLOW_SECRETS__TENANT_a: 'A_*',
    READ_ONLY__TENANT_a: 'false',
    ALLOW_TABLES__TENANT_b: 'b-*',
    ALLOW_SECRETS__TENANT_b: 'B_*',
  });
  const signing = (name: string) => ({ accessKey: `{{secrets.${name}}}`, secretKey: 'keyOfTheTest' });
  const write = (tableName: string) => ({ itemOperation: 'addItem', tableName, item: { id: 'a' } });

  expect(await run('a', get('a-orders'), signing('A_KEY'))).toBeUndefined();
  expect(await run('b', get('b-orders'), signing('B_KEY'))).toBeUndefined();
  expect(await run('a', get('shared'))).toBeUndefined();
  expect(await run('<default>', get('shared'))).toBeUndefined();
  expect(await run('a', write('a-orders'))).toBeUndefined();
  const sent = database.requests.map(({ body }) => body.TableName);
  expect(sent).toEqual(['a-orders', 'b-orders', 'shared', 'shared', 'a-orders']);

  expect(await run('a', get('b-orders'))).toContain('(DYNAMODB_WORKER_ALLOW_TABLES)');
  expect(await run('b', get('shared'))).toContain('(DYNAMODB_WORKER_ALLOW_TABLES)');
  expect(await run('<default>', get('a-orders'))).toContain('(DYNAMODB_WORKER_ALLOW_TABLES)');
  expect(await run('b', write('b-orders'))).toContain('(DYNAMODB_WORKER_READ_ONLY)');
  const forbidden = await run('a', get('a-orders'), signing('B_KEY'));
  const missing = await run('a', get('a-orders'), signing('C_KEY'));
  expect(forbidden).toBe(missing?.replace('C_KEY', 'B_KEY'));
  expect(await run('<default>', get('shared'), signing('A_KEY'))).toContain('(DYNAMODB_WORKER_ALLOW_SECRETS)');
  expect(database.requests.length).toBe(sent.length);
  expect(JSON.stringify(database.requests.map(({ headers }) => headers.authorization))).not.toContain(
    'TheKeyOfTenantC',
  );
});

test('of a call of a job with debug, 16 KB are logged at most, be they of what was asked or of what was answered', async () => {
  const item = { id: { S: 'a' }, text: { S: 'x"\n'.repeat(100_000) } };
  const { run, lines } = await startTestWorker({}, { body: { Item: item } }, 'fatal');
  await run('<default>', { ...get('orders'), debug: true });
  await run('<default>', {
    itemOperation: 'addItem',
    tableName: 'orders',
    item: { id: 'a', text: 'y'.repeat(300_000) },
    debug: true,
  });
  const calls = lines.map((line) => JSON.parse(line));
  expect(calls.map(({ command, input }) => [command, input.TableName])).toEqual([
    ['GetItemCommand', 'orders'],
    ['PutItemCommand', 'orders'],
  ]);
  expect(calls.map(({ output, input }) => [output?.Item.id.S, input.Item?.id.S])).toEqual([
    ['a', undefined],
    [undefined, 'a'],
  ]);
  for (const line of lines) {
    expect(line.length).toBeGreaterThan(16_000);
    expect(line.length).toBeLessThan(16 * 1024 + 200);
    expect(line.match(/…/g)).toHaveLength(1);
  }
});

test('a silent worker logs no call either', async () => {
  const { run, lines, database } = await startTestWorker({}, { body: {} }, 'silent');
  await run('<default>', { ...get('orders'), debug: true });
  expect(database.requests).toHaveLength(1);
  expect(lines).toEqual([]);
});
