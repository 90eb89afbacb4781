import { type AttributeValue, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { makeTable, plainClient } from '../../support/databases.ts';
import { sharedEngine as engine } from '../../support/engine.ts';
import { runExample } from '../../support/examples/start.ts';
import { modelerOf, startTestWorker, type TestWorker } from '../../support/zeebe.ts';

const client = plainClient(inject('dynalite'));
const trip = { id: 'trip-1', flight: 'LH-1', hotel: 'Ritz-2', car: 'VW-3' };
let worker: TestWorker;

beforeAll(async () => {
  worker = await startTestWorker(engine, inject('dynalite'));
});
afterAll(() => worker.stop());

/** Makes a table of places, of which some are reserved for a trip already. */
async function makePlaces(reserved: Record<string, string> = {}): Promise<string> {
  const TableName = await makeTable(client);
  for (const id of ['LH-1', 'Ritz-2', 'VW-3']) {
    const item: Record<string, AttributeValue> = { id: { S: id } };
    if (reserved[id] !== undefined) item.reservedFor = { S: reserved[id] };
    await client.send(new PutItemCommand({ TableName, Item: item }));
  }
  return TableName;
}

/** For which trip each place is reserved; undefined when it is free. */
async function reservations(TableName: string): Promise<Record<string, string | undefined>> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return Object.fromEntries(Items.map(({ id, reservedFor }) => [id?.S, reservedFor?.S]));
}

/** Runs the process to its end; gives how each of its tasks ended, of which there must be `count`. */
async function run(table: string, count: number, wanted: object = trip): Promise<string[]> {
  const { processInstanceKey } = await runExample(modelerOf(engine).zeebe, 'saga', { table, trip: wanted });
  const jobs = await worker.jobsOf(processInstanceKey, count);
  return jobs.map(({ elementId, outcome }) => `${elementId} ${outcome}`);
}

test('a trip of which all is free is reserved', async () => {
  const table = await makePlaces();
  expect(await run(table, 3)).toEqual(['flight completed', 'hotel completed', 'car completed']);
  expect(await reservations(table)).toEqual({ 'LH-1': 'trip-1', 'Ritz-2': 'trip-1', 'VW-3': 'trip-1' });
});

test('when the last part is taken, those before it are released, and what others have stays', async () => {
  const table = await makePlaces({ 'VW-3': 'trip-9' });
  const [flight, hotel, car, ...releases] = await run(table, 5);
  expect([flight, hotel, car]).toEqual(['flight completed', 'hotel completed', 'car error']);
  expect(releases.toSorted()).toEqual(['flightRelease completed', 'hotelRelease completed']);
  expect(await reservations(table)).toEqual({ 'LH-1': undefined, 'Ritz-2': undefined, 'VW-3': 'trip-9' });
});

test('when the first part is taken, nothing is undone', async () => {
  const table = await makePlaces({ 'LH-1': 'trip-9' });
  expect(await run(table, 1)).toEqual(['flight error']);
  expect(await reservations(table)).toEqual({ 'LH-1': 'trip-9', 'Ritz-2': undefined, 'VW-3': undefined });
});

test('a part that the trip has already, by a job that ran twice, is no conflict', async () => {
  const table = await makePlaces({ 'LH-1': 'trip-1', 'Ritz-2': 'trip-1' });
  expect(await run(table, 3)).toEqual(['flight completed', 'hotel completed', 'car completed']);
});

test('a place that does not exist is not made, and undoes the trip as one that is taken', async () => {
  const table = await makePlaces();
  expect(await run(table, 5, { ...trip, car: 'no-such-car' })).toContain('car error');
  expect(await reservations(table)).toEqual({ 'LH-1': undefined, 'Ritz-2': undefined, 'VW-3': undefined });
});
