import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { freshName, makeTableOf, plainClient } from '../../support/databases.ts';
import { sharedEngine as engine, startsEngines } from '../../support/engine.ts';
import { readItems, writeItems } from '../../support/examples/copied-items.ts';
import { runExample, startExample } from '../../support/examples/start.ts';
import { modelerOf, settled, startTestWorker, type TestWorker } from '../../support/zeebe.ts';

let worker: TestWorker;

beforeAll(async () => {
  worker = await startTestWorker(engine, inject('dynalite'));
});
afterAll(() => worker.stop());

/** Makes a table of items with these values; a client of its own, as the others may have been idle for long. */
async function makeTableWith(values: readonly AttributeValue[]): Promise<string> {
  const client = plainClient(inject('dynalite'));
  const name = freshName();
  await makeTableOf(client, name, { id: 'N' });
  for (const [id, value] of values.entries()) await writeItems(client, name, [{ id: { N: String(id) }, value }]);
  return name;
}

const itemsOf = (name: string) => readItems(plainClient(inject('dynalite')), name, ['id']);

test('items as large as DynamoDB takes them arrive with the usual size of a page', async () => {
  // With the rest of the item these are 400 KB.
  const length = 409_580;
  const values = [{ S: 'x'.repeat(length) }, { S: '"'.repeat(length) }, { B: new Uint8Array(length).fill(7) }];
  const source = await makeTableWith(values);
  const target = freshName();
  await runExample(modelerOf(engine).zeebe, 'copy-table', { source, target });
  expect(await itemsOf(target)).toEqual(await itemsOf(source));
});

test.runIf(startsEngines)(
  'an item whose JSON is larger than a page stops the copy and says so; a larger page takes it',
  async () => {
    const source = await makeTableWith([{ S: '\u0001'.repeat(240_000) }]);
    const target = freshName();
    const { zeebe } = modelerOf(engine);
    const { incidents } = await settled(engine, await startExample(zeebe, 'copy-table', { source, target }));
    expect(incidents[0]?.errorMessage).toMatch(/larger than maxBytes \(Max bytes\): 14\d{5} bytes of JSON/);
    await runExample(zeebe, 'copy-table', { source, target, pageBytes: 1_500_000 });
    expect(await itemsOf(target)).toEqual(await itemsOf(source));
  },
);
