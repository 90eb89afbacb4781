import { expect, onTestFinished, test } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { STOPPED } from '../../src/job/run-job.ts';
import { families } from '../../src/metrics/families.ts';
import { openMetrics } from '../../src/metrics/metrics.ts';
import { type CannedAnswer, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { namingFaults, readExposition, seriesValue } from '../support/exposition.ts';
import { clientSettings, endedJob, jobSettings, variablesFor } from '../support/jobs.ts';
import { metricsOfTest } from '../support/metrics.ts';

const KEY = 'TheAccessKeyOfThisTest';
const SECRET = 'TheSecretKeyOfThisTest';
const getItem = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: 'the-key-of-the-item' } };
const answered = { Item: { id: { S: 'the-key-of-the-item' }, text: { S: 'a value of the item' } } };

/** Jobs at a DynamoDB that answers as it is told, and what their metrics say. */
async function measured(
  answers: readonly CannedAnswer[],
  words: { asksForCapacity?: boolean; maxAttempts?: number } = {},
) {
  const { asksForCapacity = false, maxAttempts = 1 } = words;
  const server = await startCannedDynamodb();
  server.queue(...answers);
  const metrics = metricsOfTest();
  const clients = keepClients({ ...clientSettings, maxAttempts, onRequest: metrics.requested });
  onTestFinished(async () => {
    clients.close();
    await server.stop();
  });
  const settings = jobSettings({ clients, asksForCapacity, onAnswer: metrics.answered });
  return {
    requests: server.requests,
    scrape: async () => readExposition(await metrics.text()),
    text: () => metrics.text(),
    async run(input: object, headers: Record<string, string> = { resultVariable: 'result' }, signal?: AbortSignal) {
      const variables = variablesFor(server.endpoint, input);
      variables.authentication = { type: 'credentials', accessKey: KEY, secretKey: SECRET };
      metrics.jobBegan();
      const ended = await endedJob(variables, { settings, headers, retries: 1, ...(signal && { signal }) });
      metrics.jobEnded(ended, 0.02);
      return ended;
    },
  };
}

test('each family is there from the start, under the name, type, labels and words of its list', async () => {
  const scraped = readExposition(await metricsOfTest().text());
  for (const { name, type, help, labels } of Object.values(families)) {
    const family = scraped.get(name);
    expect(family).toMatchObject({ name, type, help });
    for (const sample of family?.samples ?? []) {
      expect(Object.keys(sample.labels).filter((label) => label !== 'le')).toEqual([...labels]);
    }
  }
});

test("all names are those of Prometheus' conventions, also Node's own", async () => {
  const scraped = readExposition(await metricsOfTest().text());
  expect(scraped.size).toBeGreaterThan(Object.keys(families).length + 10);
  expect(namingFaults(scraped.values())).toEqual([]);
});

test('a job that was done is counted with its request and its item', async () => {
  const { run, scrape } = await measured([{ body: answered }]);
  await run(getItem);
  const scraped = await scrape();
  const type = 'aws-dynamodb:1';
  const value = (name: string, labels: Record<string, string> = {}) => seriesValue(scraped, name, labels);
  expect(value('camunda_connector_outbound_invocations_total', { type, action: 'activated' })).toBe(1);
  expect(value('camunda_connector_outbound_invocations_total', { type, action: 'completed' })).toBe(1);
  expect(value('camunda_connector_outbound_execution_time_seconds_sum', { type })).toBe(0.02);
  expect(value('dynamodb_worker_job_seconds_count', { operation: 'getItem', outcome: 'completed' })).toBe(1);
  expect(value('dynamodb_worker_aws_requests_total', { command: 'GetItem', table: 'orders', status: '200' })).toBe(1);
  expect(value('dynamodb_worker_aws_request_seconds_count', { command: 'GetItem' })).toBe(1);
  expect(value('dynamodb_worker_aws_retries_total')).toBe(0);
  expect(value('dynamodb_worker_items_total', { operation: 'getItem', direction: 'read' })).toBe(1);
  expect(scraped.get('dynamodb_worker_job_errors_total')?.samples).toEqual([]);
});

test('each try is a request; those that repeat one, and those that were throttled, are counted too', async () => {
  const throttled = { status: 400, type: 'ProvisionedThroughputExceededException' };
  const { run, scrape } = await measured([throttled, 'reset', { body: answered }], { maxAttempts: 3 });
  expect((await run(getItem)).outcome.kind).toBe('completed');
  const scraped = await scrape();
  const requests = (status: string) =>
    seriesValue(scraped, 'dynamodb_worker_aws_requests_total', { command: 'GetItem', table: 'orders', status });
  expect([requests('400'), requests('none'), requests('200')]).toEqual([1, 1, 1]);
  expect(seriesValue(scraped, 'dynamodb_worker_aws_retries_total')).toBe(2);
  expect(seriesValue(scraped, 'dynamodb_worker_aws_throttles_total', { table: 'orders' })).toBe(1);
});

test.each([
  [
    'AWS refuses',
    [{ status: 400, type: 'ResourceNotFoundException' }],
    getItem,
    {},
    'execution',
    'ResourceNotFoundException',
  ],
  ['AWS is not there', ['reset' as const], getItem, {}, 'connection', 'ECONNRESET'],
  ['an input is wrong', [], { itemOperation: 'getItem', tableName: 'orders' }, {}, 'configuration', 'none'],
  ['a result cannot be made', [{ body: answered }], getItem, { resultExpression: '{a: ' }, 'configuration', 'none'],
])(
  'a job that fails because %s is an error of its class and type',
  async (_why, answers, input, headers, failed, type) => {
    const { run, scrape } = await measured(answers);
    const { outcome } = await run(input, headers);
    expect(outcome.kind).toBe('error');
    const errors = (await scrape()).get('dynamodb_worker_job_errors_total')?.samples;
    expect(errors).toMatchObject([{ labels: { operation: 'getItem', class: failed, type }, value: 1 }]);
  },
);

test('a failure that the error expression ignores is no error, and a BPMN error of a process is counted as such', async () => {
  const refused = { status: 400, type: 'ConditionalCheckFailedException' };
  const { run, scrape } = await measured([refused, { body: answered }]);
  await run(getItem, { errorExpression: 'ignoreError({})' });
  await run(getItem, { resultVariable: 'result', errorExpression: 'bpmnError("SOLD_OUT", "none left")' });
  const scraped = await scrape();
  const labels = { type: 'aws-dynamodb:1', action: 'bpmn-error' };
  expect(scraped.get('dynamodb_worker_job_errors_total')?.samples).toEqual([]);
  expect(seriesValue(scraped, 'camunda_connector_outbound_invocations_total', labels)).toBe(1);
});

test('consumed capacity is counted; where the job did not ask for it, the job does not see it', async () => {
  const ConsumedCapacity = { TableName: 'orders', CapacityUnits: 0.5 };
  const body = { ...answered, ConsumedCapacity };
  const asking = { ...getItem, returnConsumedCapacity: 'TOTAL' };
  const { run, scrape, requests } = await measured([{ body }, { body }], { asksForCapacity: true });
  const results = [await run(getItem), await run(asking)].map(({ outcome }) => JSON.parse(outcome.variables).result);
  expect(results.map(({ response }) => response.ConsumedCapacity)).toEqual([null, ConsumedCapacity]);
  expect(requests.map(({ body }) => body.ReturnConsumedCapacity)).toEqual(['TOTAL', 'TOTAL']);
  const labels = { table: 'orders', kind: 'read' };
  expect(seriesValue(await scrape(), 'dynamodb_worker_consumed_capacity_units_total', labels)).toBe(1);
});

test('without the setting, DynamoDB is not asked for consumed capacity', async () => {
  const { run, requests } = await measured([{ body: answered }]);
  await run(getItem);
  expect(requests[0]?.body).not.toHaveProperty('ReturnConsumedCapacity');
});

test('a capacity that is no number, from a server that is none of AWS, fails no job', async () => {
  const body = '{"ConsumedCapacity":{"TableName":"orders","CapacityUnits":1e999}}';
  const { run } = await measured([{ body }], { asksForCapacity: true });
  expect((await run(getItem)).outcome.kind).toBe('completed');
});

test('what cannot be counted is told, and thrown at nobody', () => {
  const told: string[] = [];
  const onTrouble = ({ message }: Error) => void told.push(message);
  const metrics = openMetrics({ jobType: 'test', maxJobs: 1, maxTables: 1, version: '1.2.3', onTrouble });
  metrics.jobEnded(undefined as never, 0);
  expect(told).toHaveLength(1);
});

test('a job that is handed back on a stop is neither done nor failed', async () => {
  const { run, scrape } = await measured(['hang']);
  const { isHandedBack } = await run(getItem, {}, AbortSignal.abort(STOPPED));
  expect(isHandedBack).toBe(true);
  const scraped = await scrape();
  const labels = { type: 'aws-dynamodb:1', action: 'failed' };
  expect(seriesValue(scraped, 'camunda_connector_outbound_invocations_total', labels)).toBe(0);
  expect(seriesValue(scraped, 'dynamodb_worker_jobs_handed_back_total', { reason: 'cut_off' })).toBe(1);
});

test('a secret that a task has as its table by mistake is no label, nor is the name of an unclear table', async () => {
  const { run, text } = await measured([{ body: {} }, { body: {} }], { asksForCapacity: true });
  await run({ ...getItem, tableName: SECRET });
  await run({ itemOperation: 'executeStatement', statement: '-- \nSELECT * FROM "orders"' });
  const scraped = await text();
  expect(scraped).not.toContain(SECRET);
  expect(scraped).toContain('aws_requests_total{command="GetItem",table="***",status="200"} 1');
  expect(scraped).toContain('aws_requests_total{command="ExecuteStatement",table="unknown",status="200"} 1');
});

test('an error name as no AWS error has one counts as other', async () => {
  const { run, scrape } = await measured([{ status: 400, type: `E${'x'.repeat(10_000)}` }]);
  await run(getItem);
  const [error] = (await scrape()).get('dynamodb_worker_job_errors_total')?.samples ?? [];
  expect(error?.labels.type).toBe('other');
});

test('no key, value, secret or number of a job is in any label', async () => {
  const hostile = { status: 400, type: `Exception of ${SECRET}` };
  const { run, text } = await measured([{ body: answered }, hostile]);
  await run(getItem);
  await run(getItem);
  const scraped = await text();
  for (const hidden of ['the-key-of-the-item', 'a value of the item', KEY, SECRET, 'jobKey']) {
    expect(scraped).not.toContain(hidden);
  }
});

test('many tables, statuses and types of errors have no more series than the limits allow', async () => {
  const metrics = metricsOfTest();
  const facts = {
    outcome: { kind: 'error', code: 'X', message: '', variables: '{}' },
    region: undefined,
    isHandedBack: false,
  } as const;
  for (let n = 0; n < 4_000; n++) {
    const tables = [`table-${n % 2_000}`];
    const request = { command: 'GetItem', tables, seconds: 0.001, isRetry: false, isThrottled: true };
    metrics.requested({ ...request, status: 100 + (n % 900) });
    const failure = { class: 'execution', type: `Type${n}`, requestId: undefined } as const;
    metrics.jobEnded({ ...facts, operation: 'getItem', tables: [], failure }, 0.001);
  }
  const scraped = readExposition(await metrics.text());
  const series = (name: string) => scraped.get(name)?.samples ?? [];
  const throttles = series('dynamodb_worker_aws_throttles_total');
  expect(throttles).toHaveLength(101);
  expect(throttles.find(({ labels }) => labels.table === 'other')?.value).toBe(3_800);
  expect(series('dynamodb_worker_job_errors_total')).toHaveLength(101);
  expect(series('dynamodb_worker_aws_requests_total').length).toBeLessThanOrEqual(101 * 41);
});
