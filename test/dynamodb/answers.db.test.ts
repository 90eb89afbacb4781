import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { makeTable, plainClient } from '../support/databases.ts';
import { documentItems } from '../support/documents.ts';
import { clientSettings, resultsOf } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';

let server: CannedDynamodb;
beforeAll(async () => {
  server = await startCannedDynamodb();
});
afterAll(() => server.stop());

/** Sends one command by a client: the types of commands have nothing in common. */
type Ask = (client: Pick<DynamoDBClient, 'send'>) => Promise<{ readonly $metadata: object }>;

/** What the worker's client and the SDK's own make of the same answer. */
async function readBy(ask: Ask, body: object | string) {
  const clients = keepClients({ ...clientSettings, maxAttempts: 1 });
  const { send } = clients.lease({
    authentication: { type: 'credentials', accessKey: 'a', secretKey: 'b' },
    region: 'eu-central-1',
    endpoint: server.endpoint,
    secrets: [],
  });
  const plain = plainClient(server.endpoint);
  server.queue({ body }, { body });
  const { signal } = new AbortController();
  const ours = await ask({ send: (command) => send(command, { signal }) });
  const theirs = await ask(plain);
  clients.close();
  plain.destroy();
  const { requestId, ...metadata } = ours.$metadata as { requestId?: string };
  expect(requestId).toMatch(/^[\da-f-]{36}$/);
  expect({ ...theirs.$metadata, requestId }).toEqual({ ...metadata, requestId });
  return { ours: { ...ours, $metadata: undefined }, theirs: { ...theirs, $metadata: undefined } };
}

/** Binary as it travels: base64. */
function wire(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(wire);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, wire(member)]));
}

/** The SDK gives bytes as an array of its own, Node as a buffer. */
function comparable(value: unknown): unknown {
  return JSON.parse(JSON.stringify(wire(value)));
}

const Key = { id: { S: 'a' } };

const capacity = { TableName: 't', CapacityUnits: 1.5, Table: { CapacityUnits: 1.5 } };

/** Each with an answer that has these items in it, and what it consumed as the answer has it. */
const commands: [string, Ask, (items: unknown[]) => object, consumed?: unknown][] = [
  ['Scan', (client) => client.send(new ScanCommand({ TableName: 't' })), (Items) => ({ Items, Count: Items.length })],
  ['Query', (client) => client.send(new QueryCommand({ TableName: 't' })), (Items) => ({ Items, Count: Items.length })],
  ['GetItem', (client) => client.send(new GetItemCommand({ TableName: 't', Key })), ([Item]) => ({ Item })],
  [
    'PutItem',
    (client) => client.send(new PutItemCommand({ TableName: 't', Item: Key })),
    ([Attributes]) => ({ Attributes }),
  ],
  [
    'BatchGetItem',
    (client) => client.send(new BatchGetItemCommand({ RequestItems: { t: { Keys: [Key] } } })),
    (items) => ({ Responses: { t: items, B: [] }, UnprocessedKeys: { t: { Keys: items } } }),
    [capacity],
  ],
];

describe.each(commands)('the answer of a %s', (_, ask, bodyWith, ConsumedCapacity = capacity) => {
  test('is read as the SDK reads it, with all kinds of values in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(documentItems, { minLength: 1, maxLength: 4 }), async (documents) => {
        const items = documents.map((document) => wire(marshall(document)));
        const { ours, theirs } = await readBy(ask, { ...bodyWith(items), ConsumedCapacity });
        expect(comparable(ours)).toEqual(comparable(theirs));
      }),
      { numRuns: inLongForm(25, 10) },
    );
  });

  test('has binary values as bytes, and none of what is null', async () => {
    const item = { id: { B: 'AQI=' }, B: { BS: ['AQ=='] }, BS: { L: [{ B: '' }] } };
    const { ours } = await readBy(ask, { ...bodyWith([item]), ConsumedCapacity: null });
    const [bytes, one, none] = [[1, 2], [1], []].map((list) => Buffer.from(list));
    const read = { id: { B: bytes }, B: { BS: [one] }, BS: { L: [{ B: none }] } };
    expect(ours).toMatchObject(bodyWith([read]));
    expect(ours).not.toHaveProperty('ConsumedCapacity');
  });

  test('keeps an attribute named __proto__, at every level', async () => {
    const item = JSON.parse('{"__proto__":{"M":{"__proto__":{"B":"AQI="}}}}');
    const { ours } = await readBy(ask, bodyWith([item]));
    expect(JSON.stringify(wire(ours))).toContain(JSON.stringify(item));
  });
});

/** dynalite cannot hold an attribute named `__proto__`. */
const endpoint = inject('dynoxide');
const result = resultsOf(endpoint);

test('an attribute named __proto__ is read like any other, at every level and of a failed condition too', async () => {
  const client = plainClient(endpoint);
  const tableName = await makeTable(client);
  const text =
    '{"id":{"S":"a"},"__proto__":{"B":"AQI="},"__proto__ ":{"S":"b"},"\\"__proto__":{"S":"\\"__proto__\\":"},' +
    '"map":{"M":{"__proto__":{"L":[{"M":{"__proto__":{"N":"1"}}}]}}}}';
  const Item = JSON.parse(text, (_, value) => (value === 'AQI=' ? Buffer.from('AQI=', 'base64') : value));
  await client.send(new PutItemCommand({ TableName: tableName, Item }));

  const where = { tableName, outputFormat: 'dynamodb-json' };
  const { response } = await result({ ...where, itemOperation: 'getItem', primaryKeyComponents: { id: 'a' } });
  expect(sortedText(response.Item)).toBe(sortedText(JSON.parse(text)));

  const condition = { conditionExpression: 'attribute_not_exists(id)' };
  const add = { ...where, ...condition, itemOperation: 'addItem', item: { id: 'a' } };
  const { item } = await result(add).catch((thrown) => thrown);
  expect(sortedText(item)).toBe(sortedText(JSON.parse(text)));
});

function sortedText(item: object): string {
  return JSON.stringify(Object.entries(item).sort());
}
