import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { tableDescription } from '../../src/camunda-dialect/table-description.ts';
import { stringifyJson } from '../../src/json/json.ts';

const KEYS = [
  'attributeDefinitions',
  'tableName',
  'keySchema',
  'tableStatus',
  'creationDateTime',
  'provisionedThroughput',
  'tableSizeBytes',
  'itemCount',
  'tableArn',
  'tableId',
  'billingModeSummary',
  'localSecondaryIndexes',
  'globalSecondaryIndexes',
  'streamSpecification',
  'latestStreamLabel',
  'latestStreamArn',
  'globalTableVersion',
  'replicas',
  'restoreSummary',
  'archivalSummary',
  'tableClassSummary',
  'deletionProtectionEnabled',
  'onDemandThroughput',
  'ssedescription',
  'warmThroughput',
];

test('4.3 a table description has always the same 25 keys, in this order, null where AWS says nothing', () => {
  const described = tableDescription({});
  expect(Object.keys(described)).toEqual(KEYS);
  expect(Object.values(described)).toEqual(KEYS.map(() => null));
});

/** The description of the part of a table, as JSON. */
const json = (key: string, table: TableDescription) => stringifyJson(tableDescription(table)[key] ?? null);

describe('the parts of a table', () => {
  const date = new Date(1_700_000_000_123);
  const at = '"2023-11-14T22:13:20.123+00:00"';
  test.each<[string, TableDescription, string]>([
    [
      'attributeDefinitions',
      { AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }] },
      '[{"attributeName":"id","attributeType":"S"}]',
    ],
    [
      'keySchema',
      { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] },
      '[{"attributeName":"id","keyType":"HASH"}]',
    ],
    ['creationDateTime', { CreationDateTime: date }, at],
    [
      'provisionedThroughput',
      {
        ProvisionedThroughput: {
          WriteCapacityUnits: 2,
          ReadCapacityUnits: 1,
          NumberOfDecreasesToday: 0,
          LastDecreaseDateTime: date,
        },
      },
      `{"lastIncreaseDateTime":null,"lastDecreaseDateTime":${at},"numberOfDecreasesToday":0,"readCapacityUnits":1,"writeCapacityUnits":2}`,
    ],
    ['tableSizeBytes', { TableSizeBytes: 0 }, '0'],
    ['itemCount', { ItemCount: 12 }, '12'],
    ['deletionProtectionEnabled', { DeletionProtectionEnabled: false }, 'false'],
    [
      'billingModeSummary',
      { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: date } },
      `{"billingMode":"PAY_PER_REQUEST","lastUpdateToPayPerRequestDateTime":${at}}`,
    ],
    [
      'localSecondaryIndexes',
      { LocalSecondaryIndexes: [{ IndexName: 'l', Projection: { ProjectionType: 'ALL' }, ItemCount: 1 }] },
      '[{"indexName":"l","keySchema":null,"projection":{"projectionType":"ALL","nonKeyAttributes":null},"indexSizeBytes":null,' +
        '"itemCount":1,"indexArn":null}]',
    ],
    [
      'globalSecondaryIndexes',
      {
        GlobalSecondaryIndexes: [
          {
            IndexName: 'g',
            KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['b'] },
            IndexStatus: 'ACTIVE',
            Backfilling: false,
            OnDemandThroughput: { MaxReadRequestUnits: 1 },
            WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: 'ACTIVE' },
          },
        ],
      },
      '[{"indexName":"g","keySchema":[{"attributeName":"a","keyType":"HASH"}],' +
        '"projection":{"projectionType":"INCLUDE","nonKeyAttributes":["b"]},"indexStatus":"ACTIVE","backfilling":false,' +
        '"provisionedThroughput":null,"indexSizeBytes":null,"itemCount":null,"indexArn":null,' +
        '"onDemandThroughput":{"maxReadRequestUnits":1,"maxWriteRequestUnits":null},' +
        '"warmThroughput":{"readUnitsPerSecond":12000,"writeUnitsPerSecond":4000,"status":"ACTIVE"}}]',
    ],
    [
      'streamSpecification',
      { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } },
      '{"streamEnabled":true,"streamViewType":"NEW_IMAGE"}',
    ],
    [
      'replicas',
      {
        Replicas: [
          {
            RegionName: 'eu-west-1',
            ReplicaStatus: 'ACTIVE',
            KMSMasterKeyId: 'k',
            ProvisionedThroughputOverride: { ReadCapacityUnits: 3 },
            OnDemandThroughputOverride: { MaxReadRequestUnits: 4 },
            GlobalSecondaryIndexes: [{ IndexName: 'g', ProvisionedThroughputOverride: {} }],
            ReplicaTableClassSummary: { TableClass: 'STANDARD' },
          },
        ],
      },
      '[{"regionName":"eu-west-1","replicaStatus":"ACTIVE","replicaArn":null,"replicaStatusDescription":null,' +
        '"replicaStatusPercentProgress":null,"kmsmasterKeyId":"k","provisionedThroughputOverride":{"readCapacityUnits":3},' +
        '"onDemandThroughputOverride":{"maxReadRequestUnits":4},"warmThroughput":null,' +
        '"globalSecondaryIndexes":[{"indexName":"g","provisionedThroughputOverride":{"readCapacityUnits":null},' +
        '"onDemandThroughputOverride":null,"warmThroughput":null}],"replicaInaccessibleDateTime":null,' +
        '"replicaTableClassSummary":{"tableClass":"STANDARD","lastUpdateDateTime":null}}]',
    ],
    [
      'restoreSummary',
      { RestoreSummary: { RestoreDateTime: date, RestoreInProgress: false } },
      `{"sourceBackupArn":null,"sourceTableArn":null,"restoreDateTime":${at},"restoreInProgress":false}`,
    ],
    [
      'archivalSummary',
      { ArchivalSummary: { ArchivalReason: 'r' } },
      '{"archivalDateTime":null,"archivalReason":"r","archivalBackupArn":null}',
    ],
    [
      'tableClassSummary',
      { TableClassSummary: { LastUpdateDateTime: date } },
      `{"tableClass":null,"lastUpdateDateTime":${at}}`,
    ],
    ['onDemandThroughput', { OnDemandThroughput: {} }, '{"maxReadRequestUnits":null,"maxWriteRequestUnits":null}'],
    [
      'ssedescription',
      { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: 'arn' } },
      '{"status":"ENABLED","ssetype":"KMS","kmsmasterKeyArn":"arn","inaccessibleEncryptionDateTime":null}',
    ],
    [
      'warmThroughput',
      { WarmThroughput: { ReadUnitsPerSecond: 1 } },
      '{"readUnitsPerSecond":1,"writeUnitsPerSecond":null,"status":null}',
    ],
  ])('4.3 %s has its keys in order, all of them', (key, table, expected) => {
    expect(json(key, table)).toBe(expected);
  });

  test('4.3 an empty list stays one', () => {
    expect(json('globalSecondaryIndexes', { GlobalSecondaryIndexes: [] })).toBe('[]');
  });
});

test('4.3 a date is in UTC, with three digits of milliseconds and its offset', () => {
  expect(json('creationDateTime', { CreationDateTime: new Date(1_700_000_000_000) })).toBe(
    '"2023-11-14T22:13:20.000+00:00"',
  );
});

test('4.3 what AWS has added since is dropped', () => {
  const described = tableDescription({
    MultiRegionConsistency: 'STRONG',
    GlobalTableWitnesses: [],
  } as TableDescription);
  expect(Object.keys(described)).toEqual(KEYS);
});
