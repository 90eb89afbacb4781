import { describe, expect, test } from 'vitest';
import { type Fault, formatFaults, formatPath } from '../../src/failure/faults.ts';
import { labelOf } from '../../src/fields/labels.ts';
import { isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { operations, operationsById } from '../../src/operations/index.ts';
import { inputsOnTable } from '../support/inputs-on-table.ts';

/** They say where to go on: the first turn of a loop has no such place. */
const POSITIONS = ['exclusiveStartKey', 'exclusiveStartKeys', 'exclusiveStartTableName', 'nextToken'];

/** What is wrong with an input, in words; empty if nothing is. */
function faultsOf(id: string, input: JsonObject): string {
  const prepared = operationsById.get(id)?.prepare(input);
  return prepared === undefined || 'run' in prepared ? '' : formatFaults(prepared as readonly Fault[]);
}

describe.each(operations.map((operation) => [operation.id, operation.fields] as const))('%s', (id, fields) => {
  const examples = inputsOnTable('orders')[id] ?? [];

  test.each(Object.keys(fields))('null in %s', (name) => {
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const told = faultsOf(id, { ...example, [name]: null });
      const beside = faultsOf(id, { ...example, [name]: undefined } as never);
      if (POSITIONS.includes(name)) expect(told).toBe(beside);
      else
        expect(told.split('; ')).toContainEqual(
          expect.stringMatching(
            new RegExp(
              `^input\\.${name} \\(${labelOf(fields, name)}\\): expected .+, got null: is the field empty, or is there no such variable or function\\?$`,
            ),
          ),
        );
    }
  });
});

describe('one of two ways is not the other one with null beside it', () => {
  const key = { tableName: 't', primaryKeyComponents: { id: 'a' } };
  test.each<[string, JsonObject]>([
    ['deleteItem', { ...key, condition: null, conditionExpression: 'attribute_exists(id)' }],
    ['deleteItem', { ...key, condition: { n: 1 }, conditionExpression: null }],
    ['getItem', { ...key, partitionKeyValue: null }],
    ['getItem', { tableName: 't', primaryKeyComponents: null, partitionKeyValue: 'a' }],
    ['updateItem', { ...key, update: null, updateExpression: 'REMOVE a' }],
    ['queryItems', { tableName: 't', keyCondition: null, keyConditionExpression: 'a = :a' }],
    ['batchGetItems', { tableName: 't', keys: [{ id: 'a' }], requestItems: null }],
  ])('%s %j', (id, input) => {
    expect(faultsOf(id, input)).toContain('got null: is the field empty, or is there no such variable or function?');
  });

  test('a key value that is null is told as such', () => {
    const told = faultsOf('getItem', { tableName: 't', partitionKeyValue: null });
    expect(told).toMatch(
      /^input\.partitionKeyValue \(Partition key value\): .*got null: is the field empty, or is there no such variable or function\?$/,
    );
  });
});

const names = { '#n': 'n' };
const values = { ':v': null };
const write = { TableName: 't', ExpressionAttributeNames: names, ExpressionAttributeValues: values };
const onFailure = { ConditionExpression: '#n = :v', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
const throughputs = {
  ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
  OnDemandThroughput: { MaxReadRequestUnits: 1, MaxWriteRequestUnits: 1 },
  WarmThroughput: { ReadUnitsPerSecond: 1, WriteUnitsPerSecond: 1 },
};
const newIndex = {
  IndexName: 'i',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] },
};
const overrides = {
  ProvisionedThroughputOverride: { ReadCapacityUnits: 1 },
  OnDemandThroughputOverride: { MaxReadRequestUnits: 1 },
};
const replica = {
  RegionName: 'eu-central-1',
  KMSMasterKeyId: 'k',
  ...overrides,
  GlobalSecondaryIndexes: [{ IndexName: 'i', ...overrides }],
  TableClassOverride: 'STANDARD',
};

/** For each field with members: values that fit, in which each member is there once. */
const structures: readonly (readonly [operation: string, field: string, value: Json])[] = [
  ['transactWriteItems', 'transactItems', [{ Put: { Item: { id: 'a', none: null }, ...write, ...onFailure } }]],
  ['transactWriteItems', 'transactItems', [{ Update: { Key: { id: 'a' }, UpdateExpression: 'REMOVE a', ...write } }]],
  ['transactWriteItems', 'transactItems', [{ Delete: { Key: { id: 'a' }, ...write, ...onFailure } }]],
  ['transactWriteItems', 'transactItems', [{ ConditionCheck: { Key: { id: 'a' }, ...write, ...onFailure } }]],
  [
    'transactGetItems',
    'transactItems',
    [{ Get: { TableName: 't', Key: { id: 'a' }, ProjectionExpression: '#n', ExpressionAttributeNames: names } }],
  ],
  [
    'batchGetItems',
    'requestItems',
    { t: { Keys: [{ id: 'a' }], ConsistentRead: true, ProjectionExpression: '#n', ExpressionAttributeNames: names } },
  ],
  [
    'batchWriteItems',
    'requestItems',
    { t: [{ PutRequest: { Item: { id: 'a', none: null } } }, { DeleteRequest: { Key: { id: 'a' } } }] },
  ],
  ['batchWriteItems', 'putItems', [{ id: 'a', none: null }]],
  ['batchWriteItems', 'deleteKeys', [{ id: 'a' }]],
  ['batchGetItems', 'keys', [{ id: 'a' }]],
  ['getItem', 'primaryKeyComponents', { id: 'a' }],
  ['getItem', 'expressionAttributeNames', names],
  ['getItem', 'projectionExpression', ['a']],
  ['discoverTables', 'tableNames', ['a']],
  ['createTable', 'keySchema', newIndex.KeySchema],
  ['createTable', 'attributeDefinitions', [{ AttributeName: 'id', AttributeType: 'S' }]],
  ['createTable', 'globalSecondaryIndexes', [{ ...newIndex, ...throughputs }]],
  ['createTable', 'localSecondaryIndexes', [newIndex]],
  ['createTable', 'onDemandThroughput', throughputs.OnDemandThroughput],
  ['createTable', 'warmThroughput', throughputs.WarmThroughput],
  ['createTable', 'streamSpecification', { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' }],
  ['createTable', 'sseSpecification', { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'k' }],
  ['createTable', 'tags', { team: 'sales' }],
  ['createTable', 'tags', [{ Key: 'team', Value: 'sales' }]],
  ['updateTable', 'globalSecondaryIndexUpdates', [{ Create: { ...newIndex, ...throughputs } }]],
  ['updateTable', 'globalSecondaryIndexUpdates', [{ Update: { IndexName: 'i', ...throughputs } }]],
  ['updateTable', 'globalSecondaryIndexUpdates', [{ Delete: { IndexName: 'i' } }]],
  ['updateTable', 'replicaUpdates', [{ Create: replica }]],
  ['updateTable', 'replicaUpdates', [{ Update: replica }]],
  ['updateTable', 'replicaUpdates', [{ Delete: { RegionName: 'eu-central-1' } }]],
  ['updateItem', 'update', { set: { a: null }, add: { n: 1 }, remove: ['b'], delete: { c: { $ss: ['x'] } } }],
  [
    'scanTable',
    'filter',
    {
      a: null,
      b: { '=': null, exists: true, type: 'S', size: { '>': 1 }, between: [0, 1], in: [null] },
      $or: [{ a: 1 }],
      $not: { a: 1 },
    },
  ],
  ['queryItems', 'keyCondition', { id: 'a', sort: { between: [1, 2] } }],
];

/** Whether null is a value there: what is written, or compared with. */
const DATA = [
  /\.(Item|putItems\[0\])\.(id|none)$/,
  /ExpressionAttributeValues\[":v"\]$/,
  /^input\.update\.set\.a$/,
  /^input\.filter\.(a|b|b\["="\]|b\.in\[0\]|\$or\[0\]\.a|\$not\.a)$/,
];

/** Each place in a value, and a copy of the value with null there. */
function* nulled(value: Json, path: readonly PropertyKey[]): Generator<[readonly PropertyKey[], Json]> {
  yield [path, null];
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries())
      for (const [at, copy] of nulled(element, [...path, index])) yield [at, value.with(index, copy)];
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value))
      for (const [at, copy] of nulled(member, [...path, name])) yield [at, { ...value, [name]: copy }];
  }
}

describe('null in a member of a field', () => {
  test.each(structures)('%s.%s %j', (id, field, value) => {
    const label = labelOf(operationsById.get(id)?.fields ?? {}, field);
    const ofField = (input: Json) =>
      faultsOf(id, { tableName: 't', [field]: input })
        .split('; ')
        .filter((told) => told.startsWith(`input.${field}`) && told.includes('got null'));
    expect(ofField(value)).toEqual([]);
    for (const [path, copy] of nulled(value, ['input', field])) {
      const at = formatPath(path);
      const told = ofField(copy);
      if (DATA.some((data) => data.test(at))) expect([at, told]).toEqual([at, []]);
      else expect([at, told]).toEqual([at, [expect.stringContaining(`${at} (${label}): expected `)]]);
    }
  });
});
