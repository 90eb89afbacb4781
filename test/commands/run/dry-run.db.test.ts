import { describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../../../src/commands/run.ts';
import { memoryOfJobs } from '../../../src/job/memory.ts';
import { runJob } from '../../../src/job/run-job.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { operations, operationsById } from '../../../src/operations/index.ts';
import { readConfig } from '../../../src/worker/config.ts';
import { jobSettingsFor, keepPolicies, workerClients } from '../../../src/worker/job-settings.ts';
import { type CannedAnswer, type CannedDynamodb, startCannedDynamodb } from '../../support/canned-dynamodb.ts';
import { runCommand } from '../../support/command-line.ts';
import { inputsOnTable } from '../../support/inputs-on-table.ts';
import { variablesFor } from '../../support/jobs.ts';
import { arrivedRequests, printedRequests } from '../../support/printed-requests.ts';

const envOf = (endpoint: string) => ({ DYNAMODB_WORKER_ALLOW_ENDPOINTS: endpoint });
const KEY = '2251799813685249';

function inputOf(id: string, input: object): JsonObject {
  const selector = operationsById.get(id)?.group as string;
  return { operationGroup: selector, [selector]: id, ...input } as JsonObject;
}

/** What the command prints of the requests of a job. */
async function printed(input: JsonObject, { endpoint }: CannedDynamodb, args: readonly string[]): Promise<string[]> {
  const job = { key: KEY, variables: variablesFor(endpoint, input) };
  const given = { env: envOf(endpoint), input: JSON.stringify(job) };
  const { code, output } = await runCommand(run, ['-', '--dry-run', '--json', ...args], given);
  expect(code).toBe(0);
  return printedRequests(output);
}

/** What the worker sends for the same job, with the settings that it makes of the same environment. */
async function sentByWorker(input: JsonObject, server: CannedDynamodb): Promise<string[]> {
  const env = envOf(server.endpoint);
  const config = readConfig(env);
  const aws = { maxAttempts: 3, variables: env };
  const clients = workerClients(config, aws, { onRenewalFailure: () => {} });
  const settings = jobSettingsFor(config, {
    operations: operationsById,
    clients,
    policies: keepPolicies(config, { secret: () => undefined, aws }),
    secrets: [],
    memory: memoryOfJobs(config),
    debug: () => {},
  })({ tenantId: '<default>' });
  const variables = JSON.stringify(variablesFor(server.endpoint, input));
  await runJob({ key: KEY, retries: 3, variables, customHeaders: '{}' }, settings, new AbortController().signal);
  clients.close();
  return arrivedRequests(server);
}

/** Starts a DynamoDB that describes no table to those who only look up keys. Its tables are active. */
async function canned(id: string, answers: readonly CannedAnswer[] = []) {
  const looksUp = operationsById.get(id)?.group === 'itemOperation' || id === 'scanTable';
  const described = looksUp ? { type: 'AccessDeniedException' } : { body: description('ACTIVE') };
  const server = await startCannedDynamodb(
    ({ operation }) => (operation === 'DescribeTable' ? described : { body: {} }),
    { describe: 'as others' },
  );
  server.queue(...answers);
  onTestFinished(() => server.stop());
  return server;
}

const many = Array.from({ length: 60 }, (_, n) => ({ id: `o-${n}`, größe: n }));
const Key = { id: 'a' };
const description = (TableStatus: string, more: object = {}) => ({
  Table: { TableName: 'orders', TableStatus, ...more },
});
const keysOfOrders = {
  body: description('ACTIVE', {
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  }),
};
const index = {
  IndexName: 'by-status',
  KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
};

/** Longer jobs, and what DynamoDB answers to each of their requests where it matters. */
const longer: readonly (readonly [id: string, input: object, args: string[], ...answers: CannedAnswer[]])[] = [
  [
    'getItem',
    { tableName: 'orders', partitionKeyValue: 'a', projectionExpression: ['status', 'a-b'] },
    ['--keys', 'orders=id:S'],
    keysOfOrders,
  ],
  [
    'updateItem',
    { tableName: 'orders', partitionKeyValue: 'a', update: { set: { status: 'paid' } }, exactlyOnce: true },
    ['--keys', 'orders=id:S'],
    keysOfOrders,
  ],
  [
    'addItem',
    {
      tableName: 'orders',
      item: { id: 'a', n: { $n: '12345678901234567890123' }, b: { $b: 'AAEC' } },
      exactlyOnce: true,
      returnValues: 'ALL_OLD',
    },
    ['--keys', 'orders=id:S'],
    keysOfOrders,
    keysOfOrders,
  ],
  [
    'queryItems',
    { tableName: 'orders', keyCondition: Key, projectionExpression: 'total', filter: { status: 'open' }, maxItems: 3 },
    ['--keys', 'orders=id:S'],
    keysOfOrders,
  ],
  ['batchWriteItems', { tableName: 'orders', putItems: many }, ['--keys', 'orders=id:S'], keysOfOrders],
  ['batchWriteItems', { tableName: 'orders', putItems: many, deleteKeys: [Key] }, []],
  ['batchGetItems', { tableName: 'orders', keys: Array.from({ length: 130 }, (_, n) => ({ id: `o-${n}` })) }, []],
  [
    'createTable',
    { tableName: 'orders', partitionKey: 'id', partitionKeyType: 'S', timeToLiveAttribute: 'until' },
    [],
    { body: { TableDescription: { TableStatus: 'CREATING' } } },
    { body: description('ACTIVE') },
    { body: {} },
  ],
  [
    'scanTable',
    { tableName: 'orders', maxReadUnits: 2, returnConsumedCapacity: 'TOTAL' },
    [],
    { body: { Items: [], ConsumedCapacity: { CapacityUnits: 0.5 } } },
  ],
  [
    'updateTable',
    {
      tableName: 'orders',
      attributeDefinitions: [{ AttributeName: 'status', AttributeType: 'S' }],
      globalSecondaryIndexUpdates: [{ Create: index }],
    },
    [],
    { body: { TableDescription: { TableStatus: 'UPDATING' } } },
    { body: description('ACTIVE', { GlobalSecondaryIndexes: [{ IndexName: 'by-status', IndexStatus: 'ACTIVE' }] }) },
  ],
  [
    'deleteTable',
    { tableName: 'orders' },
    [],
    { body: { TableDescription: { TableStatus: 'DELETING' } } },
    { type: 'ResourceNotFoundException' },
  ],
];
const short = operations.flatMap(({ id }) =>
  (inputsOnTable('orders')[id] ?? []).map((input) => [id, input, [] as string[]] as const),
);
/** Jobs that need the keys of the table: the longer ones have them. */
const needsKeys = ({ partitionKeyValue, maxItems }: JsonObject) =>
  partitionKeyValue !== undefined || maxItems !== undefined;

describe('prints the requests that the worker sends, but for times, ids and signatures:', () => {
  const cases = [...short.filter(([, input]) => !needsKeys(input as JsonObject)), ...longer];

  test('every operation', () => {
    expect(new Set(cases.map(([id]) => id))).toEqual(new Set(operations.map(({ id }) => id)));
  });

  test.each(cases.map(([id, input, args, ...answers]) => ({ id, input, args, answers })))(
    '$id $input',
    async ({ id, input, args, answers }) => {
      const server = await canned(id, answers);
      const job = inputOf(id, input);
      const sent = await sentByWorker(job, server);
      const asked = server.requests.length;
      // Batches and segments are asked for at the same time, so they may arrive in another order.
      expect((await printed(job, server, args)).sort()).toEqual(sent.sort());
      expect(server.requests).toHaveLength(asked);
    },
  );
});
