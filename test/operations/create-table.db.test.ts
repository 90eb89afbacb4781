import { DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { databases, freshName, plainClient } from '../support/databases.ts';
import { resultsOf } from '../support/jobs.ts';
import { active, attributeDefinitions, byStatus, keySchema, status } from '../support/table-shapes.ts';
import { sentBy } from '../support/wire.ts';

const task = { tableOperation: 'createTable', tableName: 't' };
const named = { ...task, partitionKey: 'id', partitionKeyType: 'S' };

/** The one request that a task sends. */
async function request(fields: object) {
  const [sent, ...others] = await sentBy(fields, active);
  expect(others).toEqual([]);
  return sent;
}

describe('what is sent', () => {
  test('the keys by name, or as AWS has them', async () => {
    const roles = { partitionKeyRole: 'HASH', sortKeyRole: 'RANGE' };
    const byName = await request({ ...named, ...roles, sortKey: 'at', sortKeyType: 'N' });
    const byShape = await request({ ...task, keySchema, attributeDefinitions: JSON.stringify(attributeDefinitions) });
    expect(byShape).toEqual({
      TableName: 't',
      KeySchema: keySchema,
      AttributeDefinitions: attributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: false,
    });
    expect(byName).toEqual(byShape);
  });

  test.each([
    { readCapacityUnits: '5', writeCapacityUnits: 6 },
    { readCapacityUnits: 0, writeCapacityUnits: '0' },
  ])('no units of a table on demand, though a form has them: %j', async (units) => {
    expect(await request({ ...named, billingModeStr: 'PAY_PER_REQUEST', ...units })).toEqual(await request(named));
  });

  test('a partition key type that a form has beside a key schema is not meant', async () => {
    const sent = await request({ ...task, partitionKeyType: 'B', keySchema, attributeDefinitions });
    expect(sent).toMatchObject({ AttributeDefinitions: attributeDefinitions });
  });

  test('the definitions of index attributes join those of keys given by name', async () => {
    const own = { AttributeName: 'id', AttributeType: 'S' };
    const sent = { AttributeDefinitions: [own, status], GlobalSecondaryIndexes: [byStatus] };
    const indexed = { ...named, globalSecondaryIndexes: [byStatus] };
    expect(await request({ ...indexed, attributeDefinitions: [status] })).toMatchObject(sent);
    expect(await request({ ...indexed, attributeDefinitions: [own, status] })).toMatchObject(sent);
  });

  test('every other field, member for member', async () => {
    const throughput = { ReadCapacityUnits: 3, WriteCapacityUnits: 4 };
    const sent = await request({
      ...task,
      keySchema,
      attributeDefinitions: [...attributeDefinitions, status],
      globalSecondaryIndexes: [{ ...byStatus, ProvisionedThroughput: throughput }],
      localSecondaryIndexes: JSON.stringify([{ ...byStatus, IndexName: 'local' }]),
      readCapacityUnits: '1',
      writeCapacityUnits: 2,
      onDemandThroughput: { MaxReadRequestUnits: '10', MaxWriteRequestUnits: -1 },
      warmThroughput: { ReadUnitsPerSecond: 12000 },
      streamSpecification: { StreamEnabled: 'true', StreamViewType: 'KEYS_ONLY' },
      sseSpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'alias/orders' },
      tableClass: 'STANDARD_INFREQUENT_ACCESS',
      tags: { team: 'sales', empty: '' },
      deletionProtection: true,
    });
    expect(sent).toEqual({
      TableName: 't',
      KeySchema: keySchema,
      AttributeDefinitions: [...attributeDefinitions, status],
      GlobalSecondaryIndexes: [{ ...byStatus, ProvisionedThroughput: throughput }],
      LocalSecondaryIndexes: [{ ...byStatus, IndexName: 'local' }],
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
      OnDemandThroughput: { MaxReadRequestUnits: 10, MaxWriteRequestUnits: -1 },
      WarmThroughput: { ReadUnitsPerSecond: 12000 },
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'alias/orders' },
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
      Tags: [
        { Key: 'team', Value: 'sales' },
        { Key: 'empty', Value: '' },
      ],
      DeletionProtectionEnabled: true,
    });
  });

  test('tags may be AWS’s list, and empty lists say nothing', async () => {
    const tags = [{ Key: 'team', Value: 'sales' }];
    expect(await request({ ...named, tags })).toMatchObject({ Tags: tags });
    const none = { globalSecondaryIndexes: [], localSecondaryIndexes: '[]', attributeDefinitions: [] };
    expect(await request({ ...named, ...none, tags: {} })).toEqual(await request(named));
  });

  test('the time to live follows when the table can be used', async () => {
    const timeToLiveAttribute = 'expiresAt';
    const creating = { body: { TableDescription: { TableStatus: 'CREATING' } } };
    const there = { body: { Table: { TableStatus: 'ACTIVE' } } };
    const sent = await sentBy({ ...named, timeToLiveAttribute }, creating, there, { body: {} });
    expect(sent.slice(1)).toEqual([
      { TableName: 't' },
      { TableName: 't', TimeToLiveSpecification: { AttributeName: timeToLiveAttribute, Enabled: true } },
    ]);
  });

  test.each([
    [['DISABLED'], 1],
    [['ENABLED', 'expiresAt'], 0],
    [['ENABLED', 'other'], 0],
    [['ENABLING', 'other'], 0],
    [['DISABLING', 'expiresAt'], 0],
  ])('a table that is there gets a time to live only if it has none: %j', async ([status, attribute], changes) => {
    const there = {
      body: {
        Table: {
          TableStatus: 'ACTIVE',
          KeySchema: keySchema.slice(0, 1),
          AttributeDefinitions: attributeDefinitions.slice(0, 1),
        },
      },
    };
    const timeToLive = {
      body: { TimeToLiveDescription: { TimeToLiveStatus: status, AttributeName: attribute } },
    };
    const task = { ...named, timeToLiveAttribute: 'expiresAt', ifNotExists: true };
    const sent = await sentBy(task, { type: 'ResourceInUseException' }, there, timeToLive, { body: {} });
    const change = { TableName: 't', TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } };
    expect(sent.slice(2)).toEqual([{ TableName: 't' }, change].slice(0, 1 + changes));
  });
});

describe.each(databases)('%s', (_, endpoint) => {
  const result = resultsOf(endpoint);
  const client = plainClient(endpoint);
  const byAge = {
    IndexName: 'by-age',
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'age', KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name'] },
  };

  test('a table has the indexes that were asked for, and all can be used', async () => {
    const tableName = freshName();
    const { response } = await result({
      ...task,
      tableName,
      keySchema,
      attributeDefinitions: [...attributeDefinitions, status, { AttributeName: 'age', AttributeType: 'N' }],
      globalSecondaryIndexes: [byStatus],
      localSecondaryIndexes: [byAge],
    });
    expect(response.TableDescription).toMatchObject({
      TableStatus: 'ACTIVE',
      GlobalSecondaryIndexes: [{ ...byStatus, IndexStatus: 'ACTIVE' }],
      LocalSecondaryIndexes: [byAge],
    });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    expect(Table).toMatchObject({ KeySchema: keySchema, GlobalSecondaryIndexes: [byStatus] });
  });

  test('a table that exists is held against a key schema as against keys by name', async () => {
    const tableName = freshName();
    const full = { ...task, tableName, keySchema, attributeDefinitions, ifNotExists: true };
    await result(full);
    expect((await result(full)).response.TableDescription).toMatchObject({ TableName: tableName });
    const byName = { ...named, tableName, ifNotExists: true };
    await result({ ...byName, sortKey: 'at', sortKeyType: 'N' });
    await expect(result({ ...byName, sortKey: 'at', sortKeyType: 'S' })).rejects.toMatchObject({
      message: expect.stringContaining('expected id S HASH, at S RANGE, found id S HASH, at N RANGE'),
    });
  });
});

describe('dynoxide', () => {
  const endpoint = databases[1][1];
  const result = resultsOf(endpoint);
  const client = plainClient(endpoint);

  test('the time to live of a table that was there before is set if it has none, and else stays as it is', async () => {
    const tableName = freshName();
    const timed = { ...named, tableName, timeToLiveAttribute: 'expiresAt', ifNotExists: true };
    const timeToLive = async () =>
      (await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }))).TimeToLiveDescription;
    await result({ ...named, tableName });
    for (const timeToLiveAttribute of ['expiresAt', 'expiresAt', 'other']) {
      const { response } = await result({ ...timed, timeToLiveAttribute });
      expect(response.TableDescription).toMatchObject({ TableName: tableName });
      expect(await timeToLive()).toMatchObject({ AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' });
    }
  });

  test('stream, on-demand throughput and deletion protection are those that were asked for', async () => {
    const tableName = freshName();
    const { response } = await result({
      ...named,
      tableName,
      streamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      onDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 },
      deletionProtection: true,
    });
    expect(response.TableDescription).toMatchObject({
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 },
      DeletionProtectionEnabled: true,
    });
  });
});
