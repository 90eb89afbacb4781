import { DeleteTableCommand, DescribeTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { formatFaults } from '../../src/failure/faults.ts';
import { updateTable } from '../../src/operations/update-table.ts';
import { databases, freshName, makeTable, plainClient } from '../support/databases.ts';
import { resultsOf } from '../support/jobs.ts';
import { active, byStatus, status } from '../support/table-shapes.ts';
import { sentBy } from '../support/wire.ts';

const task = { tableOperation: 'updateTable', tableName: 't' };

/** The one request that a task sends beside those that look at the table. */
async function request(fields: object) {
  const [sent] = await sentBy({ ...task, wait: false, ...fields }, active);
  return sent;
}

describe('what is sent', () => {
  test.each<[string, object, object]>([
    [
      'the units alone',
      { readCapacityUnits: 5, writeCapacityUnits: '6' },
      { ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 } },
    ],
    [
      'the units of a table that is to be provisioned',
      { billingModeStr: 'PROVISIONED', readCapacityUnits: 5, writeCapacityUnits: 6 },
      { BillingMode: 'PROVISIONED', ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 } },
    ],
    [
      'no units of a table that is to be on demand, though a form has them',
      { billingModeStr: 'PAY_PER_REQUEST', readCapacityUnits: 0, writeCapacityUnits: '0' },
      { BillingMode: 'PAY_PER_REQUEST' },
    ],
    ['what is switched off', { deletionProtection: 'false' }, { DeletionProtectionEnabled: false }],
    [
      'a stream that is switched off',
      { streamSpecification: '{"StreamEnabled": "false"}' },
      { StreamSpecification: { StreamEnabled: false } },
    ],
    [
      'throughput, encryption and class',
      {
        onDemandThroughput: { MaxReadRequestUnits: -1 },
        warmThroughput: '{"WriteUnitsPerSecond": 4000}',
        sseSpecification: { Enabled: false },
        tableClass: 'STANDARD',
      },
      {
        OnDemandThroughput: { MaxReadRequestUnits: -1 },
        WarmThroughput: { WriteUnitsPerSecond: 4000 },
        SSESpecification: { Enabled: false },
        TableClass: 'STANDARD',
      },
    ],
    [
      'changes of indexes, with the types of new keys',
      {
        attributeDefinitions: [status],
        globalSecondaryIndexUpdates: [
          { Create: byStatus },
          { Update: { IndexName: 'a', OnDemandThroughput: { MaxWriteRequestUnits: 5 } } },
          { Update: { IndexName: 'b', OnDemandThroughput: { MaxWriteRequestUnits: 6 } } },
        ],
      },
      {
        AttributeDefinitions: [status],
        GlobalSecondaryIndexUpdates: [
          { Create: byStatus },
          { Update: { IndexName: 'a', OnDemandThroughput: { MaxWriteRequestUnits: 5 } } },
          { Update: { IndexName: 'b', OnDemandThroughput: { MaxWriteRequestUnits: 6 } } },
        ],
      },
    ],
    [
      'changes of replicas',
      {
        replicaUpdates: [
          {
            Create: {
              RegionName: 'eu-west-1',
              KMSMasterKeyId: 'k',
              ProvisionedThroughputOverride: { ReadCapacityUnits: '7' },
              GlobalSecondaryIndexes: [{ IndexName: 'a', OnDemandThroughputOverride: { MaxReadRequestUnits: 1 } }],
              TableClassOverride: 'STANDARD',
            },
          },
          { Update: { RegionName: 'eu-west-2', OnDemandThroughputOverride: { MaxReadRequestUnits: -1 } } },
          { Delete: { RegionName: 'eu-west-3' } },
        ],
      },
      {
        ReplicaUpdates: [
          {
            Create: {
              RegionName: 'eu-west-1',
              KMSMasterKeyId: 'k',
              ProvisionedThroughputOverride: { ReadCapacityUnits: 7 },
              GlobalSecondaryIndexes: [{ IndexName: 'a', OnDemandThroughputOverride: { MaxReadRequestUnits: 1 } }],
              TableClassOverride: 'STANDARD',
            },
          },
          { Update: { RegionName: 'eu-west-2', OnDemandThroughputOverride: { MaxReadRequestUnits: -1 } } },
          { Delete: { RegionName: 'eu-west-3' } },
        ],
      },
    ],
  ])('%s', async (_, fields, sent) => {
    expect(await request(fields)).toEqual({ TableName: 't', ...sent });
  });
});

const ONE_INDEX =
  'one index at most that is created or deleted, which is all that DynamoDB does at once; use a task for each';

test.each<[string, object, string]>([
  [
    'nothing to change',
    { wait: true, globalSecondaryIndexUpdates: [] },
    'input: expected something to change beside the tableName (Table name), got nothing',
  ],
  [
    'types alone',
    { attributeDefinitions: [status] },
    'input: expected something to change beside the tableName (Table name), got nothing',
  ],
  [
    'a provisioned table without units',
    { billingModeStr: 'PROVISIONED' },
    'input.readCapacityUnits (Read capacity units): expected a whole number from 1 for a provisioned table, got nothing; ' +
      'input.writeCapacityUnits (Write capacity units): expected a whole number from 1 for a provisioned table, got nothing',
  ],
  [
    'one of the units',
    { readCapacityUnits: 1 },
    'input.writeCapacityUnits (Write capacity units): expected a whole number from 1 for a provisioned table, got nothing',
  ],
  [
    'a new index without types',
    {
      globalSecondaryIndexUpdates: [
        { Update: { IndexName: 'a', OnDemandThroughput: { MaxWriteRequestUnits: 5 } } },
        { Create: byStatus },
      ],
    },
    'input.globalSecondaryIndexUpdates[1].Create.KeySchema[0].AttributeName (Changes of global secondary indexes): expected an attribute with a type in attributeDefinitions (Attribute definitions), got the text "status"',
  ],
  [
    'more than one index that is created or deleted',
    {
      attributeDefinitions: [status],
      globalSecondaryIndexUpdates: [
        { Delete: { IndexName: 'a' } },
        { Create: byStatus },
        { Delete: { IndexName: 'b' } },
      ],
    },
    ['[1].Create', '[2].Delete']
      .map(
        (at) =>
          `input.globalSecondaryIndexUpdates${at} (Changes of global secondary indexes): expected ${ONE_INDEX}, got another`,
      )
      .join('; '),
  ],
  [
    'two changes in one',
    { replicaUpdates: [{ Create: { RegionName: 'a' }, Delete: { RegionName: 'a' } }] },
    'input.replicaUpdates[0] (Changes of replicas): expected exactly one of Create, Update, Delete, Disassociate, got an object with "Create", "Delete"',
  ],
])('%s is told', (_, fields, faults) => {
  const prepared = updateTable.prepare({ ...task, ...fields });
  expect(formatFaults(prepared as Parameters<typeof formatFaults>[0])).toBe(faults);
});

describe.each(databases)('%s', (_, endpoint) => {
  const result = resultsOf(endpoint);
  const client = plainClient(endpoint);

  test('a table gets a fixed capacity, and is on demand again', async () => {
    const tableName = await makeTable(client);
    const units = { readCapacityUnits: 3, writeCapacityUnits: 4 };
    const provisioned = await result({ ...task, tableName, billingModeStr: 'PROVISIONED', ...units });
    expect(provisioned.response.TableDescription).toMatchObject({
      TableName: tableName,
      TableStatus: 'ACTIVE',
      ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 },
    });
    const onDemand = await result({ ...task, tableName, billingModeStr: 'PAY_PER_REQUEST' });
    expect(onDemand.response.TableDescription).toMatchObject({
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
  });

  test('no table is updated where there is none', async () => {
    await expect(
      result({ ...task, tableName: freshName(), readCapacityUnits: 1, writeCapacityUnits: 1 }),
    ).rejects.toMatchObject({ code: 'AwsDynamoDbExecutionException', type: 'ResourceNotFoundException' });
  });
});

describe('dynoxide', () => {
  const endpoint = databases[1][1];
  const result = resultsOf(endpoint);
  const client = plainClient(endpoint);

  test('an index is created over the items that are there, and deleted', async () => {
    const tableName = await makeTable(client);
    const item = { id: { S: 'a' }, status: { S: 'open' } };
    await client.send(new PutItemCommand({ TableName: tableName, Item: item }));
    const created = await result({
      ...task,
      tableName,
      attributeDefinitions: [status],
      globalSecondaryIndexUpdates: [{ Create: byStatus }],
    });
    expect(created.response.TableDescription).toMatchObject({
      TableStatus: 'ACTIVE',
      GlobalSecondaryIndexes: [{ IndexName: 'by-status', IndexStatus: 'ACTIVE' }],
    });
    const scanned = await result({ tableOperation: 'scanTable', tableName, indexName: 'by-status' });
    expect(scanned.response.Items).toEqual([{ id: 'a', status: 'open' }]);
    const deletion = [{ Delete: { IndexName: 'by-status' } }];
    const deleted = await result({ ...task, tableName, globalSecondaryIndexUpdates: deletion });
    expect(deleted.response.TableDescription).toMatchObject({ TableStatus: 'ACTIVE' });
    expect(deleted.response.TableDescription.GlobalSecondaryIndexes ?? []).toEqual([]);
  });

  test('deletion protection is switched on and off', async () => {
    const tableName = await makeTable(client);
    await result({ ...task, tableName, deletionProtection: true });
    await expect(client.send(new DeleteTableCommand({ TableName: tableName }))).rejects.toThrow(/protected/);
    await result({ ...task, tableName, deletionProtection: false });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    expect(Table?.DeletionProtectionEnabled).toBe(false);
  });
});
