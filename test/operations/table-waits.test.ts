import { type DescribeTableCommandOutput, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { DynamoDb } from '../../src/operation.ts';
import { awaitActive, awaitGone } from '../../src/operations/await-table.ts';
import { type CannedAnswer, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { errorOf, runInput } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const createTable = { tableOperation: 'createTable', tableName: 't', partitionKey: 'id', partitionKeyType: 'S' };
const deleteTable = { tableOperation: 'deleteTable', tableName: 't' };
const gone = { type: 'ResourceNotFoundException' };

/** What a call says of the table: its status, and its id where that matters. */
const table = (TableStatus: string, TableId?: string, member = 'Table') => ({
  body: { [member]: { TableName: 't', TableStatus, TableId, ...keys } },
});
const keys = {
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
};
const creating = table('CREATING', 'one', 'TableDescription');
const deleting = table('DELETING', 'one', 'TableDescription');

/** The variable `error` of a job that DynamoDB answers so. */
async function errorAfter(input: object, ...answers: CannedAnswer[]) {
  const server = await startCannedDynamodb();
  try {
    server.queue(...answers);
    return errorOf(await runInput(server.endpoint, input));
  } finally {
    await server.stop();
  }
}

test('a table that is not yet there, or not yet gone, is waited for, unless the task says not to', async () => {
  const created = [creating, gone, table('CREATING'), table('ACTIVE')];
  expect(await sentBy(createTable, ...created)).toHaveLength(4);
  expect(await sentBy({ ...createTable, wait: 'false' }, ...created)).toHaveLength(1);
  const deleted = [deleting, table('DELETING'), gone];
  expect(await sentBy(deleteTable, ...deleted)).toHaveLength(3);
  expect(await sentBy({ ...deleteTable, wait: false }, ...deleted)).toHaveLength(1);
});

describe('a table that will not be active is not waited for', () => {
  const execution = 'AwsDynamoDbExecutionException';
  test.each([
    ['is gone', 'is gone before it could be used', execution, [creating, table('CREATING'), gone]],
    ['is archived', 'status is ARCHIVED', execution, [creating, table('ARCHIVED')]],
    [
      'has lost its key',
      'INACCESSIBLE_ENCRYPTION_CREDENTIALS',
      execution,
      [creating, table('INACCESSIBLE_ENCRYPTION_CREDENTIALS')],
    ],
    [
      'is being deleted',
      'can be created when it is gone',
      'AwsDynamoDbConnectionException',
      [creating, table('DELETING')],
    ],
  ])('%s', async (_, message, code, answers) => {
    expect(await errorAfter(createTable, ...answers)).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['is gone', execution, [table('CREATING'), gone]],
    ['was gone at once', 'AwsDynamoDbConnectionException', [gone]],
    ['is archived', execution, [table('ARCHIVED'), table('ARCHIVED')]],
  ])('one that was there before: %s', async (_, code, answers) => {
    const inUse = { type: 'ResourceInUseException' };
    expect(await errorAfter({ ...createTable, ifNotExists: true }, inUse, ...answers)).toMatchObject({ code });
  });

  test('is never found', async () => {
    const { dynamodb, pauses } = answering(() => undefined);
    const failure = await awaitActive(dynamodb, 't', false).catch((thrown) => thrown);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ class: 'execution' });
    expect(pauses()).toBeGreaterThan(15_000);
    expect(pauses()).toBeLessThan(30_000);
  });
});

describe('a table is gone when there is', () => {
  test.each([
    ['another of its name', [table('ACTIVE', 'two')]],
    ['another of its name, also about to go', [table('DELETING', 'one'), table('DELETING', 'two')]],
    ['one that is not being deleted', [table('CREATING')]],
  ])('%s', async (_, answers) => {
    expect(await sentBy(deleteTable, deleting, ...answers)).toHaveLength(1 + answers.length);
  });

  test('and not when DescribeTable has not heard of it yet, unless that lasts', async () => {
    expect(await sentBy(deleteTable, deleting, table('ACTIVE', 'one'), table('DELETING', 'one'), gone)).toHaveLength(4);
    const { dynamodb, pauses } = answering(() => ({ TableId: 'one', TableStatus: 'ACTIVE' as const }));
    await awaitGone(dynamodb, 't', 'one');
    expect(pauses()).toBeGreaterThan(15_000);
  });
});

/** A DynamoDB in which no time passes, but the pauses are counted. */
function answering(answer: () => DescribeTableCommandOutput['Table']) {
  let paused = 0;
  const send = async () => {
    const Table = answer();
    if (Table === undefined) throw new ResourceNotFoundException({ message: 'none', $metadata: {} });
    return { Table };
  };
  const pause = async (milliseconds: number) => {
    paused += milliseconds;
  };
  const dynamodb: DynamoDb = { send: send as unknown as DynamoDb['send'], pause, maxItemsBytes: 0 };
  return { dynamodb, pauses: () => paused };
}
