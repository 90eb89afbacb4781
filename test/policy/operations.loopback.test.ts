import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/json/json.ts';
import type { Named } from '../../src/operation/operation.ts';
import { operations, operationsById } from '../../src/operations/index.ts';
import { policyOf } from '../../src/policy/policy.ts';
import { readConfig } from '../../src/worker/config.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { inputsOnTable } from '../support/inputs-on-table.ts';
import { anything, errorOf, jobSettings, runInput } from '../support/jobs.ts';

let server: CannedDynamodb;
beforeAll(async () => {
  server = await startCannedDynamodb(undefined, { describe: 'as others' });
});
afterAll(() => server.stop());
beforeEach(() => server.clear());

const { clients } = jobSettings();

/** A worker with these rules, as environment variables have them. */
function worker(rules: Readonly<Record<string, string>>) {
  const variables = Object.entries(rules).map(([name, value]) => [`DYNAMODB_WORKER_${name}`, value]);
  const policy = policyOf(readConfig(Object.fromEntries(variables)), { secret: () => undefined, tokenFile: undefined });
  const settings = jobSettings({ clients, policy: { ...policy, allowsEndpoint: anything.allowsEndpoint } });
  return (input: JsonObject) => runInput(server.endpoint, input, { settings });
}

const cases = operations.flatMap(({ id, group }) =>
  (inputsOnTable('orders')[id] ?? []).map((input, index) => ({ id, group, index, input: { ...input, [group]: id } })),
);
const at = (table: string, { id, group, index }: (typeof cases)[number]) =>
  ({ ...inputsOnTable(table)[id]?.[index], [group]: id }) as JsonObject;

/** AWS's requests that change nothing. */
const READS = /^(?:Get|Query|Scan|BatchGet|TransactGet|List|Describe)/;
const writes = ({ operation, body }: CannedDynamodb['requests'][number]) =>
  operation === 'ExecuteStatement' ? !/^\s*select/i.test(String(body.Statement)) : !READS.test(operation);

/** Every table that a request names, at any depth. */
function tablesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name === 'TableName' || name === 'ExclusiveStartTableName') return [String(member)];
    if (name === 'RequestItems') return Object.keys(member as object);
    if (name === 'Statement') return [/(?:from|into|update)\s+"([^"]*)"/i.exec(String(member))?.[1] ?? ''];
    return tablesIn(member);
  });
}

test('there is an input on a table for every operation', () => {
  expect(new Set(cases.map(({ id }) => id))).toEqual(new Set(operationsById.keys()));
});

describe.each(cases)('$id, way $index', (each) => {
  const { id, input } = each;
  const touched = () => {
    const prepared = operationsById.get(id)?.prepare(input);
    if (prepared === undefined || !('touched' in prepared))
      throw new Error(`${id} refuses ${JSON.stringify(prepared)}`);
    return prepared.touched;
  };
  const nameOf = (named: Named) => ('name' in named ? named.name : undefined);

  test('says of itself what it asks AWS for', async () => {
    await worker({})(input);
    expect(server.requests.length).toBeGreaterThan(0);
    expect(touched().tables.map(nameOf)).toEqual(
      expect.arrayContaining(server.requests.flatMap(({ body }) => tablesIn(body))),
    );
    expect(new Set(touched().tables.map(nameOf))).toEqual(new Set(['orders']));
    // The first request of a write may be a look at the table, at which it ends here.
    if (server.requests.some(writes)) expect(touched().writes).toBe(true);
    const declared = operationsById.get(id)?.writes;
    if (declared !== 'sometimes') expect(touched().writes).toBe(declared);
    if (!touched().writes) expect(server.requests.filter(writes)).toEqual([]);
  });

  test('asks AWS nothing about a table that is not allowed, be it the only one or not', async () => {
    const run = worker({ ALLOW_TABLES: 'orders' });
    for (const table of ['vault', 'arn:aws:dynamodb:eu-central-1:123456789012:table/vault']) {
      const error = errorOf(await run(at(table, each)));
      expect(error.code).toBe('AwsDynamoDbConfigurationException');
      expect(error.message).toMatch(
        /expected a table that the operator of the worker allows \(DYNAMODB_WORKER_ALLOW_TABLES\), got the text/,
      );
    }
    expect(server.requests).toEqual([]);
    await run(input);
    expect(server.requests.length).toBeGreaterThan(0);
    server.clear();
    expect(errorOf(await worker({ ALLOW_TABLES: 'none' })(input)).message).toContain('DYNAMODB_WORKER_ALLOW_TABLES');
    expect(server.requests).toEqual([]);
  });

  test('asks AWS nothing where its id is not allowed', async () => {
    const others = operations.filter((other) => other.id !== id).map((other) => other.id);
    const error = errorOf(await worker({ ALLOW_OPERATIONS: others.join() })(input));
    expect(error.message).toContain(
      `expected an operation that the operator of the worker allows (DYNAMODB_WORKER_ALLOW_OPERATIONS), got the text "${id}"`,
    );
    expect(server.requests).toEqual([]);
    await worker({ ALLOW_OPERATIONS: id })(input);
    expect(server.requests.length).toBeGreaterThan(0);
  });

  test('asks AWS nothing where it would write and nothing is to be written', async () => {
    const outcome = await worker({ READ_ONLY: 'true' })(input);
    if (touched().writes) {
      expect(errorOf(outcome)).toMatchObject({
        code: 'AwsDynamoDbConfigurationException',
        message: expect.stringContaining('(DYNAMODB_WORKER_READ_ONLY)'),
      });
      expect(server.requests).toEqual([]);
    } else {
      expect(server.requests.length).toBeGreaterThan(0);
      expect(server.requests.filter(writes)).toEqual([]);
    }
  });
});

describe('each table of many is looked at', () => {
  const labels: Readonly<Record<string, string>> = {
    requestItems: 'Request items',
    transactItems: 'Transaction',
    tableNames: 'Table names',
  };
  const Key = { id: 'a' };
  const get = (TableName: string) => ({ Get: { TableName, Key } });
  test.each<[string, JsonObject]>([
    [
      'input.requestItems.vault',
      { itemOperation: 'batchGetItems', requestItems: { orders: { Keys: [Key] }, vault: { Keys: [Key] } } },
    ],
    ['input.requestItems.vault', { itemOperation: 'batchWriteItems', requestItems: { orders: [], vault: [] } }],
    [
      'input.transactItems[99].Get.TableName',
      {
        itemOperation: 'transactGetItems',
        transactItems: [...Array.from({ length: 99 }, () => get('orders')), get('vault')],
      },
    ],
    [
      'input.transactItems[1].ConditionCheck.TableName',
      {
        itemOperation: 'transactWriteItems',
        transactItems: [
          { Put: { TableName: 'orders', Item: Key } },
          { ConditionCheck: { TableName: 'vault', Key, ConditionExpression: 'attribute_exists(id)' } },
        ],
      },
    ],
    ['input.tableNames[1]', { tableOperation: 'discoverTables', tableNames: ['orders', 'vault', 'orders-*'] }],
    ['input.tableNames[2]', { tableOperation: 'discoverTables', tableNames: 'orders, *, vault' }],
  ])('%s', async (path, input) => {
    const [, field = ''] = path.split(/[.[]/);
    const label = labels[field];
    const { message } = errorOf(await worker({ ALLOW_TABLES: 'orders*' })(input));
    expect(message).toContain(
      `${path} (${label}): expected a table that the operator of the worker allows (DYNAMODB_WORKER_ALLOW_TABLES), got the text "vault"`,
    );
    expect(message).not.toContain('orders*');
    expect(server.requests).toEqual([]);
  });
});

test('a replica is made in no region that is not allowed', async () => {
  const updates = ['Create', 'Update', 'Delete'].map((kind) => ({ [kind]: { RegionName: 'us-east-1' } }));
  const run = worker({ ALLOW_REGIONS: 'eu-*' });
  const input = { tableOperation: 'updateTable', tableName: 'orders', wait: false };
  for (const [index, update] of updates.entries()) {
    const replicaUpdates = [...updates.slice(0, index).map(() => ({ Create: { RegionName: 'eu-west-1' } })), update];
    expect(errorOf(await run({ ...input, replicaUpdates })).message).toContain(
      `input.replicaUpdates[${index}].${Object.keys(update)[0]}.RegionName (Changes of replicas): expected a region that the operator of the worker allows (DYNAMODB_WORKER_ALLOW_REGIONS)`,
    );
  }
  expect(server.requests).toEqual([]);
  await run({ ...input, replicaUpdates: [{ Create: { RegionName: 'eu-west-1' } }] });
  expect(server.requests.length).toBe(1);
});

describe('debug', () => {
  const input = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: 'a' } };
  test.each([true, 'true'])('%j is refused by name where it is not allowed', async (debug) => {
    expect(errorOf(await worker({ ALLOW_DEBUG: 'false' })({ ...input, debug })).message).toContain(
      'input.debug (Log request and response): expected false, as the operator of the worker does not allow it (DYNAMODB_WORKER_ALLOW_DEBUG), got true',
    );
    expect(server.requests).toEqual([]);
  });

  test.each([false, 'false', ''])('%j is always fine', async (debug) => {
    await worker({ ALLOW_DEBUG: 'false' })({ ...input, debug });
    expect(server.requests.length).toBeGreaterThan(0);
  });
});

describe('a statement that cannot be known', () => {
  const statement = 'SELECT * FROM "orders" -- all of them';
  const input = { itemOperation: 'executeStatement', statement };
  test.each([
    [{ ALLOW_TABLES: 'orders' }, 'DYNAMODB_WORKER_ALLOW_TABLES'],
    [{ ALLOW_OPERATIONS: 'execute*' }, 'DYNAMODB_WORKER_ALLOW_OPERATIONS'],
    [{ READ_ONLY: 'true' }, 'DYNAMODB_WORKER_READ_ONLY'],
    [
      { READ_ONLY: 'true', ALLOW_TABLES: 'o*', ALLOW_OPERATIONS: 'e*' },
      'DYNAMODB_WORKER_ALLOW_TABLES, DYNAMODB_WORKER_ALLOW_OPERATIONS, DYNAMODB_WORKER_READ_ONLY',
    ],
  ])('is refused under the rule %j', async (rules, settings) => {
    expect(errorOf(await worker(rules)(input)).message).toBe(
      `executeStatement: input.statement (Statement): expected one SELECT, INSERT, UPDATE or DELETE of one table, without comments and backslashes: the operator of the worker has rules on it (${settings}), got the text "SELECT * FROM \\"orders\\" -- all of them"`,
    );
    expect(server.requests).toEqual([]);
  });

  test.each([{}, { ALLOW_TABLES: '*', ALLOW_REGIONS: 'eu-*', ALLOW_DEBUG: 'false' }])(
    'is sent under %j',
    async (rules) => {
      await worker(rules)(input);
      expect(server.requests.map(({ body }) => body.Statement)).toEqual([statement]);
    },
  );
});
