import { expect, onTestFinished, test } from 'vitest';
import { operations } from '../../src/operations/index.ts';
import { startWorker } from '../../src/worker/start.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { namingFaults, readExposition, seriesValue } from '../support/exposition.ts';
import { inLongForm } from '../support/long-form.ts';
import { startLoopbackGateway } from '../support/loopback-gateway.ts';
import { until } from '../support/until.ts';

const TABLES = 10_000;
const JOBS = inLongForm(100_000, 200);
const LIMIT_MS = 900_000;

test(
  'a worker under load is scraped: each job is counted once in all of its ways, in a bounded number of series',
  async () => {
    const database = await startCannedDynamodb(() => ({ body: { Item: { id: { S: '1' } } } }), { record: false });
    const loopback = await startLoopbackGateway();
    const worker = await startWorker({
      operations,
      env: {
        ZEEBE_GRPC_ADDRESS: loopback.address,
        CAMUNDA_AUTH_STRATEGY: 'NONE',
        DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1',
        DYNAMODB_WORKER_HTTP_PORT: '0',
        DYNAMODB_WORKER_LOG_LEVEL: 'silent',
        DYNAMODB_WORKER_METRICS_TABLES: '50',
        DYNAMODB_WORKER_ALLOW_ENDPOINTS: database.endpoint,
      },
    });
    onTestFinished(async () => {
      await worker.stop();
      await loopback.stop();
      await database.stop();
    });
    const scrape = async () => {
      const response = await fetch(`http://127.0.0.1:${worker.httpPort}/metrics`);
      expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
      return readExposition(await response.text());
    };
    loopback.addJobs(
      Array.from({ length: JOBS }, (_, number) => ({
        type: 'aws-dynamodb:1',
        variables: JSON.stringify({
          authentication: { accessKey: 'key', secretKey: 'secretOfTest' },
          configuration: { region: 'eu-central-1', endpoint: database.endpoint },
          input: { itemOperation: 'getItem', tableName: `t-${number % TABLES}`, primaryKeyComponents: { id: '1' } },
        }),
      })),
    );
    await until(() => worker.activeJobs > 0, 'jobs run');
    const during = await scrape();
    expect(namingFaults(during.values())).toEqual([]);
    await loopback.waitFor(JOBS, undefined, 600_000);
    await until(() => worker.activeJobs === 0, 'no job is left');
    const after = await scrape();
    const sumOf = (name: string) => after.get(name)?.samples.reduce((sum, { value }) => sum + value, 0);
    const type = 'aws-dynamodb:1';
    const invocations = (action: string) =>
      seriesValue(after, 'camunda_connector_outbound_invocations_total', { type, action });
    expect([invocations('activated'), invocations('completed')]).toEqual([JOBS, JOBS]);
    expect(sumOf('dynamodb_worker_reports_total')).toBe(JOBS);
    expect(sumOf('dynamodb_worker_items_total')).toBe(JOBS);
    expect(
      seriesValue(after, 'dynamodb_worker_job_seconds_count', { operation: 'getItem', outcome: 'completed' }),
    ).toBe(JOBS);
    expect(sumOf('dynamodb_worker_gateway_polls_total')).toBeGreaterThan(0);
    expect(seriesValue(after, 'dynamodb_worker_gateway_connected')).toBe(1);
    expect(seriesValue(after, 'dynamodb_worker_jobs_max')).toBe(32);
    expect(seriesValue(after, 'dynamodb_worker_connections')).toBe(1);
    const byTable = after
      .get('dynamodb_worker_aws_requests_total')
      ?.samples.filter(({ labels }) => labels.command === 'GetItem');
    expect(byTable).toHaveLength(51);
  },
  LIMIT_MS,
);
