import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { runJob } from '../../src/job/run-job.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { openTracing } from '../../src/tracing/tracing.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { activatedJob, clientSettings, jobSettings, variablesFor } from '../support/jobs.ts';
import { tracesOfTest } from '../support/traces.ts';

let traces: Awaited<ReturnType<typeof tracesOfTest>>;
let database: CannedDynamodb;
let settings: ReturnType<typeof jobSettings>;

beforeAll(async () => {
  [traces, database] = await Promise.all([tracesOfTest(), startCannedDynamodb()]);
});

beforeEach(() => {
  traces.spans();
  const clients = keepClients({ ...clientSettings, maxAttempts: 2, wrapCall: traces.tracing.call });
  settings = jobSettings({ clients });
  return () => clients.close();
});

afterAll(() => Promise.all([traces.end(), database.stop()]));

/** Runs a job within its span. Gives how it ended and its spans: that of the job, and its children by their starts. */
async function traced(input: object, more: JsonObject = {}, customHeaders = activatedJob.customHeaders) {
  const variables = JSON.stringify({ ...variablesFor(database.endpoint, input), ...more });
  const job = { ...activatedJob, variables, customHeaders };
  const { outcome } = await traces.tracing.job(job, () => runJob(job, settings, new AbortController().signal));
  const spans = traces.spans();
  const [own] = spans.filter(({ kind }) => kind === SpanKind.CONSUMER);
  if (own === undefined) throw new Error('The job has no span');
  const { spanId, traceId } = own.spanContext();
  const calls = spans.filter(
    ({ parentSpanContext: parent }) => parent?.spanId === spanId && parent.traceId === traceId,
  );
  expect(calls).toHaveLength(spans.length - 1);
  return { job, outcome, spans, own, calls: calls.sort((a, b) => a.startTime[1] - b.startTime[1]) };
}

const getItem = {
  itemOperation: 'getItem',
  tableName: 'orders',
  primaryKeyComponents: { id: 'key-of-an-order' },
  consistentRead: true,
};
const ITEM = { id: { S: 'key-of-an-order' }, note: { S: 'value-of-a-note' } };

test('a getItem is a span of the job with one of GetItem in it', async () => {
  const consumed = { TableName: 'orders', CapacityUnits: 1 };
  database.queue({ body: { Item: ITEM, ConsumedCapacity: consumed }, headers: { 'x-amzn-requestid': 'request-1' } });
  const { own, calls } = await traced(getItem);
  expect(own).toMatchObject({ name: 'process aws-dynamodb:1', kind: SpanKind.CONSUMER, parentSpanContext: undefined });
  expect(own.status).toEqual({ code: SpanStatusCode.UNSET });
  expect(own.attributes).toEqual({
    'messaging.system': 'camunda',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': 'aws-dynamodb:1',
    'messaging.message.id': '2251799813685260',
    'camunda.job.key': '2251799813685260',
    'camunda.job.type': 'aws-dynamodb:1',
    'camunda.job.retries': 3,
    'camunda.process_definition.id': 'order',
    'camunda.process_definition.version': 7,
    'camunda.process_instance.key': '2251799813685250',
    'camunda.element.id': 'read-order',
    'camunda.element_instance.key': '2251799813685259',
    'camunda.tenant.id': '<default>',
    'dynamodb_worker.operation': 'getItem',
    'dynamodb_worker.outcome': 'completed',
    'aws.dynamodb.table_names': ['orders'],
    'cloud.region': 'eu-central-1',
  });
  const [call] = calls.filter(({ name }) => name === 'DynamoDB.GetItem');
  expect(call).toMatchObject({ kind: SpanKind.CLIENT, status: { code: SpanStatusCode.UNSET } });
  expect(call?.instrumentationScope).toMatchObject({ name: 'camunda-dynamodb-worker', version: '1.2.3' });
  expect(call?.attributes).toEqual({
    'rpc.system': 'aws-api',
    'rpc.service': 'DynamoDB',
    'rpc.method': 'GetItem',
    'db.system.name': 'aws.dynamodb',
    'db.operation.name': 'GetItem',
    'db.collection.name': 'orders',
    'aws.dynamodb.table_names': ['orders'],
    'aws.dynamodb.consistent_read': true,
    'aws.dynamodb.consumed_capacity': [JSON.stringify(consumed)],
    'aws.request_id': 'request-1',
    'cloud.region': 'eu-central-1',
    'server.address': '127.0.0.1',
    'server.port': database.port,
    'http.response.status_code': 200,
  });
});

test('the segments of a parallel scan are children of the job side by side', async () => {
  database.queue(...[3, 4, 5].map((Count) => ({ body: { Items: [], Count, ScannedCount: 9 }, delayMs: 20 })));
  const { own, calls } = await traced({
    tableOperation: 'scanTable',
    tableName: 'orders',
    totalSegments: 3,
    limit: 10,
  });
  expect(own.attributes).toMatchObject({ 'dynamodb_worker.operation': 'scanTable' });
  expect(calls.map(({ name }) => name)).toEqual(['DynamoDB.Scan', 'DynamoDB.Scan', 'DynamoDB.Scan']);
  expect(calls.map(({ attributes }) => attributes['aws.dynamodb.segment']).sort()).toEqual([0, 1, 2]);
  expect(calls.map(({ attributes }) => attributes['aws.dynamodb.count']).sort()).toEqual([3, 4, 5]);
  for (const { attributes } of calls)
    expect(attributes).toMatchObject({
      'aws.dynamodb.total_segments': 3,
      'aws.dynamodb.limit': 10,
      'aws.dynamodb.scanned_count': 9,
    });
});

test('tries of one call are one span, which says how many there were', async () => {
  database.queue({ type: 'ThrottlingException' }, { body: { Item: ITEM } });
  const { own, calls } = await traced(getItem);
  expect(own.status).toEqual({ code: SpanStatusCode.UNSET });
  const sent = calls.filter(({ name }) => name === 'DynamoDB.GetItem');
  expect(sent).toHaveLength(1);
  expect(sent[0]?.attributes).toMatchObject({ 'http.request.resend_count': 1, 'http.response.status_code': 200 });
});

describe('what failed is an error without its text:', () => {
  test('a call that AWS refused, and its job', async () => {
    database.queue({ type: 'ResourceNotFoundException', message: 'no table value-of-a-note' });
    const { outcome, own, calls } = await traced(getItem);
    expect(outcome.kind).toBe('error');
    expect(own.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(own.attributes).toMatchObject({
      'dynamodb_worker.outcome': 'error',
      'dynamodb_worker.error.class': 'execution',
      'error.type': 'ResourceNotFoundException',
    });
    const call = calls.find(({ name }) => name === 'DynamoDB.GetItem');
    expect(call?.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(call?.attributes).toMatchObject({
      'error.type': 'ResourceNotFoundException',
      'http.response.status_code': 400,
      'aws.request_id': expect.any(String),
    });
  });

  test('a connection that is cut, and a job that is tried again', async () => {
    database.queue('reset', 'reset');
    const { outcome, own, calls } = await traced(getItem);
    expect(outcome.kind).toBe('failed');
    expect(own.attributes).toMatchObject({ 'dynamodb_worker.outcome': 'failed', 'error.type': 'ECONNRESET' });
    const call = calls.find(({ name }) => name === 'DynamoDB.GetItem');
    expect(call?.attributes).toMatchObject({ 'error.type': 'ECONNRESET', 'http.request.resend_count': 1 });
    expect(call?.attributes).not.toHaveProperty('http.response.status_code');
  });

  test('a job whose variables are wrong has no calls', async () => {
    const { own, calls } = await traced({ itemOperation: 'getItme', tableName: 'orders' });
    expect(own.attributes).toMatchObject({ 'error.type': 'configuration', 'dynamodb_worker.outcome': 'error' });
    expect(calls).toEqual([]);
  });

  test('a failure that the error expression ignores is none of the job', async () => {
    database.queue({ type: 'ResourceNotFoundException' });
    const { own, calls } = await traced(getItem, {}, JSON.stringify({ errorExpression: '=ignoreError({})' }));
    expect(own.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(own.attributes).toMatchObject({ 'dynamodb_worker.outcome': 'completed' });
    expect(calls.some(({ status }) => status.code === SpanStatusCode.ERROR)).toBe(true);
  });
});

test('no span has a key, a value, an expression or a secret', async () => {
  const spans = [];
  database.queue({ body: { Item: ITEM } }, { type: 'ValidationException', message: 'value-of-a-note' });
  spans.push(...(await traced(getItem)).spans);
  const expressions = {
    keyConditionExpression: 'id = :id',
    filterExpression: 'note = :note',
    projectionExpression: 'note',
    expressionAttributeValues: { ':id': 'key-of-an-order', ':note': 'value-of-a-note' },
  };
  spans.push(...(await traced({ itemOperation: 'queryItems', tableName: 'orders', ...expressions })).spans);
  const statement = `SELECT * FROM orders WHERE id = 'key-of-an-order'`;
  spans.push(...(await traced({ itemOperation: 'executeStatement', statement })).spans);
  expect(spans.length).toBeGreaterThan(4);
  const told = JSON.stringify(
    spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
  );
  expect(told).not.toMatch(/OfTest|key-of-an-order|value-of-a-note|note|:id/);
});

test('the span of a job is part of the trace that its process names', async () => {
  const { own } = await traced(getItem, { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
  expect(own.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  expect(own.parentSpanContext).toMatchObject({ spanId: 'b7ad6b7169203331', isRemote: true });
});

test('the log can name the span of a job', async () => {
  const { job, own } = await traced(getItem);
  const { traceId, spanId } = own.spanContext();
  expect(traces.tracing.idsOf(job)).toEqual({ trace_id: traceId, span_id: spanId });
  expect(traces.tracing.idsOf({})).toBeUndefined();
});

describe('an SDK that has another copy of the API', () => {
  const API = Symbol.for('opentelemetry.js.api.1');
  const global = globalThis as { [API]?: object };

  test.each([
    ['1.10.0', true],
    ['1.9.0', true],
    ['1.8.0', false],
  ])('of version %s is used: %s', async (version, isUsed) => {
    const own = global[API] as object;
    const told: string[] = [];
    global[API] = { ...own, version, trace: { getTracer: () => undefined } };
    const tracing = await openTracing('preload', { env: {}, version: '1', onTrouble: (text) => told.push(text) });
    global[API] = own;
    expect(tracing !== undefined).toBe(isUsed);
    expect(told).toHaveLength(isUsed ? 0 : 1);
  });
});
