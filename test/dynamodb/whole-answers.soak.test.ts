import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { holdLoop } from '../support/hold.ts';
import { startHostileServer } from '../support/hostile-answers.ts';
import { clientSettings, errorOf, jobSettings, runInput } from '../support/jobs.ts';

let server: CannedDynamodb;
beforeEach(async () => {
  server = await startCannedDynamodb();
});
afterEach(() => server.stop());

const getItem = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };
const blanks = (bytes: number) => ({ body: `{"Count":0}${' '.repeat(bytes)}` });

function within(requestTimeout: number, maxAttempts = 1) {
  return { settings: jobSettings({ clients: keepClients({ ...clientSettings, maxAttempts, requestTimeout }) }) };
}

test('an answer without an end is cut off by its length, long before its time', async () => {
  const hostile = await startHostileServer(() => ({ right: { body: '' }, hostile: 'blanks without an end' }));
  const error = errorOf(await runInput(hostile.url, { tableOperation: 'listTables' }, within(600_000)));
  await hostile.stop();
  expect(error).toMatchObject({
    code: 'AwsDynamoDbConnectionException',
    message: 'listTables in eu-central-1: The answer was no answer of DynamoDB: it is longer than 16777216 bytes.',
  });
});

test('an answer may be as long as DynamoDB’s longest, of a command that gives many items', async () => {
  const batch = { itemOperation: 'batchGetItems', tableName: 't', keys: [{ id: 'a' }] };
  server.queue(blanks(17 * 2 ** 20));
  expect((await runInput(server.endpoint, batch)).kind).toBe('completed');
  server.queue(blanks(17 * 2 ** 20));
  expect((await runInput(server.endpoint, getItem)).kind).toBe('failed');
});

test('an answer that does not come whole in time is asked for again, as often as a call is tried', async () => {
  let asked = 0;
  const hostile = await startHostileServer(() => {
    asked++;
    return { right: { body: '{"TableNames":[]}' }, ...(asked < 3 && { hostile: 'half of the body' }) };
  });
  const outcome = await runInput(hostile.url, { tableOperation: 'listTables' }, within(1_000, 3));
  await hostile.stop();
  expect([outcome.kind, asked]).toEqual(['completed', 3]);
});

test('an answer that came while the process stood still counts, though its time is over', async () => {
  let asked = 0;
  const answering = await startCannedDynamodb(() => {
    asked++;
    // It goes out before that.
    setImmediate(() => holdLoop(600));
    return { body: '{"TableNames":[]}' };
  });
  const outcome = await runInput(answering.endpoint, { tableOperation: 'listTables' }, within(300, 3));
  await answering.stop();
  expect([outcome.kind, asked]).toEqual(['completed', 1]);
});
