import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { WorkerProcess } from '../../../examples/local/worker-process.ts';
import { brokerControl } from '../../../examples/local/zeebe-broker.ts';
import { makeTable, plainClient } from '../../support/databases.ts';
import { startExample } from '../../support/examples/start.ts';
import { untilDone } from '../../support/until.ts';
import { type History, modelerOf, settled, startTestWorker } from '../../support/zeebe.ts';

const addresses = inject('broker');
const engine = { ...addresses, ...brokerControl(addresses) };
const client = plainClient(inject('dynalite'));
const hour = 3_600_000;
let worker: WorkerProcess;

beforeAll(async () => {
  worker = await startTestWorker(engine, inject('dynalite'));
});
afterAll(() => worker.stop());

function start(table: string, variables = {}): Promise<string> {
  const { zeebe } = modelerOf(engine);
  return startExample(zeebe, 'wait-for-item', { table, key: { id: 'expected' }, pause: 'PT1H', ...variables });
}

/** Waits until an instance waits for the n-th time. */
function waiting(processInstanceKey: string, times: number): Promise<void> {
  return untilDone(async () => {
    const timers = (await engine.records('TIMER')).filter(
      ({ intent, value }) => intent === 'CREATED' && String(value.processInstanceKey) === processInstanceKey,
    );
    expect(timers).toHaveLength(times);
  });
}

const looksOf = ({ jobs }: History) => jobs.filter(({ intent }) => intent === 'COMPLETED').length;

test('an item that is there already is found at the first look', async () => {
  const table = await makeTable(client);
  await client.send(new PutItemCommand({ TableName: table, Item: { id: { S: 'expected' } } }));
  const history = await settled(engine, await start(table));
  expect(history).toMatchObject({ end: 'found', variables: { item: '{"id":"expected"}' } });
  expect(looksOf(history)).toBe(1);
});

test('an item that comes later is found at the look after that', async () => {
  const table = await makeTable(client);
  const key = await start(table);
  await waiting(key, 1);
  await engine.addTime(hour);
  await waiting(key, 2);
  await client.send(new PutItemCommand({ TableName: table, Item: { id: { S: 'expected' }, total: { N: '5' } } }));
  await engine.addTime(hour);
  const history = await settled(engine, key);
  expect(history).toMatchObject({ end: 'found', variables: { item: '{"id":"expected","total":5}' } });
  expect(looksOf(history)).toBe(3);
});

test('an item that never comes is an error after as many looks as are wanted', async () => {
  const key = await start(await makeTable(client), { maxLooks: 3 });
  for (const times of [1, 2]) {
    await waiting(key, times);
    await engine.addTime(hour);
  }
  const history = await settled(engine, key);
  expect(history.end).toBeUndefined();
  expect(history.incidents).toMatchObject([
    { errorType: 'UNHANDLED_ERROR_EVENT', errorMessage: expect.stringContaining('ITEM_NOT_FOUND') },
  ]);
  expect(looksOf(history)).toBe(3);
});
