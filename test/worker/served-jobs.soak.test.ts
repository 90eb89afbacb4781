import { status } from '@grpc/grpc-js';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { operationsById } from '../../src/operations/index.ts';
import { readConfig } from '../../src/worker/config.ts';
import { startJobPump } from '../../src/worker/job-pump.ts';
import { keepPolicies } from '../../src/worker/job-settings.ts';
import { alsoServed } from '../../src/worker/served-jobs.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { carriers, gateways } from '../support/gateways.ts';
import { keptLog } from '../support/log-lines.ts';
import type { Carrier, LoopbackGateway } from '../support/loopback-gateway.ts';
import { metricsOfTest } from '../support/metrics.ts';
import { until } from '../support/until.ts';

const NATIVE = 'aws-dynamodb:1';
const CURRENT = 'io.camunda:aws-dynamodb:1';
const DEPRECATED = 'io.camunda:aws:1';
const types = [NATIVE, CURRENT, DEPRECATED];

interface Words {
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A worker at a loopback gateway that serves Camunda’s connector too, its DynamoDB, and what it logs. */
async function started(
  carrier: Carrier,
  answer: Parameters<typeof startCannedDynamodb>[0],
  { variables = {}, secrets = {} }: Words = {},
) {
  const database = await startCannedDynamodb(answer);
  onTestFinished(() => database.stop());
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', database.endpoint);
  const { loopback, gateway } = await gateways({ carrier });
  const { log, lines } = keptLog('debug');
  const config = readConfig({ DYNAMODB_WORKER_CAMUNDA_COMPATIBLE: 'true', ...variables });
  const metrics = metricsOfTest([CURRENT, DEPRECATED]);
  onTestFinished(() => metrics.close());
  const worker = startJobPump(config, {
    operations: operationsById,
    gateways: [{ gateway, physicalTenantId: undefined }],
    alsoServed: await alsoServed(config),
    log,
    metrics,
    policies: keepPolicies(config, { secret: (name) => secrets[name], aws: { variables: process.env } }),
    secrets: [],
    tenantIds: ['<default>'],
    name: 'tester',
    longPoll: 10_000,
    aws: { maxAttempts: 1, variables: process.env },
  });
  onTestFinished(async () => {
    await worker.stop(0);
    worker.close();
  });
  await until(() => loopback.count().openPolls >= 3, 'the worker polls for all types');
  return { database, loopback, worker, lines, metrics };
}

const getItem = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: '1' } };

function job(type: string, headers: object = { resultVariable: 'result' }, input: object = getItem) {
  const authentication = { accessKey: 'keyOfTheTask', secretKey: 'secretOfTheTask' };
  const variables = JSON.stringify({ authentication, configuration: { region: 'eu-central-1' }, input });
  return { type, variables, customHeaders: JSON.stringify(headers) };
}

const resultsOf = (loopback: LoopbackGateway) => loopback.ended.map(({ variables }) => JSON.parse(variables).result);

describe.each(carriers)('by %s', (carrier) => {
  test('jobs of three types are done at once, each in its dialect, and counted by its type', async () => {
    const answer = () => ({ body: { Item: { id: { S: '1' }, n: { N: '2' } } } });
    const { loopback, metrics } = await started(carrier, answer);
    loopback.addJobs(types.flatMap((type) => Array.from({ length: 8 }, () => job(type))));
    await until(() => loopback.ended.length === 24, 'all are done');
    const results = resultsOf(loopback);
    expect(results.filter((result) => Array.isArray(result))).toHaveLength(16);
    expect(results.filter((result) => result.response?.Item)).toHaveLength(8);
    const text = await metrics.text();
    for (const type of types) {
      for (const action of ['activated', 'completed'])
        expect(text).toContain(`camunda_connector_outbound_invocations_total{type="${type}",action="${action}"} 8`);
      expect(text).toMatch(new RegExp(`execution_time_seconds_count\\{type="${type}"\\} 8`));
    }
  });

  test('the slots are shared: a flood of one type lets the others in, and no more run than there are slots', async () => {
    const running = new Map<string, number>();
    let most = 0;
    const waiting: (() => void)[] = [];
    const runs = (table: string) => running.get(table) ?? 0;
    const count = (table: string, more: number) => running.set(table, runs(table) + more);
    const all = () => [...running.values()].reduce((sum, one) => sum + one, 0);
    const { loopback } = await started(
      carrier,
      ({ body }) =>
        new Promise((resolve) => {
          const table = String(body.TableName);
          count(table, 1);
          most = Math.max(most, all());
          waiting.push(() => {
            count(table, -1);
            resolve({ body: {} });
          });
        }),
      { variables: { DYNAMODB_WORKER_MAX_JOBS: '12' } },
    );
    const ofTable = (type: string, tableName: string) => job(type, {}, { ...getItem, tableName });
    loopback.addJobs(Array.from({ length: 36 }, () => ofTable(CURRENT, 'flood')));
    await until(() => runs('flood') >= 6, 'the flood runs');
    loopback.addJobs([ofTable(NATIVE, 'native'), ofTable(DEPRECATED, 'deprecated')]);
    await until(() => runs('native') + runs('deprecated') === 2, 'the others run beside it');
    expect(runs('flood')).toBeGreaterThan(0);
    const release = setInterval(() => {
      for (const answered of waiting.splice(0)) answered();
    }, 5);
    onTestFinished(() => clearInterval(release));
    await until(() => loopback.ended.length === 38, 'all are done');
    expect(most).toBeLessThanOrEqual(12);
  });

  test('7.7 the job timeout of a task is set at the gateway before DynamoDB is asked', async () => {
    const order: string[] = [];
    const { loopback } = await started(carrier, () => {
      order.push(`asked after ${loopback.timeoutUpdates.map(({ timeout }) => timeout).join()}`);
      return { body: {} };
    });
    loopback.addJobs([job(CURRENT, { jobTimeout: 'PT7M' })]);
    await loopback.waitFor(1, 'completed');
    expect(order).toEqual(['asked after 420000']);
  });

  test('7.7 a job timeout that is shorter than the worker can extend in time does not lose the job', async () => {
    const { loopback, database } = await started(carrier, () => ({ body: {}, delayMs: 1_000 }), {
      variables: { DYNAMODB_WORKER_JOB_TIMEOUT: 'PT2S' },
    });
    loopback.addJobs([job(CURRENT, { jobTimeout: 'PT0.05S' })]);
    await loopback.waitFor(1, 'completed');
    expect(loopback.timeoutUpdates[0]).toMatchObject({ timeout: 500 });
    expect(database.requests).toHaveLength(1);
  });

  test('7.7 a job that is lost by then is not done, and not reported as anything', async () => {
    const { loopback, database, lines } = await started(carrier, () => ({ body: {} }));
    loopback.faults.answer('UpdateJobTimeout', status.NOT_FOUND);
    loopback.faults.answer('FailJob', status.NOT_FOUND);
    loopback.addJobs([job(CURRENT, { jobTimeout: 'PT7M' }), job(CURRENT, { resultVariable: 'result' })]);
    await until(() => lines.some(({ msg }) => msg.includes('was gone before')), 'it is told');
    await until(() => loopback.ended.length === 1, 'the other is done');
    expect(database.requests).toHaveLength(1);
  });

  test('7.7 a gateway that cannot be reached for a moment does not keep the job from being done', async () => {
    const { loopback, database } = await started(carrier, () => ({ body: {} }));
    loopback.faults.answer('UpdateJobTimeout', status.UNAVAILABLE, 20);
    loopback.addJobs([job(CURRENT, { jobTimeout: 'PT7M' })]);
    await loopback.waitFor(1, 'completed');
    expect(database.requests).toHaveLength(1);
  });

  test('6.1 retries and back-off of a failure reach the gateway, with the variable `error`', async () => {
    const { loopback } = await started(carrier, () => ({ type: 'ValidationException', message: 'no' }));
    loopback.addJobs([{ ...job(CURRENT, { retryBackoff: 'PT30S' }), retries: 3 }]);
    await loopback.waitFor(1);
    expect(loopback.ended[0]).toMatchObject({ how: 'failed', retries: 2, retryBackOff: 30_000 });
    expect(JSON.parse(loopback.ended[0]?.variables ?? '').error.type).toMatch(/DynamoDbException$/);
  });

  test('7.4 jobs under way are handed back with all retries when the worker stops', async () => {
    const { loopback, database, worker } = await started(carrier, () => 'hang');
    loopback.addJobs(types.map((type) => ({ ...job(type, { errorExpression: '=bpmnError("C")' }), retries: 3 })));
    await until(() => database.requests.length === 3, 'all are under way');
    await worker.stop(0);
    expect(loopback.ended).toHaveLength(3);
    for (const ended of loopback.ended) expect(ended).toMatchObject({ how: 'failed', retries: 3 });
  });

  test('6.4 no secret of a job is in a log line, a report’s message or a metric', async () => {
    const secrets = { TABLE: 'tableInASecret', DATA: 'dataInASecret' };
    const said = `no ${Object.values(secrets).join(' ')} secretOfTheTask`;
    const { loopback, lines, metrics } = await started(
      carrier,
      ({ body }) => (JSON.stringify(body).includes('ok') ? { body: {} } : { type: 'SomeException', message: said }),
      { secrets },
    );
    const input = (id: string) => ({ ...getItem, tableName: '{{secrets.TABLE}}', primaryKeyComponents: { id } });
    loopback.addJobs([
      job(CURRENT, {}, input('secrets.DATA')),
      job(CURRENT, {}, input('ok secrets.DATA')),
      job(DEPRECATED, { errorExpression: '=jobError(error.message + response.error.message)' }, input('secrets.DATA')),
    ]);
    await until(() => loopback.ended.length === 3, 'all have ended');
    const told = JSON.stringify([lines, loopback.ended]) + (await metrics.text());
    for (const secret of [...Object.values(secrets), 'secretOfTheTask']) expect(told).not.toContain(secret);
    expect(told).toContain('***');
  });
});
