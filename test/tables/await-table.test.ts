import { type DescribeTableCommandOutput, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import type { DynamoDb } from '../../src/operation/operation.ts';
import { awaitActive, awaitGone, awaitUpdated } from '../../src/tables/await-table.ts';
import { changedParts } from '../../src/tables/table-parts.ts';
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

/** The error of a job that finds a table in use. */
const later = { code: 'AwsDynamoDbConnectionException', type: 'ResourceInUseException', retryable: true };

/** How a job ends that DynamoDB answers so. */
async function outcomeAfter(input: object, ...answers: CannedAnswer[]) {
  const server = await startCannedDynamodb(undefined, { describe: 'as others' });
  try {
    server.queue(...answers);
    return await runInput(server.endpoint, input, { headers: { resultVariable: 'result' } });
  } finally {
    await server.stop();
  }
}

const errorAfter = async (input: object, ...answers: CannedAnswer[]) => errorOf(await outcomeAfter(input, ...answers));
const responseAfter = async (input: object, ...answers: CannedAnswer[]) =>
  JSON.parse((await outcomeAfter(input, ...answers)).variables).result.response;

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
    expect(pauses()).toBeLessThan(32_000);
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

describe('a table that DynamoDB does not delete because it is in use', () => {
  const inUse = { type: 'ResourceInUseException' };

  test('is waited for when it is being deleted already, unless the task says not to', async () => {
    const answers = [inUse, table('DELETING', 'one'), table('DELETING', 'one'), gone];
    expect(await sentBy(deleteTable, ...answers)).toHaveLength(4);
    expect(await sentBy({ ...deleteTable, wait: false }, ...answers)).toHaveLength(2);
    expect(await responseAfter({ ...deleteTable, wait: false }, ...answers)).toMatchObject({
      TableDescription: { TableName: 't', TableStatus: 'DELETING' },
    });
    expect(await responseAfter(deleteTable, inUse, gone, gone)).toMatchObject({ TableDescription: null });
  });

  test.each(['CREATING', 'UPDATING', 'ACTIVE'])('can be deleted later when it is %s', async (status) => {
    expect(await errorAfter(deleteTable, inUse, table(status))).toMatchObject(later);
  });

  test('can be deleted later when it may not be looked at', async () => {
    expect(await errorAfter(deleteTable, inUse, { type: 'AccessDeniedException' })).toMatchObject(later);
  });
});

test.each([
  ['updated', { tableOperation: 'updateTable', tableName: 't', deletionProtection: true }],
  ['given a time to live', { tableOperation: 'updateTimeToLive', tableName: 't', timeToLiveAttribute: 'a' }],
])('a table that is in use can be %s later', async (_, input) => {
  const message = 'Attempt to change a resource which is still in use: Table is being updated: t';
  expect(await errorAfter(input, { type: 'ResourceInUseException', message })).toMatchObject({
    ...later,
    message: expect.stringContaining(message),
  });
});

describe('a table that is updated', () => {
  const updateTable = { tableOperation: 'updateTable', tableName: 't' };
  const units = { readCapacityUnits: 1, writeCapacityUnits: 1 };
  const create = {
    attributeDefinitions: [{ AttributeName: 'status', AttributeType: 'S' }],
    globalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: 'new',
          KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
  };
  const remove = { globalSecondaryIndexUpdates: [{ Delete: { IndexName: 'old' } }] };
  const replicate = { replicaUpdates: [{ Create: { RegionName: 'eu-west-1' } }] };
  const unreplicate = { replicaUpdates: [{ Delete: { RegionName: 'eu-west-1' } }] };
  const is = (TableStatus: string, parts: object = {}, member = 'Table') => ({
    body: { [member]: { TableStatus, ...parts } },
  });
  const index = (IndexName: string, IndexStatus: string, Backfilling?: boolean) => ({
    GlobalSecondaryIndexes: [{ IndexName, IndexStatus, Backfilling }],
  });
  const replica = (ReplicaStatus: string) => ({ Replicas: [{ RegionName: 'eu-west-1', ReplicaStatus }] });
  const updating = is('UPDATING', {}, 'TableDescription');

  test.each<[string, object, CannedAnswer[]]>([
    ['its status', units, [is('UPDATING'), is('ACTIVE')]],
    [
      'an index that is there already and changes',
      units,
      [is('ACTIVE', index('old', 'UPDATING')), is('ACTIVE', index('old', 'ACTIVE'))],
    ],
    [
      'a new index',
      create,
      [
        is('ACTIVE'),
        is('UPDATING', index('new', 'CREATING')),
        is('ACTIVE', index('new', 'CREATING', true)),
        is('ACTIVE', index('new', 'ACTIVE', true)),
        is('ACTIVE', index('new', 'ACTIVE')),
      ],
    ],
    [
      'an index that goes',
      remove,
      [is('ACTIVE', index('old', 'ACTIVE')), is('ACTIVE', index('old', 'DELETING')), is('ACTIVE')],
    ],
    ['a new replica', replicate, [is('ACTIVE'), is('ACTIVE', replica('CREATING')), is('ACTIVE', replica('ACTIVE'))]],
    [
      'a replica that goes',
      unreplicate,
      [is('ACTIVE', replica('ACTIVE')), is('ACTIVE', replica('DELETING')), is('ACTIVE')],
    ],
  ])('is waited for until it is through with %s', async (_, change, looks) => {
    const beyond = is('ACTIVE');
    expect(await sentBy({ ...updateTable, ...change }, updating, ...looks, beyond)).toHaveLength(1 + looks.length);
    expect(await sentBy({ ...updateTable, ...change, wait: false }, updating, ...looks)).toHaveLength(1);
  });

  test('is not looked at again when the answer says that all is done', async () => {
    const done = is('ACTIVE', index('new', 'ACTIVE'), 'TableDescription');
    expect(await sentBy({ ...updateTable, ...create }, done)).toHaveLength(1);
    expect(await sentBy({ ...updateTable, ...units }, is('ACTIVE', {}, 'TableDescription'))).toHaveLength(1);
  });

  test.each<[string, object, CannedAnswer[], string]>([
    ['the table is gone', units, [gone], 'The table t is gone before it could be used'],
    ['the table is being deleted', units, [is('DELETING')], 'The table t cannot be used: its status is DELETING'],
    [
      'a replica could not be made',
      replicate,
      [is('ACTIVE', replica('CREATING')), is('ACTIVE', replica('CREATION_FAILED'))],
      'The replica in eu-west-1 of the table t cannot be used: its status is CREATION_FAILED',
    ],
  ])('is not waited for when %s', async (_, change, looks, message) => {
    expect(await errorAfter({ ...updateTable, ...change }, updating, ...looks)).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      message: expect.stringContaining(message),
    });
  });

  test('is not waited for when another part of it is of no use', async () => {
    const looks = [is('UPDATING'), is('ACTIVE', replica('REGION_DISABLED'))];
    expect(await sentBy({ ...updateTable, ...units }, updating, ...looks)).toHaveLength(3);
  });

  test('is not waited for without end when what it gets never comes, or what it loses never goes', async () => {
    const stays = { TableStatus: 'ACTIVE' as const, GlobalSecondaryIndexes: [{ IndexName: 'old' }] };
    const { dynamodb, pauses } = answering(() => stays);
    const index = (IndexName: string) => ({ IndexName, KeySchema: [], Projection: {} });
    const never = awaitUpdated(dynamodb, 't', changedParts([{ Create: index('new') }]), undefined);
    await expect(never).rejects.toThrow('The index new of the table t is gone');
    expect(pauses()).toBeGreaterThan(15_000);
    expect(await awaitUpdated(dynamodb, 't', changedParts([{ Delete: index('old') }]), undefined)).toBe(stays);
    expect(pauses()).toBeGreaterThan(30_000);
    expect(pauses()).toBeLessThan(64_000);
  });
});

test('a new table is waited for until its indexes can be used', async () => {
  const indexed = (IndexStatus: string, member = 'Table') => ({
    body: { [member]: { TableStatus: 'ACTIVE', GlobalSecondaryIndexes: [{ IndexName: 'i', IndexStatus }] } },
  });
  const answers = [indexed('CREATING', 'TableDescription'), indexed('CREATING'), indexed('ACTIVE')];
  expect(await sentBy(createTable, ...answers)).toHaveLength(3);
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
  const dynamodb = { send, pause } as unknown as DynamoDb;
  return { dynamodb, pauses: () => paused };
}
