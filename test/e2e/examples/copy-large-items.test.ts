import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { followProcess } from '../../../examples/local/progress.ts';
import type { WorkerProcess } from '../../../examples/local/worker-process.ts';
import { type Broker, startBroker } from '../../../examples/local/zeebe-broker.ts';
import { freshName, makeTableOf, plainClient } from '../../support/databases.ts';
import { readItems, writeItems } from '../../support/examples/copied-items.ts';
import { startExample } from '../../support/examples/start.ts';
import { modelerOf, startTestWorker } from '../../support/zeebe.ts';

let broker: Broker;
let worker: WorkerProcess;

beforeAll(async () => {
  // Its exporter keeps all that it has seen, each page several times.
  broker = await startBroker({ heap: 1024 });
  worker = await startTestWorker(broker, inject('dynalite'));
});
afterAll(async () => {
  await worker.stop();
  await broker.stop();
});

/** Makes a table of items with these values; a client of its own, as the others may have been idle for long. */
async function makeTableWith(values: readonly AttributeValue[]): Promise<string> {
  const client = plainClient(inject('dynalite'));
  const name = freshName();
  await makeTableOf(client, name, { id: 'N' });
  for (const [id, value] of values.entries()) await writeItems(client, name, [{ id: { N: String(id) }, value }]);
  return name;
}

async function copy(source: string, target: string, variables: Record<string, unknown> = {}): Promise<void> {
  const key = await startExample(modelerOf(broker).zeebe, 'copy-table', { source, target, ...variables });
  await followProcess(broker.records, key, () => {});
}

const itemsOf = (name: string) => readItems(plainClient(inject('dynalite')), name, ['id']);

test('items as large as DynamoDB takes them arrive with the usual size of a page', async () => {
  // With the rest of the item these are 400 KB.
  const length = 409_580;
  const values = [{ S: 'x'.repeat(length) }, { S: '"'.repeat(length) }, { B: new Uint8Array(length).fill(7) }];
  const source = await makeTableWith(values);
  const target = freshName();
  await copy(source, target);
  expect(await itemsOf(target)).toEqual(await itemsOf(source));
});

test('an item whose JSON is larger than a page stops the copy and says so; a larger page takes it', async () => {
  const source = await makeTableWith([{ S: '\u0001'.repeat(240_000) }]);
  const target = freshName();
  await expect(copy(source, target)).rejects.toThrow(/larger than maxBytes: 14\d{5} bytes of JSON/);
  await copy(source, target, { pageBytes: 1_500_000 });
  expect(await itemsOf(target)).toEqual(await itemsOf(source));
});
