import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startWorkerProcess } from '../../examples/local/worker-process.ts';
import { fetchedVariables } from '../../src/job/read-job.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { type LoopbackGateway, startLoopbackGateway } from '../support/loopback-gateway.ts';
import { startOtlpCollector } from '../support/otlp-collector.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const [CLIENT, CONSUMER] = [3, 5];
const ERROR = { code: 2 };
const preload = `--import ${new URL('../support/preloaded-sdk.mjs', import.meta.url).href}`;

let loopback: LoopbackGateway;
let database: CannedDynamodb;
let collector: Awaited<ReturnType<typeof startOtlpCollector>>;

beforeEach(async () => {
  [loopback, database, collector] = await Promise.all([
    startLoopbackGateway(),
    startCannedDynamodb(({ body: { TableName }, operation }) => {
      if (TableName === 'missing') return { type: 'ResourceNotFoundException' };
      if (operation === 'Scan') return { body: { Items: [], Count: 0, ScannedCount: 2 } };
      const body = { Item: { id: { S: 'a' } }, ConsumedCapacity: { TableName, CapacityUnits: 0.5 } };
      return { body, headers: { 'x-amzn-requestid': 'request-of-getItem' } };
    }),
    startOtlpCollector(),
  ]);
  return () => Promise.all([loopback.stop(), database.stop(), collector.stop()]);
});

async function startWorker(settings: NodeJS.ProcessEnv) {
  const folder = await mkdtemp(join(tmpdir(), 'traces-'));
  const log = join(folder, 'worker.log');
  const worker = await startWorkerProcess(
    {
      ZEEBE_GRPC_ADDRESS: loopback.address,
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      ...settings,
    },
    log,
    'built',
  );
  onTestFinished(() => worker.kill().then(() => rm(folder, { recursive: true, force: true })));
  return { worker, log: async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line.startsWith('{')) };
}

/** Adds a job. Gives its key. */
function add(input: object, more: object = {}): string {
  const variables = JSON.stringify({ input, ...more });
  const [key] = loopback.addJobs([{ type: 'aws-dynamodb:1', variables, customHeaders: '{"resultVariable":"r"}' }]);
  return key as string;
}

const getItem = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: 'a' } };

describe.each([
  ['OTEL_… variables', {}, 'camunda-dynamodb-worker'],
  ['a preload', { NODE_OPTIONS: preload }, 'preloaded'],
])('with %s', (_way, settings, service) => {
  test('a collector has the tree of each job, and all of it when the worker has stopped', async () => {
    const { worker, log } = await startWorker({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      // Spans leave at the end alone.
      OTEL_BSP_SCHEDULE_DELAY: '600000',
      ...settings,
    });
    const got = add(getItem, { traceparent: `00-${TRACE}-${SPAN}-01` });
    const scanned = add({ tableOperation: 'scanTable', tableName: 'orders', totalSegments: 3 });
    const failed = add({ ...getItem, tableName: 'missing' });
    await loopback.waitFor(3);
    await worker.stop();
    expect(await worker.exited).toBe(0);
    expect([...collector.paths]).toEqual(['/v1/traces']);

    const { spans } = collector;
    const jobOf = (key: string) => spans.find(({ attributes }) => attributes['camunda.job.key'] === key);
    const callsOf = (key: string, name: string) =>
      spans.filter((span) => span.parentSpanId === jobOf(key)?.spanId && span.name === name);
    for (const key of [got, scanned, failed])
      expect(jobOf(key)).toMatchObject({ name: 'process aws-dynamodb:1', kind: CONSUMER });

    expect(jobOf(got)).toMatchObject({ traceId: TRACE, parentSpanId: SPAN, resource: { 'service.name': service } });
    expect(callsOf(got, 'DynamoDB.GetItem')).toEqual([
      expect.objectContaining({
        traceId: TRACE,
        kind: CLIENT,
        attributes: expect.objectContaining({
          'rpc.system': 'aws-api',
          'rpc.service': 'DynamoDB',
          'rpc.method': 'GetItem',
          'db.system.name': 'aws.dynamodb',
          'aws.dynamodb.table_names': ['orders'],
          'aws.dynamodb.consumed_capacity': ['{"TableName":"orders","CapacityUnits":0.5}'],
          'aws.request_id': 'request-of-getItem',
          'cloud.region': 'eu-central-1',
          'server.port': database.port,
        }),
      }),
    ]);

    expect(jobOf(scanned)?.parentSpanId ?? '').toBe('');
    const segments = callsOf(scanned, 'DynamoDB.Scan').map(({ attributes }) => attributes);
    expect(segments.map((attributes) => attributes['aws.dynamodb.segment']).sort()).toEqual([0, 1, 2]);
    for (const attributes of segments)
      expect(attributes).toMatchObject({ 'aws.dynamodb.total_segments': 3, 'aws.dynamodb.scanned_count': 2 });

    const error = { 'error.type': 'ResourceNotFoundException' };
    expect(jobOf(failed)).toMatchObject({ status: ERROR, attributes: error });
    expect(callsOf(failed, 'DynamoDB.GetItem')).toMatchObject([{ status: ERROR, attributes: error }]);
    const lines = (await log()).map((line) => JSON.parse(line) as Record<string, unknown>);
    const { traceId, spanId } = jobOf(failed) ?? {};
    expect(lines.find(({ msg }) => msg === 'The job failed')).toMatchObject({ trace_id: traceId, span_id: spanId });
  });
});

test('without either, the parent of a job is not even fetched', async () => {
  const { worker, log } = await startWorker({ OTEL_SERVICE_NAME: 'worker', OTEL_TRACES_EXPORTER: 'none' });
  add({ ...getItem, tableName: 'missing' });
  await loopback.waitFor(1);
  await worker.stop();
  const subscriptions = loopback.seen.filter(({ rpc }) => rpc === 'ActivateJobs' || rpc === 'StreamActivatedJobs');
  expect(subscriptions.length).toBeGreaterThan(0);
  for (const { request } of subscriptions) expect(request).toMatchObject({ fetchVariable: fetchedVariables });
  expect((await log()).join('\n')).not.toContain('trace_id');
});

test('a collector that cannot be reached does not hold up the worker, and is told in the log', async () => {
  await collector.stop();
  const { worker, log } = await startWorker({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    OTEL_EXPORTER_OTLP_TIMEOUT: '500',
  });
  add(getItem);
  expect(await loopback.waitFor(1)).toMatchObject([{ how: 'completed' }]);
  await worker.stop();
  expect(await worker.exited).toBe(0);
  expect((await log()).join('\n')).toMatch(/Something is wrong with the traces|last spans could not be exported/);
  collector = await startOtlpCollector();
});
