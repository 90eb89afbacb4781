import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { stringifyJson } from '../../src/json/json.ts';
import { databases, freshName, makeTable, plainClient } from '../support/databases.ts';
import { bound, dialectDynamoDb, variablesOf } from '../support/dialect.ts';

describe.each(databases)('%s', (_, endpoint) => {
  const client = plainClient(endpoint);
  const run = (input: JsonObject): Promise<Json> =>
    bound(variablesOf(input)).call.run(dialectDynamoDb(client, { pause: () => new Promise((r) => setTimeout(r, 50)) }));
  let tableName: string;
  beforeAll(async () => {
    tableName = await makeTable(client);
  });
  const stored = async (id: string) => {
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: { id: { S: id } } }));
    return Item;
  };
  const key = (id: string) => ({ tableName, primaryKeyComponents: { id } });

  test('4.3 addItem puts an item over another', async () => {
    await run({ itemOperation: 'addItem', tableName, item: { id: 'add', old: true } });
    const item = { id: 'add', n: 1.5, m: { l: [null, 'x', 1e21] } };
    const result = await run({ itemOperation: 'addItem', tableName, item });
    expect(result).toMatchObject({ item: null, putItemResult: { sdkHttpMetadata: { httpStatusCode: 200 } } });
    expect(await stored('add')).toEqual({
      id: { S: 'add' },
      n: { N: '1.5' },
      m: { M: { l: { L: [{ NULL: true }, { S: 'x' }, { N: '1000000000000000000000' }] } } },
    });
  });

  test('4.3 getItem gives what addItem has put, and null for what is not there', async () => {
    await run({ itemOperation: 'addItem', tableName, item: { id: 'get', n: 30 } });
    const result = (await run({ itemOperation: 'getItem', ...key('get') })) as Json[];
    expect(result).toHaveLength(2);
    expect(result).toEqual(expect.arrayContaining([{ id: 'get' }, { n: 30 }]));
    expect(await run({ itemOperation: 'getItem', ...key('none') })).toBeNull();
  });

  test('4.2 getItem gives sets as lists, binary as text, and numbers with all their digits', async () => {
    const N = '12345678901234567890123456789012345678';
    const Item = {
      id: { S: 'types' },
      n: { N },
      ns: { NS: ['1', '2'] },
      b: { B: Uint8Array.of(1, 2) },
      ss: { SS: ['a'] },
    };
    await client.send(new PutItemCommand({ TableName: tableName, Item }));
    const result = (await run({ itemOperation: 'getItem', ...key('types') })) as JsonObject[];
    const { ns, ...others } = Object.assign({}, ...result) as JsonObject;
    expect((ns as number[]).toSorted()).toEqual([1, 2]);
    expect(stringifyJson({ n: others.n as Json, b: others.b as Json, ss: others.ss as Json })).toBe(
      `{"n":${N},"b":"AQI=","ss":["a"]}`,
    );
  });

  test('4.3 updateItem sets attributes whose names are reserved or have dots, makes an item, and removes attributes', async () => {
    const update = { itemOperation: 'updateItem', ...key('update') };
    await run({ ...update, keyAttributes: { size: 1, 'a.b': 'c' }, attributeAction: 'put' });
    expect(await stored('update')).toEqual({ id: { S: 'update' }, size: { N: '1' }, 'a.b': { S: 'c' } });
    await run({ ...update, keyAttributes: { size: 'whatever' }, attributeAction: 'DELETE' });
    expect(await stored('update')).toEqual({ id: { S: 'update' }, 'a.b': { S: 'c' } });
  });

  test('4.3 updateItem without attributes makes an item of its key alone', async () => {
    await run({ itemOperation: 'updateItem', ...key('bare'), keyAttributes: {}, attributeAction: 'put' });
    expect(await stored('bare')).toEqual({ id: { S: 'bare' } });
  });

  test('4.3 deleteItem deletes an item, and does not mind that there is none', async () => {
    await run({ itemOperation: 'addItem', tableName, item: { id: 'delete' } });
    for (const _ of [1, 2])
      expect(await run({ itemOperation: 'deleteItem', ...key('delete') })).toMatchObject({ item: null });
    expect(await stored('delete')).toBeUndefined();
  });

  test('4.3 scanTable gives the items that its filter finds', async () => {
    await run({ itemOperation: 'addItem', tableName, item: { id: 'scan', kind: 'scanned', n: 7 } });
    const scan = {
      tableOperation: 'scanTable',
      tableName,
      filterExpression: '#k = :k',
      expressionAttributeNames: { '#k': 'kind' },
    };
    const find = (kind: string) => run({ ...scan, expressionAttributeValues: { ':k': kind } });
    expect(await find('scanned')).toEqual({
      action: 'scanTable',
      status: 'OK',
      response: [{ id: 'scan', kind: 'scanned', n: 7 }],
    });
    expect(await find('none')).toMatchObject({ response: null });
  });

  test('4.3 an empty filter or unused names are sent as they are, and DynamoDB answers', async () => {
    const scan = { tableOperation: 'scanTable', tableName };
    await expect(run({ ...scan, filterExpression: '' })).rejects.toMatchObject({ name: 'ValidationException' });
    const names = { expressionAttributeNames: { '#unused': 'a' } };
    await expect(run({ ...scan, ...names })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('4.3 createTable, describeTable and deleteTable go through the life of a table', async () => {
    const name = freshName();
    const created = await run({
      tableOperation: 'createTable',
      tableName: name,
      partitionKey: 'id',
      partitionKeyRole: 'HASH',
      partitionKeyType: 'S',
      sortKey: 'at',
      sortKeyRole: 'RANGE',
      sortKeyType: 'N',
      readCapacityUnits: '5',
      writeCapacityUnits: '6',
      billingModeStr: 'PROVISIONED',
      deletionProtection: 'false',
    });
    expect(created).toMatchObject({
      tableName: name,
      tableStatus: 'ACTIVE',
      keySchema: [
        { attributeName: 'id', keyType: 'HASH' },
        { attributeName: 'at', keyType: 'RANGE' },
      ],
      provisionedThroughput: { readCapacityUnits: 5, writeCapacityUnits: 6 },
      creationDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/),
    });
    expect(await run({ tableOperation: 'describeTable', tableName: name })).toMatchObject({ tableName: name });
    expect(await run({ tableOperation: 'deleteTable', tableName: name })).toEqual({
      action: `delete Table [${name}]`,
      status: 'OK',
      response: null,
    });
    await expect(run({ tableOperation: 'describeTable', tableName: name })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
