import { QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepClients } from '../src/clients.ts';
import { type CannedDynamodb, startCannedDynamodb } from './support/canned-dynamodb.ts';
import { plainClient } from './support/databases.ts';
import { documentItems } from './support/documents.ts';
import { clientSettings } from './support/jobs.ts';

let server: CannedDynamodb;
beforeAll(async () => {
  server = await startCannedDynamodb();
});
afterAll(() => server.stop());

/** What the worker's client and the SDK's own make of the same answer. */
async function readBy(command: ScanCommand | QueryCommand, body: object | string) {
  const clients = keepClients({ ...clientSettings, maxAttempts: 1 });
  const { client } = clients.lease({
    authentication: { type: 'credentials', accessKey: 'a', secretKey: 'b' },
    region: 'eu-central-1',
    endpoint: server.endpoint,
    secrets: [],
  });
  const plain = plainClient(server.endpoint);
  server.queue({ body }, { body });
  const ours = await client.send(command as ScanCommand);
  const theirs = await plain.send(command as ScanCommand);
  clients.close();
  plain.destroy();
  const { requestId, ...metadata } = ours.$metadata;
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

describe.each([
  ['scan', new ScanCommand({ TableName: 't' })],
  ['query', new QueryCommand({ TableName: 't', KeyConditionExpression: 'a = b' })],
])('the answer of a %s', (_, command) => {
  test('is read as the SDK reads it, with all kinds of values in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(documentItems, { maxLength: 4 }), async (documents) => {
        const Items = documents.map((document) => wire(marshall(document)));
        const ConsumedCapacity = { TableName: 't', CapacityUnits: 1.5, Table: { CapacityUnits: 1.5 } };
        const key = { id: { B: 'AQI=' }, n: { N: '1' } };
        const body = { Items, Count: 4, ScannedCount: 7, LastEvaluatedKey: key, ConsumedCapacity };
        const { ours, theirs } = await readBy(command, body);
        expect(comparable(ours)).toEqual(comparable(theirs));
        expect(ours.LastEvaluatedKey).toEqual({ id: { B: Buffer.from([1, 2]) }, n: { N: '1' } });
      }),
      { numRuns: 50 },
    );
  });

  test('keeps an attribute named __proto__, at every level', async () => {
    const item = '{"__proto__":{"M":{"__proto__":{"B":"AQI="}}}}';
    const { ours } = await readBy(command, `{"Items":[${item}],"Count":1}`);
    expect(JSON.stringify(wire(ours.Items))).toBe(JSON.stringify([JSON.parse(item)]));
  });
});
