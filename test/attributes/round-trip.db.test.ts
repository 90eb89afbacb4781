import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, NumberValue, PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeMap, type OutputFormat } from '../../src/attributes/decode.ts';
import { encodeMap, type InputFormat } from '../../src/attributes/encode.ts';
import { type Json, parseJson, stringifyJson } from '../../src/json/json.ts';
import { canonicalDigits } from '../../src/json/numbers.ts';
import { databases, makeTable, plainClient } from '../support/databases.ts';
import { comparable, type Document, documentItems } from '../support/documents.ts';
import { inLongForm } from '../support/long-form.ts';

describe.each(databases)('%s', (_, endpoint) => {
  const client = plainClient(endpoint);
  const judge = DynamoDBDocumentClient.from(client, { unmarshallOptions: { wrapNumbers: true } });
  let TableName: string;
  beforeAll(async () => {
    TableName = await makeTable(client);
  });
  afterAll(() => client.destroy());

  async function write(json: Json, format: InputFormat): Promise<void> {
    const place = { path: [], faults: [] };
    const Item = encodeMap(parseJson(stringifyJson(json)), format, place);
    expect(place.faults).toEqual([]);
    await client.send(new PutItemCommand({ TableName, Item: { ...Item, id: { S: 'item' } } }));
  }

  const read = async () => {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: 'item' } } }));
    return Item as Record<string, AttributeValue>;
  };
  const judged = async () => (await judge.send(new GetCommand({ TableName, Key: { id: 'item' } }))).Item as Document;

  test('what is written as JSON with typed islands, the document client reads', async () => {
    await fc.assert(
      fc.asyncProperty(documentItems, async (document) => {
        const item = { ...document, id: 'item' };
        await write(Object.fromEntries(Object.entries(item).map(([name, value]) => [name, typed(value)])), 'json');
        expect(comparable(await judged())).toEqual(comparable(item));
      }),
      { numRuns: inLongForm(100, 20) },
    );
  });

  test('what the document client writes is read as plain JSON', async () => {
    await fc.assert(
      fc.asyncProperty(documentItems, async (document) => {
        const item = { ...document, id: 'item' };
        await judge.send(new PutCommand({ TableName, Item: item }));
        expect(comparableJson(decodeMap(await read(), 'json'))).toEqual(comparableJson(plain(item)));
      }),
      { numRuns: inLongForm(100, 20) },
    );
  });

  test.each<[OutputFormat, InputFormat]>([
    ['json-typed', 'json'],
    ['dynamodb-json', 'dynamodb-json'],
  ])('an item read as %s and written back is the same item', async (outputFormat, inputFormat) => {
    await fc.assert(
      fc.asyncProperty(documentItems, async (document) => {
        await judge.send(new PutCommand({ TableName, Item: { ...document, id: 'item' } }));
        const before = await read();
        await write(decodeMap(before, outputFormat), inputFormat);
        expect(ordered(await read())).toEqual(ordered(before));
      }),
      { numRuns: inLongForm(100, 20) },
    );
  });
});

/** A document as JSON with typed islands: the long way round, with an island wherever there can be one. */
function typed(document: Document): Json {
  if (document instanceof NumberValue) return { $n: document.value };
  if (document instanceof Uint8Array) return { $b: base64(document) };
  if (document instanceof Set) {
    const members = [...document];
    const [first] = members;
    if (first instanceof NumberValue) return { $ns: members.map(String) };
    if (first instanceof Uint8Array) return { $bs: members.map((member) => base64(member as Uint8Array)) };
    return { $ss: members as string[] };
  }
  if (Array.isArray(document)) return document.map(typed);
  if (typeof document !== 'object' || document === null) return document;
  return { $m: Object.fromEntries(Object.entries(document).map(([name, member]) => [name, typed(member)])) };
}

/** A document as plain JSON: sets are lists, bytes are base64 text; numbers are still exact. */
function plain(document: Document | Set<Document>): Json {
  if (document instanceof NumberValue) return document;
  if (document instanceof Uint8Array) return base64(document);
  if (document instanceof Set) return [...document].map(plain);
  if (Array.isArray(document)) return document.map(plain);
  if (typeof document !== 'object' || document === null) return document;
  return Object.fromEntries(Object.entries(document).map(([name, member]) => [name, plain(member)]));
}

/** JSON to compare: numbers, and texts that are numbers, by their digits; lists that may have been sets in one order. */
function comparableJson(json: Json): unknown {
  if (json instanceof NumberValue || typeof json === 'number' || typeof json === 'bigint')
    return comparable(NumberValue.from(String(json)));
  if (typeof json === 'string' && /^-?\d+(\.\d+)?$/.test(json)) return comparable(NumberValue.from(json));
  if (Array.isArray(json)) return json.map((member) => JSON.stringify(comparableJson(member))).sort();
  if (typeof json !== 'object' || json === null) return json;
  return Object.entries(json)
    .map(([name, member]) => [name, comparableJson(member)])
    .sort();
}

/** An item to compare: DynamoDB keeps sets in no order, and numbers by their value. */
function ordered(value: unknown): unknown {
  if (value instanceof Uint8Array) return base64(value);
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const { N, NS, SS, BS } = value as Record<string, unknown>;
  if (typeof N === 'string') return { N: canonicalDigits(N) };
  if (Array.isArray(NS)) return { NS: NS.map(canonicalDigits).sort() };
  if (Array.isArray(SS)) return { SS: [...SS].sort() };
  if (Array.isArray(BS)) return { BS: BS.map(base64).sort() };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, ordered(member)]));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
