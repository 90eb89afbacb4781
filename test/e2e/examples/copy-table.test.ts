import { type AttributeValue, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import type { CannedDynamodb } from '../../support/canned-dynamodb.ts';
import { freshName, makeTableOf, plainClient } from '../../support/databases.ts';
import { sharedEngine as engine, startsEngines } from '../../support/engine.ts';
import { readItems, variedItem, writeItems } from '../../support/examples/copied-items.ts';
import { runExample, startExample } from '../../support/examples/start.ts';
import { startRelay } from '../../support/relay.ts';
import {
  type History,
  modelerOf,
  settled,
  startTestWorker,
  type TestWorker,
  waitForHistory,
} from '../../support/zeebe.ts';

const client = plainClient(inject('dynalite'));
const keyNames = ['shop', 'number'];
let worker: TestWorker;
let relay: CannedDynamodb;
/** Told of each operation that DynamoDB has done; when it throws, the worker hears nothing of it. */
let disturb: (operation: string) => void = () => {};
let source: string;

beforeAll(async () => {
  relay = await startRelay(inject('dynalite'), ({ operation }) => disturb(operation));
  worker = await startTestWorker(engine, relay.endpoint);
  source = await makeOrders(300);
});
afterEach(() => {
  disturb = () => {};
});
afterAll(async () => {
  await worker.stop();
  await relay.stop();
});

/** Makes a table of orders, of which each has a shop and a number. */
async function makeOrders(count: number): Promise<string> {
  const tableName = freshName();
  await makeTableOf(client, tableName, { shop: 'S', number: 'N' });
  const items = Array.from({ length: count }, (_, n) => ({ shop: { S: `shop-${n % 3}` }, ...variedItem(n) }));
  await writeItems(client, tableName, items);
  return tableName;
}

/** Runs a copy to its end. */
async function copy(target: string, variables: Record<string, unknown> = {}): Promise<void> {
  await runExample(modelerOf(engine).zeebe, 'copy-table', { source, target, pageBytes: 20_000, ...variables });
}

const itemsOf = (table: string): Promise<Map<string, Record<string, AttributeValue>>> =>
  readItems(client, table, keyNames);

test('the target is made with the keys of the source, and every item arrives unaltered, page by page', async () => {
  const target = freshName();
  let pages = 0;
  disturb = (operation) => {
    if (operation === 'Scan') pages += 1;
  };
  await copy(target);
  expect(pages).toBeGreaterThan(5);
  expect(await itemsOf(target)).toEqual(await itemsOf(source));
  const { Table } = await client.send(new DescribeTableCommand({ TableName: target }));
  expect(Table?.KeySchema).toEqual([
    { AttributeName: 'shop', KeyType: 'HASH' },
    { AttributeName: 'number', KeyType: 'RANGE' },
  ]);
});

test('a table that is empty is copied as one', async () => {
  const empty = await makeOrders(0);
  const target = freshName();
  await copy(target, { source: empty });
  expect(await itemsOf(target)).toEqual(new Map());
});

test('items that the target has are kept, and those of the same key are replaced', async () => {
  const target = freshName();
  await makeTableOf(client, target, { shop: 'S', number: 'N' });
  const own = { shop: { S: 'own' }, number: { N: '1' } };
  await writeItems(client, target, [own, { shop: { S: 'shop-1' }, number: { N: '1' }, text: { S: 'older' } }]);
  await copy(target);
  const expected = await itemsOf(source);
  expected.set(JSON.stringify([own.shop, own.number]), own);
  expect(await itemsOf(target)).toEqual(expected);
});

test('a process that is given a position goes on from there', async () => {
  const target = freshName();
  const all = await itemsOf(source);
  const at = 200;
  const [, last] = [...all][at - 1] ?? [];
  const position = { shop: last?.shop?.S, number: Number(last?.number?.N) };
  await copy(target, { position });
  expect(await itemsOf(target)).toEqual(new Map([...all].slice(at)));
});

test.runIf(startsEngines)('a target with other keys stops the copy before an item is read', async () => {
  const target = freshName();
  await makeTableOf(client, target, { id: 'S' });
  const key = await startExample(modelerOf(engine).zeebe, 'copy-table', { source, target });
  const { end, incidents, jobs } = await settled(engine, key);
  expect(end).toBeUndefined();
  expect(incidents).toMatchObject([{ errorMessage: expect.stringContaining('exists with other keys') }]);
  expect(jobs.map(({ elementId }) => elementId)).not.toContain('read');
});

test.runIf(startsEngines)(
  'while DynamoDB is away the copy stops at an incident, and then goes on with the same page',
  async () => {
    const target = freshName();
    let pages = 0;
    disturb = (operation) => {
      if (operation === 'Scan') pages += 1;
      if (pages >= 3) throw new Error('DynamoDB is away');
    };
    const { zeebe } = modelerOf(engine);
    const key = await startExample(zeebe, 'copy-table', { source, target, pageBytes: 20_000 });
    const failures = ({ jobs }: History) => jobs.filter(({ intent }) => intent === 'FAILED').length;
    for (const tries of [1, 2]) {
      await waitForHistory(engine, key, (history) => failures(history) === tries);
      await engine.addTime(10_000);
    }
    const { incidents } = await waitForHistory(engine, key, ({ incidents }) => incidents.length > 0);
    const [incident] = incidents;
    expect(incident?.errorMessage).toContain('DynamoDB could not be reached');

    disturb = () => {};
    await zeebe.resolve(incident?.key ?? '', incident?.jobKey ?? '', 3);
    const { jobs } = await waitForHistory(engine, key, ({ end }) => end === 'copied');
    const done = jobs.filter(({ intent, elementId }) => intent === 'COMPLETED' && elementId === 'describe');
    expect(done).toHaveLength(1);
    expect(await itemsOf(target)).toEqual(await itemsOf(source));
  },
);
