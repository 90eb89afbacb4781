import type { AttributeValue, ScalarAttributeType } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { freshName, makeTableOf, plainClient } from '../../support/databases.ts';
import { sharedEngine, startLongEngine } from '../../support/engine.ts';
import { readItems, variedItem, writeItems } from '../../support/examples/copied-items.ts';
import { runExample } from '../../support/examples/start.ts';
import { everyNth, inLongForm } from '../../support/long-form.ts';
import { startRelay } from '../../support/relay.ts';
import { modelerOf, startTestWorker, type TestWorker } from '../../support/zeebe.ts';

const client = plainClient(inject('dynalite'));

/** The keys of five tables, by the names of their attributes. */
const tables: readonly Record<string, ScalarAttributeType>[] = [
  { id: 'S' },
  { number: 'N' },
  { binary: 'B' },
  { shop: 'S', number: 'N' },
  { flagged: 'N', binary: 'B' },
];
const itemsOfEach = inLongForm(4_000, 200);
const items = tables.length * itemsOfEach;
/** The writes of batches after which the worker is killed: DynamoDB has carried them out, but the worker has not heard of it. */
const killAtWrites = everyNth([0.18, 0.5, 0.8], 3, 1).map((share) => Math.round((share * items) / 25));

/** Makes the tables with their items; gives the names. */
async function makeTables(prefix: string): Promise<string[]> {
  const names = tables.map((_, index) => `${prefix}-${index}`);
  await Promise.all(
    tables.map(async (keys, index) => {
      const name = names[index] ?? '';
      await makeTableOf(client, name, keys);
      await writeItems(
        client,
        name,
        Array.from({ length: itemsOfEach }, (_, n) => keyedItem(n)),
      );
    }),
  );
  return names;
}

/** An item that has the keys of all the tables; one in ten has values of all types. */
function keyedItem(n: number): Record<string, AttributeValue> {
  const binary = { B: new Uint8Array([n % 256, n >> 8]) };
  const others = n % 10 === 0 ? variedItem(n) : { number: { N: String(n) } };
  return { ...others, id: { S: `i-${n}` }, shop: { S: `shop-${n % 7}` }, flagged: { N: String(n % 2) }, binary };
}

test(`${items} items of 5 tables all arrive unaltered, the worker being killed in the middle of writes ${killAtWrites.join(', ')}`, async () => {
  const engine = await startLongEngine({ heap: 1024 });
  onTestFinished(() => engine.stop());
  const prefix = freshName();
  const names = await makeTables(prefix);

  let writes = 0;
  let kills = 0;
  let worker: Promise<TestWorker>;
  const relay = await startRelay(inject('dynalite'), async ({ operation }) => {
    if (operation !== 'BatchWriteItem') return;
    writes += 1;
    if (!killAtWrites.includes(writes)) return;
    await (await worker).kill();
    kills += 1;
    worker = start();
    await worker;
  });
  onTestFinished(() => relay.stop());
  const start = () => startTestWorker(engine, relay.endpoint, { DYNAMODB_WORKER_JOB_TIMEOUT: 'PT3S' });
  worker = start();
  onTestFinished(async () => (await worker).stop());
  await worker;

  const given = { tableNames: `${prefix}-*`, prefix: 'copy-of-', pageBytes: 100_000 };
  await runExample(modelerOf(engine).zeebe, 'copy-all-tables', given, 500_000);

  expect(kills).toBe(killAtWrites.length);
  for (const [index, name] of names.entries()) {
    const keyNames = Object.keys(tables[index] ?? {});
    const copied = await readItems(client, `copy-of-${name}`, keyNames);
    expect(copied.size).toBe(itemsOfEach);
    expect(copied).toEqual(await readItems(client, name, keyNames));
  }
}, 600_000);

describe('copies have the usual prefix, and are not copied themselves,', () => {
  let worker: TestWorker;
  beforeAll(async () => {
    worker = await startTestWorker(sharedEngine, inject('dynalite'));
  });
  afterAll(() => worker.stop());

  test.each([
    ['absent', {}],
    ['empty', { prefix: '' }],
    ['null', { prefix: null }],
  ])('when the prefix is %s', async (_, variables) => {
    const name = freshName();
    const copy = `copy-of-${freshName()}`;
    for (const table of [name, copy]) await makeTableOf(client, table, { id: 'S' });
    await writeItems(client, name, [keyedItem(1)]);
    const given = { tableNames: [name, copy], ...variables };
    const { processInstanceKey } = await runExample(modelerOf(sharedEngine).zeebe, 'copy-all-tables', given);
    expect((await readItems(client, `copy-of-${name}`, ['id'])).size).toBe(1);
    const jobs = await worker.jobsOf(processInstanceKey, 5);
    expect(jobs.map(({ elementId }) => elementId)).toEqual(['discover', 'describe', 'create', 'read', 'write']);
  });
});
