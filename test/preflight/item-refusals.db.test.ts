import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { refuse } from '../../src/failure/refusal.ts';
import { type KeySchema, keySchemaOf } from '../../src/keys/key-schema.ts';
import { itemRefusals } from '../../src/preflight/item-refusals.ts';
import { databases, plainClient } from '../support/databases.ts';
import { inLongForm } from '../support/long-form.ts';
import { makeOrders, refusalOf } from './orders.ts';

type Item = Record<string, AttributeValue>;

const schema: KeySchema = {
  keys: [
    { name: 'id', type: 'S', role: 'HASH' },
    { name: 'day', type: 'S', role: 'RANGE' },
  ],
  indexes: new Map([
    [
      'by-day',
      [
        { name: 'day', type: 'S', role: 'HASH' },
        { name: 'id', type: 'S', role: 'RANGE' },
      ],
    ],
    [
      'by-mark',
      [
        { name: 'id', type: 'S', role: 'HASH' },
        { name: 'mark', type: 'B', role: 'RANGE' },
      ],
    ],
    [
      'by-status',
      [
        { name: 'status', type: 'S', role: 'HASH' },
        { name: 'at', type: 'N', role: 'RANGE' },
      ],
    ],
  ]),
};
const key = { id: { S: 'x' }, day: { S: 'y' } };
const theKey = 'the key of orders is id (S) and day (S)';

function failureOf(item: Item): Failure | undefined {
  try {
    refuse(itemRefusals(item, schema, { tableName: 'orders', path: ['input', 'item'] }));
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

test.each<[Item, string]>([
  [{ id: { S: 'x' } }, `input.item: Missing the key day in the item: ${theKey}.`],
  [
    {},
    `input.item: Missing the key id in the item: ${theKey}. input.item: Missing the key day in the item: ${theKey}.`,
  ],
  [{ ...key, id: { N: '5' } }, 'input.item.id: Type mismatch for key id expected: S actual: N.'],
  [
    { id: { S: '' }, day: { M: {} } },
    'input.item.id: The AttributeValue for a key attribute cannot contain an empty string value. ' +
      'input.item.day: Type mismatch for key day expected: S actual: M.',
  ],
  [
    { ...key, status: { N: '1' } },
    'input.item.status: Type mismatch for Index Key status Expected: S Actual: N IndexName: by-status.',
  ],
  [
    { ...key, at: { NULL: true } },
    'input.item.at: Type mismatch for Index Key at Expected: N Actual: NULL IndexName: by-status (null: is the field empty, or is there no such variable or function?).',
  ],
  [
    { ...key, mark: { B: Buffer.alloc(0) } },
    'input.item.mark: The AttributeValue for a key attribute cannot contain an empty binary value. ' +
      'IndexName: by-mark, IndexKey: mark.',
  ],
  [
    { ...key, id: { S: 'x'.repeat(1_025) } },
    'input.item.id: Aggregated size of all range keys has exceeded the size limit of 1024 bytes: it has 1025. ' +
      'IndexName: by-day, IndexKey: id.',
  ],
  [
    { ...key, mark: { B: Buffer.alloc(1_025) } },
    'input.item.mark: Aggregated size of all range keys has exceeded the size limit of 1024 bytes: it has 1025. ' +
      'IndexName: by-mark, IndexKey: mark.',
  ],
  [
    { ...key, status: { S: 'x'.repeat(2_049) } },
    'input.item.status: Size of hashkey has exceeded the maximum size limit of 2048 bytes: it has 2049. ' +
      'IndexName: by-status, IndexKey: status.',
  ],
])('refuses %j', (item, message) => {
  expect(failureOf(item)).toMatchObject({ class: 'execution', type: 'ValidationException', message });
});

test('takes an item that is in no index, and attributes of no key', () => {
  expect(failureOf({ ...key, status: { S: 'open' }, other: { S: '' }, toString: { BOOL: true } })).toBeUndefined();
});

test('names the largest attributes of an item that is too large', () => {
  const sizes = { a: 1, 'b c': 300_000, d: 90_000, e: 10, f: 20_000 };
  const others = Object.entries(sizes).map(([name, size]) => [name, { S: 'z'.repeat(size) }]);
  expect(failureOf({ ...key, ...Object.fromEntries(others) })?.message).toBe(
    'input.item: Item size has exceeded the maximum allowed size: 410025 bytes, at most 409600; ' +
      'the largest attributes are ["b c"] (300003), d (90001), f (20001).',
  );
});

const texts = (limit: number) => fc.constantFrom('', 'x', 'x'.repeat(limit), 'x'.repeat(limit + 1));
const otherTypes = fc.constantFrom<AttributeValue>({ NULL: true }, { BOOL: true }, { L: [] }, { SS: ['x'] });
const attributeOf = (limit: number): fc.Arbitrary<AttributeValue> =>
  fc.oneof(
    { weight: 6, arbitrary: texts(limit).map((S) => ({ S })) },
    { weight: 2, arbitrary: texts(limit).map((text) => ({ B: Buffer.from(text) })) },
    fc.constant({ N: '5' }),
    otherTypes,
  );
const items = fc.record(
  {
    id: attributeOf(2_048),
    day: attributeOf(1_024),
    status: attributeOf(2_048),
    at: attributeOf(1_024),
    mark: attributeOf(1_024),
    padding: fc.constant({ S: 'x'.repeat(409_600) }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Item>;
const likelyItems = items.map((item): Item => ({ ...item, ...key }));

/** What AWS documents and refuses, and a database takes: index keys that are empty or too long, those that are too long. */
const taken = { dynalite: /IndexKey: /, dynoxide: /size .* IndexKey: /i };

describe.each(databases)('%s', (database, endpoint) => {
  const client = plainClient(endpoint);
  let TableName: string | undefined;
  let described: KeySchema | undefined;
  beforeAll(async () => {
    const table = await makeOrders(client);
    TableName = table.TableName;
    described = keySchemaOf(table);
  });

  const put = (Item: Item) => refusalOf(client.send(new PutItemCommand({ TableName, Item })));

  test('has the schema of these tests', () => {
    expect(described).toEqual(schema);
  });

  test('refuses what is refused here, and takes what is not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(items, likelyItems), async (Item) => {
        const failure = failureOf(Item);
        fc.pre(!taken[database].test(failure?.message ?? ''));
        expect(await put(Item)).toBe(failure?.type);
      }),
      { numRuns: inLongForm(200, 40) },
    );
  });

  test('refuses an empty key of an index, as AWS documents; dynalite takes it', async () => {
    const item = { ...key, status: { S: '' } };
    expect(await put(item)).toBe(database === 'dynalite' ? undefined : failureOf(item)?.type);
  });
});
