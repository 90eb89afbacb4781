import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ILLEGAL_ARGUMENT } from '../../src/camunda-dialect/exceptions.ts';
import { dialectOperations } from '../../src/camunda-dialect/operations/index.ts';
import type { DialectDynamoDb } from '../../src/camunda-dialect/operations/operation.ts';
import { Failure } from '../../src/failure/failure.ts';
import { type Json, type JsonObject, parseJson, stringifyJson } from '../../src/json/json.ts';
import { operationsById } from '../../src/operations/index.ts';
import { type CannedAnswer, type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { plainClient } from '../support/databases.ts';
import { bound, dialectDynamoDb, rejected, variablesOf } from '../support/dialect.ts';

let server: CannedDynamodb;
let client: DynamoDBClient;
beforeAll(async () => {
  server = await startCannedDynamodb(undefined, { describe: 'as others' });
  client = plainClient(server.endpoint);
});
beforeEach(() => server.clear());
afterAll(() => server.stop());

/** Runs an input; answers are given one after the other, then `{}`. */
async function run(
  input: JsonObject,
  answers: CannedAnswer[] = [],
  given: Partial<DialectDynamoDb> = {},
): Promise<Json> {
  server.queue(...answers);
  return bound(variablesOf(input)).call.run(dialectDynamoDb(client, given));
}

/** What was sent, as `[operation, body]`. */
const sent = () => server.requests.map(({ operation, body }) => [operation, body]);

const key = { id: '1', n: 2 };
const Key = { id: { S: '1' }, n: { N: '2' } };
const getItem = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: key };

test('4.3 each of the eight operations stands beside a native one of its name, and says as that whether it writes', () => {
  expect([...dialectOperations.keys()].sort()).toEqual([
    'addItem',
    'createTable',
    'deleteItem',
    'deleteTable',
    'describeTable',
    'getItem',
    'scanTable',
    'updateItem',
  ]);
  for (const [id, operation] of dialectOperations) {
    expect(operation.id).toBe(id);
    expect(operation.writes).toBe(operationsById.get(id)?.writes);
  }
});

test('4.3 the call names the table of the input', () => {
  expect(bound(variablesOf(getItem)).call.tableName).toBe('t');
});

describe('getItem', () => {
  test('4.3 getItem sends the table and the key, and nothing else', async () => {
    await run(getItem);
    expect(sent()).toEqual([['GetItem', { TableName: 't', Key }]]);
  });

  test('4.3 getItem gives a list of objects of one key, one for each attribute, in the order of the answer', async () => {
    const body = '{"Item":{"name":{"S":"Alice"},"id":{"S":"1"},"age":{"N":"30"},"tags":{"SS":["x"]}}}';
    const result = await run(getItem, [{ body }]);
    expect(stringifyJson(result)).toBe('[{"name":"Alice"},{"id":"1"},{"age":30},{"tags":["x"]}]');
  });

  test('4.3 getItem gives an attribute of any name', async () => {
    const Item = Object.fromEntries([
      ['__proto__', { S: 'p' }],
      ['constructor', { S: 'c' }],
    ]);
    const send = (async () => ({ Item })) as unknown as DialectDynamoDb['send'];
    const result = (await run(getItem, [], { send })) as JsonObject[];
    expect(result.map((only) => Object.entries(only))).toEqual([[['__proto__', 'p']], [['constructor', 'c']]]);
  });

  test.each([
    ['no item', {}],
    ['an item without attributes', { Item: {} }],
  ])('4.3 getItem gives null for %s', async (_, body) => {
    expect(await run(getItem, [{ body }])).toBeNull();
  });

  test('4.2 getItem keeps all digits of a number', async () => {
    const N = '12345678901234567890.123';
    expect(stringifyJson(await run(getItem, [{ body: { Item: { n: { N } } } }]))).toBe(`[{"n":${N}}]`);
  });
});

describe('a key or an item of another kind', () => {
  test.each([
    ['getItem', 'primaryKeyComponents'],
    ['deleteItem', 'primaryKeyComponents'],
    ['addItem', 'item'],
  ])('4.2 %s fails with a text as its %s before it sends anything, and leaves retries', async (operation, name) => {
    const error = await rejected(run({ itemOperation: operation, tableName: 't', [name]: 'text' }));
    expect(error).toMatchObject({ type: ILLEGAL_ARGUMENT, isInput: false });
    expect(sent()).toEqual([]);
  });
});

describe.each([
  ['addItem', 'PutItem', 'putItemResult', { item: { ...key, s: ['a'] } }, { Item: { ...Key, s: { L: [{ S: 'a' }] } } }],
  ['deleteItem', 'DeleteItem', 'deleteItemResult', { primaryKeyComponents: key }, { Key }],
  [
    'updateItem',
    'UpdateItem',
    'updateItemResult',
    { primaryKeyComponents: key, keyAttributes: { a: 1 }, attributeAction: 'put' },
    { Key, AttributeUpdates: { a: { Action: 'PUT', Value: { N: '1' } } } },
  ],
] as const)('%s', (itemOperation, command, envelope, fields, request) => {
  const input = { itemOperation, tableName: 't', ...fields } as unknown as JsonObject;

  test(`4.3 ${itemOperation} sends its table and what it is given, and nothing else`, async () => {
    await run(input);
    expect(sent()).toEqual([[command, { TableName: 't', ...request }]]);
  });

  test(`4.3 ${itemOperation} gives null for the item, and what the answer says of itself in ${envelope}`, async () => {
    const rawHeaders = ['Server', 'Server', 'x-amzn-RequestId', 'R1'];
    const answer = { body: {}, headers: { 'x-amzn-requestid': 'R1' } };
    const result = await run(input, [answer], { rawHeaders: () => rawHeaders });
    expect(stringifyJson(result)).toBe(
      `{"item":null,"${envelope}":{"sdkResponseMetadata":{"requestId":"R1"},` +
        '"sdkHttpMetadata":{"httpHeaders":{"Server":"Server","x-amzn-RequestId":"R1"},"httpStatusCode":200,' +
        '"allHttpHeaders":{"Server":["Server"],"x-amzn-RequestId":["R1"]}},' +
        '"attributes":null,"consumedCapacity":null,"itemCollectionMetrics":null}}',
    );
  });
});

describe('updateItem', () => {
  const update = { itemOperation: 'updateItem', tableName: 't', primaryKeyComponents: key };
  const updates = async (keyAttributes: JsonObject, attributeAction: string) => {
    await run({ ...update, keyAttributes, attributeAction });
    return server.requests[0]?.body.AttributeUpdates;
  };

  test('4.3 updateItem with `put` sets every attribute to its value', async () => {
    expect(await updates({ a: 'x', b: { c: [1] }, d: null }, 'put')).toEqual({
      a: { Action: 'PUT', Value: { S: 'x' } },
      b: { Action: 'PUT', Value: { M: { c: { L: [{ N: '1' }] } } } },
      d: { Action: 'PUT', Value: { NULL: true } },
    });
  });

  test('4.3 updateItem with `delete` removes every attribute, whatever value is given', async () => {
    expect(await updates({ a: 'x', b: null }, 'delete')).toEqual({ a: { Action: 'DELETE' }, b: { Action: 'DELETE' } });
  });

  test.each(['PUT', 'Put', 'DELETE', 'dElEtE'])('4.3 updateItem takes the action %s in any case', async (action) => {
    expect(await updates({ a: 'x' }, action)).toMatchObject({ a: { Action: action.toUpperCase() } });
  });

  test('4.3 updateItem sends names as they are: reserved words, and dots', async () => {
    expect(Object.keys((await updates({ size: 1, 'a.b': 2, '#c': 3 }, 'put')) as object)).toEqual([
      'size',
      'a.b',
      '#c',
    ]);
  });

  test.each(['add', ' put', 'none'])('4.3 updateItem fails with the action %j, and leaves retries', async (action) => {
    const error = await rejected(run({ ...update, keyAttributes: { a: 1 }, attributeAction: action }));
    expect(error).toMatchObject({
      type: ILLEGAL_ARGUMENT,
      isInput: false,
      message: `Unsupported attribute action: ${action}`,
    });
    expect(sent()).toEqual([]);
  });

  test('4.3 updateItem does not look at the action when there are no attributes', async () => {
    expect(await updates({}, 'add')).toEqual({});
  });

  test.each(['keyAttributes', 'primaryKeyComponents'])(
    '4.2 updateItem fails while binding with a text as its %s',
    (name) => {
      const input = { ...update, keyAttributes: {}, attributeAction: 'put', [name]: 'text' };
      expect(() => bound(variablesOf(input))).toThrow(expect.objectContaining({ isInput: true }));
    },
  );
});

describe('scanTable', () => {
  const scan = { tableOperation: 'scanTable', tableName: 't' };

  test('4.3 scanTable sends the table alone when nothing else is given', async () => {
    await run({ ...scan, filterExpression: null });
    expect(sent()).toEqual([['Scan', { TableName: 't' }]]);
  });

  test('4.3 scanTable sends its four parameters as given: unused, empty or wrong', async () => {
    const given = {
      filterExpression: '',
      projectionExpression: 'a b c',
      expressionAttributeNames: {},
      expressionAttributeValues: { ':unused': { a: [1] } },
    };
    await run({ ...scan, ...given });
    expect(sent()).toEqual([
      [
        'Scan',
        {
          TableName: 't',
          FilterExpression: '',
          ProjectionExpression: 'a b c',
          ExpressionAttributeNames: {},
          ExpressionAttributeValues: { ':unused': { M: { a: { L: [{ N: '1' }] } } } },
        },
      ],
    ]);
  });

  test('4.3 scanTable gives the items of all pages, each as an object, one page after the other', async () => {
    const pages = [
      { Items: [{ id: { S: '1' } }, { id: { S: '2' } }], LastEvaluatedKey: { id: { S: '2' } } },
      { Items: [], LastEvaluatedKey: { id: { S: '3' } } },
      { Items: [{ id: { S: '4' }, n: { N: '5' } }] },
    ];
    const result = await run(
      { ...scan, filterExpression: 'f' },
      pages.map((body) => ({ body })),
    );
    expect(result).toEqual({
      action: 'scanTable',
      status: 'OK',
      response: [{ id: '1' }, { id: '2' }, { id: '4', n: 5 }],
    });
    const request = { TableName: 't', FilterExpression: 'f' };
    expect(sent()).toEqual([
      ['Scan', request],
      ['Scan', { ...request, ExclusiveStartKey: { id: { S: '2' } } }],
      ['Scan', { ...request, ExclusiveStartKey: { id: { S: '3' } } }],
    ]);
  });

  test('4.3 scanTable takes an empty key of the last item for the end', async () => {
    await run(scan, [{ body: { Items: [], LastEvaluatedKey: {} } }]);
    expect(server.requests).toHaveLength(1);
  });

  test('4.3 scanTable gives null when there are no items', async () => {
    expect(stringifyJson(await run(scan, [{ body: { Items: [], Count: 0 } }]))).toBe(
      '{"action":"scanTable","status":"OK","response":null}',
    );
  });

  const pageOf = (text: string, more: boolean) => ({
    body: { Items: [{ id: { S: text } }], ...(more && { LastEvaluatedKey: { id: { S: 'k' } } }) },
  });

  test('4.3 scanTable says of each page but the last how much memory its items keep', async () => {
    const kept: number[] = [];
    const keepOnly = async (_: object, bytes: number) => void kept.push(bytes);
    await run(scan, [pageOf('a'.repeat(1_000), true), pageOf('a'.repeat(5_000), true), pageOf('a', false)], {
      keepOnly,
    });
    expect(kept.map((bytes) => Math.floor(bytes / 1_000))).toEqual([1, 5]);
  });

  test('4.3 scanTable ends with an input exception when its items can fit no result', async () => {
    const error = await rejected(run(scan, [pageOf('a'.repeat(1_000), true)], { maxItemsBytes: 999 }));
    expect(error).toMatchObject({ isInput: true, message: expect.stringContaining('too large') });
    expect(server.requests).toHaveLength(1);
  });

  test('4.3 scanTable passes on that the worker has too little memory', async () => {
    const tooLittle = new Failure('connection', 'too little memory');
    const keepOnly = () => Promise.reject(tooLittle);
    await expect(run(scan, [pageOf('a', true)], { keepOnly })).rejects.toBe(tooLittle);
  });
});

describe('table operations', () => {
  const table = {
    tableOperation: 'createTable',
    tableName: 't',
    partitionKey: 'id',
    partitionKeyRole: 'HASH',
    partitionKeyType: 'S',
    readCapacityUnits: '5',
    writeCapacityUnits: 6,
    billingModeStr: 'PAY_PER_REQUEST',
  };
  const active = { body: { Table: { TableName: 't', TableStatus: 'ACTIVE' } } };
  const creation = async (more: JsonObject = {}) => {
    await run({ ...table, ...more }, [{ body: {} }, active]);
    return server.requests[0]?.body;
  };

  test('4.3 createTable sends a table on demand without capacity units', async () => {
    expect(await creation()).toEqual({
      TableName: 't',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: false,
    });
  });

  test('4.3 createTable sends capacity units with the billing mode PROVISIONED only', async () => {
    expect(await creation({ billingModeStr: 'PROVISIONED' })).toMatchObject({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
    });
  });

  test.each(['provisioned', 'none', 'PAY_PER_REQUEST '])(
    '4.3 createTable sends the unknown billing mode %j as the text null',
    async (billingModeStr) => {
      const sentBody = await creation({ billingModeStr });
      expect(sentBody).toMatchObject({ BillingMode: 'null' });
      expect(sentBody).not.toHaveProperty('ProvisionedThroughput');
    },
  );

  test('4.3 createTable sends the sort key when it is not blank', async () => {
    expect(await creation({ sortKey: 'at', sortKeyRole: 'RANGE', sortKeyType: 'N' })).toMatchObject({
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'at', AttributeType: 'N' },
      ],
    });
  });

  test.each(['', ' \n', null])('4.3 createTable leaves the sort key %j out', async (sortKey) => {
    expect(await creation({ sortKey, sortKeyRole: 'RANGE', sortKeyType: 'N' })).toMatchObject({
      KeySchema: [{ AttributeName: 'id' }],
      AttributeDefinitions: [{ AttributeName: 'id' }],
    });
  });

  test('4.3 createTable sends a sort key without role and type, for AWS to answer', async () => {
    expect(await creation({ sortKey: 'at' })).toMatchObject({
      KeySchema: [{ AttributeName: 'id' }, { AttributeName: 'at' }],
      AttributeDefinitions: [{ AttributeName: 'id' }, { AttributeName: 'at' }],
    });
  });

  test('4.3 createTable sends roles and types as they are given', async () => {
    expect(await creation({ partitionKeyRole: 'RANGE', partitionKeyType: 'BOOL' })).toMatchObject({
      KeySchema: [{ AttributeName: 'id', KeyType: 'RANGE' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'BOOL' }],
    });
  });

  test.each([
    ['true', true],
    [true, true],
    ['false', false],
    ['', false],
  ])('4.3 createTable sends the deletion protection %j as %j', async (deletionProtection, enabled) => {
    expect(await creation({ deletionProtection })).toMatchObject({ DeletionProtectionEnabled: enabled });
  });

  test('4.3 createTable waits until the table is active, and gives its description', async () => {
    const creating = { body: { Table: { TableStatus: 'CREATING' } } };
    const result = await run(table, [{ body: {} }, { type: 'ResourceNotFoundException' }, creating, active]);
    expect(server.requests.map(({ operation }) => operation)).toEqual([
      'CreateTable',
      'DescribeTable',
      'DescribeTable',
      'DescribeTable',
    ]);
    expect(result).toMatchObject({ tableName: 't', tableStatus: 'ACTIVE', warmThroughput: null });
  });

  test('4.3 createTable passes on that the table is there, and waits for nothing', async () => {
    await expect(run(table, [{ type: 'ResourceInUseException' }])).rejects.toThrow('ResourceInUseException on demand');
    expect(server.requests).toHaveLength(1);
  });

  test('4.3 describeTable asks once, and gives the description whatever the status is', async () => {
    const answer = { body: { Table: { TableName: 't', TableStatus: 'DELETING' } } };
    const result = await run({ tableOperation: 'describeTable', tableName: 't' }, [answer]);
    expect(result).toMatchObject({ tableStatus: 'DELETING' });
    expect(sent()).toEqual([['DescribeTable', { TableName: 't' }]]);
  });

  test('4.3 deleteTable waits until the table is gone, and gives its envelope', async () => {
    const input = { tableOperation: 'deleteTable', tableName: 't' };
    const result = await run(input, [{ body: {} }, active, { type: 'ResourceNotFoundException' }]);
    expect(stringifyJson(result)).toBe('{"action":"delete Table [t]","status":"OK","response":null}');
    expect(sent()).toEqual([
      ['DeleteTable', { TableName: 't' }],
      ['DescribeTable', { TableName: 't' }],
      ['DescribeTable', { TableName: 't' }],
    ]);
  });
});

test('4.1 a request has the digits of a number that a double could not hold', async () => {
  const item = parseJson('{"id":123456789012345678901234567890}');
  await run({ itemOperation: 'addItem', tableName: 't', item });
  expect(server.requests[0]?.text).toContain('{"N":"123456789012345678901234567890"}');
});
