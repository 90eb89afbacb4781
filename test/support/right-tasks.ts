import { isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { operations } from '../../src/operations/index.ts';
import type { Random } from '../feel/fuzz/random.ts';
import { inputsOnTable } from './inputs-on-table.ts';
import { signedIn, type TaskDrawing } from './task-diagrams.ts';

/** The variables that the generated tasks read. */
export const variablesOfTasks = ['order', 'flag', 'list', 'texts', 'data', 'page'];

const key = { primaryKeyComponents: { id: 'a', line: 5 } };
const condition = {
  conditionExpression: 'attribute_not_exists(id) OR #s = :open',
  expressionAttributeNames: { '#s': 'status' },
  expressionAttributeValues: { ':open': 'open' },
};
const attributeDefinitions = [
  { AttributeName: 'id', AttributeType: 'S' },
  { AttributeName: 'status', AttributeType: 'N' },
];
const byStatus = {
  IndexName: 'by-status',
  KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['total'] },
};

/** Inputs that use more of the fields of operations. */
const more: Readonly<Record<string, readonly JsonObject[]>> = {
  getItem: [
    {
      tableName: 'orders',
      ...key,
      consistentRead: true,
      projectionExpression: 'id, #s',
      expressionAttributeNames: { '#s': 'a.b' },
    },
    { tableName: 'orders', partitionKeyValue: 'a', sortKeyValue: '5', projectionExpression: ['id', 'a b'] },
    { tableName: 'orders', primaryKeyComponents: { id: { S: 'a' } }, inputFormat: 'dynamodb-json', debug: true },
  ],
  addItem: [
    { tableName: 'orders', item: { id: 'a', tags: { $ss: ['a', 'b'] }, deep: { list: [1, { n: 2 }] } }, ...condition },
    {
      tableName: 'orders',
      item: { id: { S: 'a' }, n: { N: '1' }, l: { L: [{ BOOL: true }] } },
      inputFormat: 'dynamodb-json',
    },
    {
      tableName: 'orders',
      item: { id: 'a' },
      condition: { $or: [{ status: 'open' }, { total: { '>': 5 } }] },
      returnValues: 'ALL_OLD',
    },
  ],
  updateItem: [
    { tableName: 'orders', ...key, updateExpression: 'SET #s = :open', ...condition, returnValues: 'UPDATED_NEW' },
    {
      tableName: 'orders',
      ...key,
      update: { set: { 'address.city': 'Bonn' }, add: { visits: 1 }, remove: ['draft'] },
      mustExist: true,
    },
    { tableName: 'orders', ...key, keyAttributes: { status: 'paid' }, attributeAction: 'delete', exactlyOnce: true },
  ],
  deleteItem: [{ tableName: 'orders', ...key, ...condition, mustExist: true, returnConsumedCapacity: 'TOTAL' }],
  queryItems: [
    {
      tableName: 'orders',
      indexName: 'by-status',
      keyConditionExpression: 'id = :id',
      filterExpression: 'total > :total',
      expressionAttributeValues: { ':id': 'a', ':total': 5 },
      scanIndexForward: false,
      maxItems: 10,
      maxBytes: 10_000,
    },
    {
      tableName: 'orders',
      keyCondition: { id: 'a', placed: { between: ['2026', '2027'] } },
      select: 'COUNT',
      limit: 25,
      paging: 'page',
    },
    { tableName: 'orders', keyCondition: { id: 'a', placed: { beginsWith: '2026' } }, exclusiveStartKey: { id: 'a' } },
  ],
  scanTable: [
    {
      tableName: 'orders',
      filter: { status: { in: ['open', 'paid'] }, $not: { total: { type: 'S' } } },
      projectionExpression: 'id',
    },
    { tableName: 'orders', segment: 1, totalSegments: 4, exclusiveStartKey: { id: 'a' } },
    { tableName: 'orders', totalSegments: 2, exclusiveStartKeys: [{ id: 'a' }, null], maxReadUnits: 100 },
  ],
  executeStatement: [
    { statement: 'SELECT * FROM "orders" WHERE id = ?', parameters: ['a', 5, { b: [1] }], limit: 10, nextToken: 'x' },
  ],
  batchGetItems: [
    {
      tableName: 'orders',
      keys: [{ id: 'a' }, { id: 'b' }],
      projectionExpression: 'id, #s',
      expressionAttributeNames: { '#s': 'status' },
    },
    {
      requestItems: {
        orders: { Keys: [{ id: 'a' }], ProjectionExpression: 'id' },
        parts: { Keys: [{ id: 1 }], ConsistentRead: true },
      },
    },
  ],
  batchWriteItems: [
    {
      tableName: 'orders',
      putItems: [{ id: 'a', n: 1 }],
      deleteKeys: [{ id: 'b' }],
      returnItemCollectionMetrics: 'SIZE',
    },
  ],
  transactGetItems: [
    {
      transactItems: [
        {
          Get: {
            TableName: 'orders',
            Key: { id: 'a' },
            ProjectionExpression: '#s',
            ExpressionAttributeNames: { '#s': 'status' },
          },
        },
      ],
    },
  ],
  transactWriteItems: [
    {
      transactItems: [
        {
          Update: {
            TableName: 'orders',
            Key: { id: 'a' },
            UpdateExpression: 'SET #s = :open',
            ExpressionAttributeNames: { '#s': 'status' },
            ExpressionAttributeValues: { ':open': 'open' },
          },
        },
        { Put: { TableName: 'parts', Item: { id: 'b' }, ConditionExpression: 'attribute_not_exists(id)' } },
      ],
      clientRequestToken: 'a-token',
    },
  ],
  createTable: [
    {
      tableName: 'orders',
      partitionKey: 'id',
      partitionKeyType: 'S',
      attributeDefinitions,
      globalSecondaryIndexes: [byStatus],
      billingModeStr: 'PAY_PER_REQUEST',
      timeToLiveAttribute: 'expiresAt',
      tags: { team: 'sales' },
      streamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      deletionProtection: true,
    },
    {
      tableName: 'orders',
      keySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      attributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      billingModeStr: 'PROVISIONED',
      readCapacityUnits: 5,
      writeCapacityUnits: 5,
    },
    {
      tableName: 'orders',
      partitionKey: 'id',
      partitionKeyType: 'S',
      sortKey: 'line',
      sortKeyType: 'N',
      readCapacityUnits: 1,
      writeCapacityUnits: 1,
    },
  ],
  updateTable: [
    {
      tableName: 'orders',
      attributeDefinitions: [attributeDefinitions[1] as Json],
      globalSecondaryIndexUpdates: [{ Create: byStatus }],
    },
    {
      tableName: 'orders',
      billingModeStr: 'PROVISIONED',
      readCapacityUnits: 1,
      writeCapacityUnits: 2,
      tableClass: 'STANDARD',
    },
    { tableName: 'orders', replicaUpdates: [{ Create: { RegionName: 'eu-west-1' } }] },
  ],
  updateTimeToLive: [{ tableName: 'orders', timeToLiveAttribute: 'expiresAt', enabled: false }],
  deleteTable: [{ tableName: 'orders', wait: false }],
  discoverTables: [{ tableNames: 'orders, customer-*', sampleSize: 0 }],
  listTables: [{ limit: 5, paging: 'page' }],
};

const signIns: readonly Readonly<Record<string, string>>[] = [
  signedIn,
  { 'authentication.type': 'defaultCredentialsChain' },
  { 'authentication.type': 'assumeRole', 'authentication.roleArn': '=data.role' },
  {
    'authentication.type': 'assumeRole',
    'authentication.roleArn': '{{secrets.ROLE}}',
    'authentication.externalId': 'abc',
  },
  { authentication: '=data.authentication' },
  { 'authentication.accessKey': '=data.accessKey', 'authentication.secretKey': '=data.secretKey' },
  { awsCredential: '=data.credential' },
];
const places: readonly Readonly<Record<string, string>>[] = [
  { configuration: '={}' },
  { configuration: '={}', 'configuration.region': 'eu-central-1' },
  {
    'configuration.region': '=get or else(data.region, "")',
    'configuration.endpoint': '=get or else(data.endpoint, "")',
  },
  { configuration: '={"region": data.region}' },
];
const outcomes: readonly Readonly<Record<string, string>>[] = [
  {},
  { resultVariable: 'result' },
  {
    resultExpression: '={found: response.response.Item, count: count(response.response.Items[total > 5])}',
    retryBackoff: 'PT10S',
  },
  {
    errorExpression: '=if error.type = "ConditionalCheckFailedException" then ignoreError() else null',
    jobTimeout: 'PT1M',
  },
  {
    errorExpression:
      '=if error.code != null and job.retries > 1 then jobError(error.message, {}, job.retries - 1, @"PT5S") else null',
  },
];

/** Makes a task that the worker takes: its values are constants, or expressions of which some variables give a right value. */
export function rightTask(random: Random, index: number): TaskDrawing {
  const { id, group } = operations[index % operations.length] as (typeof operations)[number];
  const input = random.pick([...(inputsOnTable('orders')[id] ?? []), ...(more[id] ?? [])]);
  const fields = Object.entries(input).map(
    ([name, value]) => [`input.${name}`, sourceOf(value as Json, random)] as const,
  );
  return {
    id: `${id}${index}`,
    inputs: {
      [`input.${group}`]: id,
      ...Object.fromEntries(fields),
      ...random.pick(signIns),
      ...random.pick(places),
    },
    headers: random.pick(outcomes),
  };
}

/** What stands in an input for a value: a text as it is, or FEEL that gives the value, or may give it. */
function sourceOf(value: Json, random: Random): string {
  if (typeof value === 'string' && random.chance(0.5)) return value;
  return `=${random.chance(0.2) ? variable(random) : expressionOf(value, random)}`;
}

function expressionOf(value: Json, random: Random): string {
  if (random.chance(0.15))
    return random.pick([
      `if flag then ${literal(value)} else ${literal(value)}`,
      `get or else(${variable(random)}, ${literal(value)})`,
    ]);
  if (Array.isArray(value)) {
    if (random.chance(0.2))
      return `for each in list return ${value.length === 0 ? 'each' : expressionOf(value[0] as Json, random)}`;
    return `[${value.map((element) => partOf(element, random)).join(', ')}]`;
  }
  if (!isObject(value)) return literal(value);
  if (random.chance(0.1)) return `context merge(${literal(value)}, ${variable(random)})`;
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}: ${partOf(member as Json, random)}`)
    .join(', ')}}`;
}

function partOf(value: Json, random: Random): string {
  return random.chance(0.4) ? variable(random) : expressionOf(value, random);
}

function literal(value: Json): string {
  return JSON.stringify(value);
}

function variable(random: Random): string {
  return random.pick([
    'order.id',
    'order',
    'data.value',
    'string(order.id)',
    'list[1]',
    'list[item > 5]',
    'texts',
    'page.next',
    'data.a.b + 1',
  ]);
}
