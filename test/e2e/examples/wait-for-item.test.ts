import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { makeTable, plainClient } from '../../support/databases.ts';
import { sharedEngine as engine, startsEngines } from '../../support/engine.ts';
import { runExample, startExample } from '../../support/examples/start.ts';
import { untilDone } from '../../support/until.ts';
import { type History, modelerOf, settled, startTestWorker, type TestWorker } from '../../support/zeebe.ts';

const client = plainClient(inject('dynalite'));
const hour = 3_600_000;
let worker: TestWorker;

beforeAll(async () => {
  worker = await startTestWorker(engine, inject('dynalite'));
});
afterAll(() => worker.stop());

const given = { key: { id: 'expected' }, pause: 'PT1H' };

function start(table: string, variables = {}): Promise<string> {
  return startExample(modelerOf(engine).zeebe, 'wait-for-item', { table, ...given, ...variables });
}

/** Waits until an instance waits for the n-th time. */
function waiting(processInstanceKey: string, times: number): Promise<void> {
  return untilDone(async () => {
    const timers = await engine.records({ type: 'TIMER', processInstanceKey });
    expect(timers.filter(({ intent }) => intent === 'CREATED')).toHaveLength(times);
  });
}

const looksOf = ({ jobs }: History) => jobs.filter(({ intent }) => intent === 'COMPLETED').length;

test('an item that is there already is found at the first look', async () => {
  const table = await makeTable(client);
  await client.send(new PutItemCommand({ TableName: table, Item: { id: { S: 'expected' } } }));
  const { zeebe } = modelerOf(engine);
  const { processInstanceKey, variables } = await runExample(zeebe, 'wait-for-item', { table, ...given });
  expect(JSON.parse(variables)).toMatchObject({ item: { id: 'expected' } });
  expect(await worker.jobsOf(processInstanceKey, 1)).toHaveLength(1);
});

test.runIf(startsEngines)('an item that comes later is found at the look after that', async () => {
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

test.runIf(startsEngines)('an item that never comes is an error after as many looks as are wanted', async () => {
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
