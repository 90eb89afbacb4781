import { status } from '@grpc/grpc-js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { operationsById } from '../../src/operations/index.ts';
import { readConfig } from '../../src/worker/config.ts';
import { startJobPump } from '../../src/worker/job-pump.ts';
import { keepPolicies } from '../../src/worker/job-settings.ts';
import type { Gateway } from '../../src/zeebe/gateway.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { carriers, gateways } from '../support/gateways.ts';
import { startHostileServer } from '../support/hostile-answers.ts';
import { keptLog } from '../support/log-lines.ts';
import { inLongForm } from '../support/long-form.ts';
import type { LoopbackGateway } from '../support/loopback-gateway.ts';
import { metricsOfTest } from '../support/metrics.ts';
import { until } from '../support/until.ts';

/** A worker at a loopback gateway, in this process, and what it logs. */
async function startTestWorker(
  loopback: LoopbackGateway,
  gateway: Gateway,
  level = 'info',
  variables: Readonly<Record<string, string>> = {},
) {
  const { log, lines } = keptLog(level);
  const config = readConfig({ DYNAMODB_WORKER_JOB_TIMEOUT: 'PT2S', ...variables });
  const metrics = metricsOfTest();
  const worker = startJobPump(config, {
    operations: operationsById,
    gateways: [{ gateway, physicalTenantId: undefined }],
    log,
    metrics,
    policies: keepPolicies(config, { secret: () => undefined, aws: { variables: process.env } }),
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
  await until(() => loopback.count().openPolls === 1, 'the worker polls');
  return { worker, lines, metrics };
}

function job(endpoint: string | undefined, input: object) {
  const authentication = { accessKey: 'key', secretKey: 'secret' };
  const configuration = { region: 'eu-central-1', endpoint };
  return { type: 'aws-dynamodb:1', variables: JSON.stringify({ authentication, configuration, input }) };
}

const getItem = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: '1' } };

async function canned(...answers: Parameters<typeof startCannedDynamodb>) {
  const database = await startCannedDynamodb(...answers);
  onTestFinished(() => database.stop());
  process.env.AWS_ENDPOINT_URL_DYNAMODB = database.endpoint;
  onTestFinished(() => {
    delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  });
  return database;
}

test('jobs that are given back undone are counted by why: there was no slot, or the worker stopped', async () => {
  const { loopback, gateway } = await gateways({});
  const { worker, metrics } = await startTestWorker(loopback, gateway, 'silent', { DYNAMODB_WORKER_MAX_JOBS: '1' });
  const database = await canned(() => 'hang');
  await until(() => loopback.count().openStreams === 1, 'jobs are pushed');
  loopback.addJobs([job(undefined, getItem), job(undefined, getItem)]);
  await until(() => loopback.ended.length === 1 && database.requests.length === 1, 'one is given back, and one runs');
  await worker.stop(0);
  const text = await metrics.text();
  expect(text).toMatch(/^dynamodb_worker_jobs_handed_back_total\{reason="not_begun"\} [1-9]/m);
  expect(text).toContain('dynamodb_worker_jobs_handed_back_total{reason="cut_off"} 1');
});

describe.each(carriers)('by %s', (carrier) => {
  test('a worker that is stopped while jobs pour in leaves none of them locked', async () => {
    for (let round = 0; round < inLongForm(10, 2); round++) {
      const { loopback, gateway } = await gateways({ carrier });
      // What is on its way by a stream is locked until its time is over.
      const { worker } = await startTestWorker(loopback, gateway, 'silent', { DYNAMODB_WORKER_JOB_PUSH: 'false' });
      const pouring = setInterval(() => loopback.addJobs(Array.from({ length: 5 }, () => job(undefined, {}))), 1);
      await loopback.waitFor(50 + round * 7);
      expect(await worker.stop(10_000)).toBe(0);
      clearInterval(pouring);
      expect(loopback.count().locked).toBe(0);
    }
  });

  test('what the engine tells of a job is in the log of its failure', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    const { lines } = await startTestWorker(loopback, gateway);
    loopback.addJobs([
      { ...job(undefined, {}), bpmnProcessId: 'order', processDefinitionVersion: 7, priority: 80, tags: ['vip'] },
    ]);
    await until(() => lines.some(({ msg }) => msg === 'The job failed'), 'the failure is told');
    expect(lines.find(({ msg }) => msg === 'The job failed')).toMatchObject({
      bpmnProcessId: 'order',
      processDefinitionVersion: 7,
      priority: 80,
      tags: ['vip'],
      elementId: 'task',
      ...(carrier === 'rest' && { rootProcessInstanceKey: expect.any(String) }),
    });
  });

  test('a job that failed is one line with what was asked of DynamoDB, where, and what it said', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    const { lines } = await startTestWorker(loopback, gateway);
    await canned(() => ({ type: 'AccessDeniedException', headers: { 'x-amzn-requestid': 'REQUEST-1' } }));
    loopback.addJobs([{ ...job(undefined, getItem), bpmnProcessId: 'order' }]);
    await loopback.waitFor(1);
    expect(lines.filter(({ msg }) => msg === 'The job failed')).toEqual([
      expect.objectContaining({
        jobKey: expect.any(String),
        processInstanceKey: expect.any(String),
        bpmnProcessId: 'order',
        elementId: 'task',
        outcome: 'error',
        code: 'AwsDynamoDbExecutionException',
        operation: 'getItem',
        table: 'orders',
        region: 'eu-central-1',
        class: 'execution',
        type: 'AccessDeniedException',
        requestId: 'REQUEST-1',
        message: expect.stringContaining('getItem on the table orders in eu-central-1'),
      }),
    ]);
  });

  test('a job that is lost while it runs is told, and not reported', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    const { lines } = await startTestWorker(loopback, gateway);
    const database = await canned(() => 'hang');
    loopback.addJobs([job(undefined, getItem)]);
    await until(() => database.requests.length === 1, 'the job is in flight');
    loopback.faults.answer('UpdateJobTimeout', status.NOT_FOUND);
    await until(() => lines.some(({ msg }) => msg.includes('not ours any more')), 'the loss is told');
    expect(loopback.ended).toEqual([]);
  });

  test('a job that comes again while its lock is being extended is not lost: it has a new lease', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    const { lines } = await startTestWorker(loopback, gateway, 'info', { DYNAMODB_WORKER_JOB_PUSH: 'false' });
    let answer = () => {};
    const database = await canned(() => new Promise((resolve) => (answer = () => resolve({ body: {} }))));
    loopback.addJobs([job(undefined, getItem)]);
    await until(() => database.requests.length === 1, 'the job is in flight');
    const held = loopback.faults.hold('UpdateJobTimeout', 1);
    await until(() => loopback.calls.UpdateJobTimeout === 1, 'its lock is being extended');
    await until(() => loopback.count().openPolls === 1, 'the worker polls');
    const polls = loopback.calls.ActivateJobs;
    loopback.expireLocks();
    await until(() => loopback.calls.ActivateJobs > polls, 'it has come again');
    held.release();
    await until(() => loopback.timeoutUpdates.length > 0, 'its lock is extended with the new lease');
    answer();
    await loopback.waitFor(1, 'completed');
    expect(database.requests).toHaveLength(1);
    expect(lines.filter(({ msg }) => msg.includes('not ours any more'))).toEqual([]);
  });

  test('a job that asks for it is logged, whatever the log level is', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    const { lines } = await startTestWorker(loopback, gateway, 'error');
    await canned(() => ({ body: {} }));
    loopback.addJobs([job(undefined, getItem), job(undefined, { ...getItem, debug: true })]);
    await loopback.waitFor(2);
    expect(lines.map(({ msg, command }) => [msg, command])).toEqual([['DynamoDB was called', 'GetItemCommand']]);
  });

  test('a database whose answers stall takes no slot for ever: all jobs end, and the next are done', async () => {
    const { loopback, gateway } = await gateways({ carrier });
    let stalls = true;
    const database = await startHostileServer(() => ({
      right: { body: '{"Item":{"id":{"S":"1"}}}' },
      ...(stalls && { hostile: 'half of the body' }),
    }));
    onTestFinished(() => database.stop());
    process.env.AWS_ENDPOINT_URL_DYNAMODB = database.url;
    onTestFinished(() => {
      delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
    });
    const { worker } = await startTestWorker(loopback, gateway, 'silent', { DYNAMODB_WORKER_MAX_JOB_TIME: 'PT1S' });
    loopback.addJobs(Array.from({ length: 32 }, () => ({ ...job(undefined, getItem), retries: 1 })));
    await until(() => loopback.ended.length === 32, 'all have ended');
    await until(() => worker.active === 0, 'no slot is held');
    await until(() => database.spoiled.size === 0, 'no connection is left');
    stalls = false;
    loopback.addJobs(Array.from({ length: 32 }, () => job(undefined, getItem)));
    await until(() => loopback.ended.length === 64, 'all are done');
  });
});
