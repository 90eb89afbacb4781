import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { makeOrders } from '../preflight/orders.ts';
import { runCommand } from '../support/command-line.ts';
import { databases, freshName, plainClient } from '../support/databases.ts';
import { drawTasks, signedIn } from '../support/task-diagrams.ts';

/** What is found in tasks with these inputs when their tables are looked at. */
async function look(endpoint: string, tasks: readonly Readonly<Record<string, string>>[]) {
  const place = { configuration: '={}', 'configuration.region': 'eu-central-1', 'configuration.endpoint': endpoint };
  const drawn = drawTasks(
    tasks.map((inputs, index) => ({ id: `task${index}`, inputs: { ...signedIn, ...place, ...inputs } })),
  );
  const folder = await mkdtemp(join(tmpdir(), 'check-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [env, file] = [join(folder, 'worker.env'), join(folder, 'a.bpmn')];
  const settings = [
    `DYNAMODB_WORKER_ALLOW_ENDPOINTS=${endpoint}`,
    'SECRET_AWS_ACCESS_KEY=local',
    'SECRET_AWS_SECRET_KEY=local',
  ];
  await Promise.all([writeFile(file, drawn), writeFile(env, settings.join('\n'))]);
  const { code, output } = await runCommand(check, [file, '--env', env, '--aws', '--json']);
  const { findings } = JSON.parse(output) as { findings: { rule: string; message: string }[] };
  return { code, findings: findings.map(({ rule, message }) => `${rule}: ${message}`) };
}

describe.each(databases)('%s', (_, endpoint) => {
  let orders: string;
  beforeAll(async () => {
    orders = (await makeOrders(plainClient(endpoint))).TableName ?? '';
  });

  const found = async (...tasks: readonly Readonly<Record<string, string>>[]) => (await look(endpoint, tasks)).findings;
  const get = { 'input.itemOperation': 'getItem' };
  const put = { 'input.itemOperation': 'addItem' };
  const query = { 'input.itemOperation': 'queryItems' };
  const onOrders = (inputs: Readonly<Record<string, string>>) => ({ 'input.tableName': orders, ...inputs });

  test('tasks that fit their tables are right, as far as is known', async () => {
    const right = [
      { ...get, 'input.primaryKeyComponents': '={"id": order.id, "day": "2026-11-29"}' },
      { ...get, 'input.partitionKeyValue': '=order.id', 'input.sortKeyValue': '=order.day' },
      { ...put, 'input.item': '={"id": order.id, "day": order.day, "at": order.at}' },
      { ...put, 'input.item': '=order' },
      { ...query, 'input.indexName': 'by-status', 'input.keyCondition': '={"status": "open", "at": {">": order.at}}' },
      {
        ...query,
        'input.keyConditionExpression': '#i = :id',
        'input.expressionAttributeNames': '={"#i": "id"}',
        'input.expressionAttributeValues': '={":id": order.id}',
      },
    ];
    expect(await found(...right.map(onOrders))).toEqual([]);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    [
      'a key of other names',
      { ...get, 'input.primaryKeyComponents': '={"number": order.id, "day": "x"}' },
      /does not match the schema: the key of .* is id \(S\) and day \(S\)/,
    ],
    [
      'a key of another type',
      { ...get, 'input.primaryKeyComponents': '={"id": 5, "day": order.day}' },
      /does not match the schema/,
    ],
    [
      'a value alone where the table has two',
      { ...get, 'input.partitionKeyValue': '=order.id' },
      /does not match the schema/,
    ],
    ['an item without its key', { ...put, 'input.item': '={"id": order.id}' }, /Missing the key day/],
    [
      'an item with an index key of another type',
      { ...put, 'input.item': '={"id": order.id, "day": order.day, "at": "now"}' },
      /Type mismatch for Index Key at/,
    ],
    [
      'an index that there is not',
      { ...query, 'input.indexName': 'by-customer', 'input.keyCondition': '={"customer": "a"}' },
      /has no index by-customer: it has by-day, by-mark, by-status$/,
    ],
    [
      'a key condition of other names',
      { ...query, 'input.keyCondition': '={"number": order.id}' },
      /the key of the table .* is id \(S\) and day \(S\), got number$/,
    ],
    [
      'a key condition that lacks the key of the index',
      {
        ...query,
        'input.indexName': 'by-status',
        'input.keyConditionExpression': 'id = :id',
        'input.expressionAttributeValues': '={":id": order.id}',
      },
      /the key of the index by-status .* is status \(S\) and at \(N\), got id = :id$/,
    ],
  ])('%s is told', async (_, inputs, message) => {
    expect(await found(onOrders(inputs))).toEqual([expect.stringMatching(new RegExp(`^table: .*${message.source}`))]);
  });

  test('a table that does not exist is told, unless a task makes it', async () => {
    const name = freshName();
    const reading = { ...get, 'input.tableName': name, 'input.partitionKeyValue': '=order.id' };
    expect(await found(reading)).toEqual([`table: There is no table ${name}`]);
    const making = {
      'input.tableOperation': 'createTable',
      'input.tableName': name,
      'input.partitionKey': 'id',
      'input.partitionKeyType': 'S',
    };
    expect(await found(making, reading)).toEqual([]);
    expect(await found({ ...reading, 'input.tableName': '=table' })).toEqual([]);
  });
});

test('a database that does not answer is a warning', async () => {
  const get = { 'input.itemOperation': 'getItem', 'input.tableName': 'orders', 'input.partitionKeyValue': 'a' };
  const { code, findings } = await look('http://127.0.0.1:1', [get]);
  expect(code).toBe(0);
  expect(findings).toEqual([
    expect.stringMatching(/^table-unknown: The table orders could not be looked at: .*ECONNREFUSED/),
  ]);
});
