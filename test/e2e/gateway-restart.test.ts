import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openGatewayAccess } from '../../examples/local/gateway-access.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { forkLoopbackGateway } from '../support/loopback-gateway-process.ts';
import { until } from '../support/until.ts';
import { startTestWorker } from '../support/zeebe.ts';

/** What the in-memory engine cannot show: a gateway that dies and comes back with its jobs, and the variables of a failed job. */

const authentication = { accessKey: 'key', secretKey: 'secret' };
const input = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: '%n' } };
const job = { type: 'aws-dynamodb:1', variables: JSON.stringify({ authentication, input }) };

test('a gateway that is killed and comes back with its jobs loses none, and each is done once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const database = await startCannedDynamodb(async () => {
    await released;
    return { body: {} };
  });
  onTestFinished(() => database.stop());
  const journal = join(folder, 'journal');
  const first = await forkLoopbackGateway({ journal });
  const engine = { gateway: openGatewayAccess(first.address) };
  const worker = await startTestWorker(engine, database.endpoint, { DYNAMODB_WORKER_MAX_JOBS: '4' });
  onTestFinished(() => worker.stop());
  await first.ask('addJobs', 20, job);
  await until(() => database.requests.length === 4, 'as many jobs as may be are in flight');
  await first.kill();
  // These end while nobody listens.
  release();

  const second = await forkLoopbackGateway({ journal, port: first.port });
  onTestFinished(() => second.stop());
  await second.ask('addJobs', 5, job);
  await second.ask('waitFor', 25, 'completed', 60_000);
  const ended = await second.ask('ended');
  expect(new Set(ended.map(({ key }) => key)).size).toBe(25);
  expect(database.requests).toHaveLength(25);
});

test('a job that failed has the error as a variable when it is tried again', async () => {
  const gateway = await forkLoopbackGateway();
  onTestFinished(() => gateway.stop());
  const database = await startCannedDynamodb(() => 'reset');
  onTestFinished(() => database.stop());
  const worker = await startTestWorker({ gateway: openGatewayAccess(gateway.address) }, database.endpoint);
  onTestFinished(() => worker.stop());
  await gateway.ask('addJobs', 1, { ...job, retries: 2 });
  await gateway.ask('waitFor', 1, 'error', 60_000);
  const [failed, last] = await gateway.ask('ended');
  const error = { code: 'AwsDynamoDbConnectionException', type: 'ECONNRESET', retryable: true };
  expect(failed).toMatchObject({ how: 'failed', retries: 1 });
  expect(JSON.parse(failed?.variables ?? '')).toMatchObject({ error });
  expect(last).toMatchObject({ how: 'error', errorCode: error.code });
});
