import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, inject, onTestFinished, test } from 'vitest';
import type { WorkerProcess } from '../../../examples/local/worker-process.ts';
import { brokerControl } from '../../../examples/local/zeebe-broker.ts';
import { makeTable, plainClient } from '../../support/databases.ts';
import { startExample } from '../../support/examples/start.ts';
import { startRelay } from '../../support/relay.ts';
import { modelerOf, settled, startTestWorker } from '../../support/zeebe.ts';

const addresses = inject('broker');
const engine = { ...addresses, ...brokerControl(addresses) };
const client = plainClient(inject('dynoxide'));
const Key = { id: { S: 'tea' } };

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

/** Runs the process while somebody else changes the article right after each of its first reads. */
async function runWithConflicts(table: string, conflicts: number, variables = {}) {
  let reads = 0;
  const relay = await startRelay(inject('dynoxide'), async ({ operation }) => {
    if (operation !== 'GetItem') return;
    reads += 1;
    if (reads <= conflicts) await raisePrice(table);
  });
  onTestFinished(() => relay.stop());
  const worker = await startTestWorker(engine, relay.endpoint);
  onTestFinished(() => worker.stop());
  const { zeebe } = modelerOf(engine);
  const given = { table, id: 'tea', discount: 0.1, ...variables };
  const history = await settled(engine, await startExample(zeebe, 'optimistic-lock', given));
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  return { ...history, reads, Item };
}

test('an article that nobody else changes is read and written once', async () => {
  const { end, reads, Item, variables } = await runWithConflicts(await makeArticle(), 0);
  expect({ end, reads }).toEqual({ end: 'done', reads: 1 });
  expect(Item).toEqual({ ...Key, price: { N: '90' }, version: { N: '2' } });
  expect(variables.price).toBe('90');
});

test('a change that came between is kept: the price is worked out anew from it', async () => {
  const { end, reads, Item } = await runWithConflicts(await makeArticle(), 2);
  expect({ end, reads }).toEqual({ end: 'done', reads: 3 });
  expect(Item).toEqual({ ...Key, price: { N: '108' }, version: { N: '4' } });
});

test('after as many conflicts as are wanted the process gives up, and has written nothing', async () => {
  const { end, reads, Item, incidents } = await runWithConflicts(await makeArticle(), 100, { maxConflicts: 3 });
  expect({ end, reads }).toEqual({ end: undefined, reads: 3 });
  expect(incidents).toMatchObject([
    { errorType: 'UNHANDLED_ERROR_EVENT', errorMessage: expect.stringContaining('TOO_MANY_CONFLICTS') },
  ]);
  expect(Item).toEqual({ ...Key, price: { N: '130' }, version: { N: '4' } });
});

test('a write that was done, but of which the worker could not tell, is not done again', async () => {
  const table = await makeArticle();
  let worker: WorkerProcess;
  let killed = false;
  const relay = await startRelay(inject('dynoxide'), async ({ operation }) => {
    if (operation !== 'TransactWriteItems' || killed) return;
    killed = true;
    await worker.kill();
    worker = await start();
  });
  onTestFinished(() => relay.stop());
  const start = () => startTestWorker(engine, relay.endpoint, { DYNAMODB_WORKER_JOB_TIMEOUT: 'PT5S' });
  worker = await start();
  onTestFinished(() => worker.stop());
  const { zeebe } = modelerOf(engine);
  const key = await startExample(zeebe, 'optimistic-lock', { table, id: 'tea', discount: 0.1 });
  const { end, jobs } = await settled(engine, key);
  expect({ end, killed }).toEqual({ end: 'done', killed: true });
  expect(jobs.map(({ intent }) => intent)).toContain('TIMED_OUT');
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  expect(Item).toEqual({ ...Key, price: { N: '90' }, version: { N: '2' } });
});
