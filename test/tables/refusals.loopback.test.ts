import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { errorOf, runInput } from '../support/jobs.ts';

let server: CannedDynamodb;
beforeAll(async () => {
  server = await startCannedDynamodb();
});
afterAll(() => server.stop());

const tableName = 't';
const calls = {
  createTable: { tableOperation: 'createTable', tableName, partitionKey: 'id', partitionKeyType: 'S' },
  updateTable: { tableOperation: 'updateTable', tableName, deletionProtection: true },
  updateTimeToLive: { tableOperation: 'updateTimeToLive', tableName, timeToLiveAttribute: 'a' },
  deleteTable: { tableOperation: 'deleteTable', tableName },
  listTables: { tableOperation: 'listTables' },
  getItem: { itemOperation: 'getItem', tableName, primaryKeyComponents: { id: 'a' } },
  executeStatement: { itemOperation: 'executeStatement', statement: 'SELECT * FROM t' },
};
const [limit, inUse] = ['LimitExceededException', 'ResourceInUseException'];

test.each<[keyof typeof calls, string, boolean]>([
  ['createTable', limit, true],
  ['createTable', inUse, false],
  ['updateTable', limit, true],
  ['updateTable', inUse, true],
  ['updateTimeToLive', limit, true],
  ['updateTimeToLive', inUse, true],
  ['deleteTable', limit, true],
  ['deleteTable', inUse, true],
  ['listTables', limit, false],
  ['getItem', limit, false],
  ['executeStatement', limit, false],
])('%s, refused with %s, may pass with a retry: %s', async (operation, type, retryable) => {
  server.queue({ type });
  expect(errorOf(await runInput(server.endpoint, calls[operation]))).toMatchObject({ type, retryable });
});
