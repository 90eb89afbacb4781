import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import type { CannedDynamodb } from '../../support/canned-dynamodb.ts';
import { makeTable, plainClient } from '../../support/databases.ts';
import { sharedEngine as engine, startsEngines } from '../../support/engine.ts';
import { runExample, startExample } from '../../support/examples/start.ts';
import { startRelay } from '../../support/relay.ts';
import { modelerOf, settled, startTestWorker, type TestWorker } from '../../support/zeebe.ts';

const client = plainClient(inject('dynoxide'));
const Key = { id: { S: 'tea' } };
let afterRead = async (): Promise<void> => {};

/** Makes a table with one article in it, of version 1. */
async function makeArticle(): Promise<string> {
  const TableName = await makeTable(client);
  const Item = { ...Key, price: { N: '100' }, version: { N: '1' } };
  await client.send(new PutItemCommand({ TableName, Item }));
  return TableName;
}

/** What somebody else does with the article: a dearer price, and the next version. */
async function raisePrice(TableName: string): Promise<void> {
  const values = { ':one': { N: '1' }, ':more': { N: '10' } };
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: 'ADD version :one, price :more',
      ExpressionAttributeValues: values,
    }),
  );
}

/** Somebody else changes the article right after each of its first reads; tells how often it was read. */
function withConflicts(table: string, conflicts: number): () => number {
  let reads = 0;
  afterRead = async () => {
    reads += 1;
    if (reads <= conflicts) await raisePrice(table);
  };
  return () => reads;
}

async function articleOf(TableName: string) {
  return (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
}

describe('with one worker', () => {
  let relay: CannedDynamodb;
  let worker: TestWorker;
  beforeAll(async () => {
    relay = await startRelay(inject('dynoxide'), ({ operation }) =>
      operation === 'GetItem' ? afterRead() : undefined,
    );
    worker = await startTestWorker(engine, relay.endpoint);
  });
  afterAll(async () => {
    await worker.stop();
    await relay.stop();
  });

  test('an article that nobody else changes is read and written once', async () => {
    const table = await makeArticle();
    const reads = withConflicts(table, 0);
    const { zeebe } = modelerOf(engine);
    const { variables } = await runExample(zeebe, 'optimistic-lock', { table, id: 'tea', discount: 0.1 });
    expect(reads()).toBe(1);
    expect(await articleOf(table)).toEqual({ ...Key, price: { N: '90' }, version: { N: '2' } });
    expect(JSON.parse(variables)).toMatchObject({ price: 90 });
  });

  test('a change that came between is kept: the price is worked out anew from it', async () => {
    const table = await makeArticle();
    const reads = withConflicts(table, 2);
    await runExample(modelerOf(engine).zeebe, 'optimistic-lock', { table, id: 'tea', discount: 0.1 });
    expect(reads()).toBe(3);
    expect(await articleOf(table)).toEqual({ ...Key, price: { N: '108' }, version: { N: '4' } });
  });

  test.runIf(startsEngines)(
    'after as many conflicts as are wanted the process gives up, and has written nothing',
    async () => {
      const table = await makeArticle();
      const reads = withConflicts(table, 100);
      const given = { table, id: 'tea', discount: 0.1, maxConflicts: 3 };
      const key = await startExample(modelerOf(engine).zeebe, 'optimistic-lock', given);
      const { end, incidents } = await settled(engine, key);
      expect({ end, reads: reads() }).toEqual({ end: undefined, reads: 3 });
      expect(incidents).toMatchObject([
        { errorType: 'UNHANDLED_ERROR_EVENT', errorMessage: expect.stringContaining('TOO_MANY_CONFLICTS') },
      ]);
      expect(await articleOf(table)).toEqual({ ...Key, price: { N: '130' }, version: { N: '4' } });
    },
  );
});

test('a write that was done, but of which the worker could not tell, is not done again', async () => {
  const table = await makeArticle();
  let worker: Promise<TestWorker>;
  let killed = false;
  const relay = await startRelay(inject('dynoxide'), async ({ operation }) => {
    if (operation !== 'TransactWriteItems' || killed) return;
    killed = true;
    await (await worker).kill();
    worker = start();
    await worker;
  });
  onTestFinished(() => relay.stop());
  const start = () => startTestWorker(engine, relay.endpoint, { DYNAMODB_WORKER_JOB_TIMEOUT: 'PT3S' });
  worker = start();
  // The next one does the job maybe before it is known to be ready.
  onTestFinished(async () => (await worker).stop());
  await worker;
  await runExample(modelerOf(engine).zeebe, 'optimistic-lock', { table, id: 'tea', discount: 0.1 });
  expect(killed).toBe(true);
  expect(await articleOf(table)).toEqual({ ...Key, price: { N: '90' }, version: { N: '2' } });
});
