import { type AttributeValue, DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { refuse } from '../../src/failure/refusal.ts';
import type { KeyAttribute } from '../../src/keys/key-schema.ts';
import { keyRefusals } from '../../src/preflight/key-refusals.ts';
import { databases, plainClient } from '../support/databases.ts';
import { inLongForm } from '../support/long-form.ts';
import { makeOrders, refusalOf } from './orders.ts';

type Key = Record<string, AttributeValue>;

const keys: KeyAttribute[] = [
  { name: 'id', type: 'S', role: 'HASH' },
  { name: 'day', type: 'S', role: 'RANGE' },
];
const key = (id: string, day: string): Key => ({ id: { S: id }, day: { S: day } });

function failureOf(given: Key, wanted: readonly KeyAttribute[] = keys): Failure | undefined {
  try {
    refuse(keyRefusals(given, wanted, { tableName: 'orders', path: ['input', 'primaryKeyComponents'] }));
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

const mismatch =
  'input.primaryKeyComponents: The provided key element does not match the schema: the key of orders is id (S) and day (S); got';
const empty = 'The AttributeValue for a key attribute cannot contain an empty';

const refused: [Key, string][] = [
  [{ id: { N: '5' } }, `${mismatch} id (N).`],
  [{ id: { S: 'x' } }, `${mismatch} id (S).`],
  [{ id: { S: 'x' }, Day: { S: 'y' } }, `${mismatch} id (S) and Day (S).`],
  [{ id: { S: 'x' }, day: { B: Buffer.from('y') } }, `${mismatch} id (S) and day (B).`],
  [{ ...key('x', 'y'), 'a b': { N: '1' } }, `${mismatch} id (S), day (S) and ["a b"] (N).`],
  [{ toString: { S: 'x' }, day: { S: 'y' } }, `${mismatch} toString (S) and day (S).`],
  [key('', 'y'), `input.primaryKeyComponents.id: ${empty} string value.`],
  [
    key('', ''),
    `input.primaryKeyComponents.id: ${empty} string value. input.primaryKeyComponents.day: ${empty} string value.`,
  ],
  [{ id: { S: '' } }, `${mismatch} id (S). input.primaryKeyComponents.id: ${empty} string value.`],
  [
    key('x'.repeat(2_049), 'y'),
    'input.primaryKeyComponents.id: Size of hashkey has exceeded the maximum size limit of 2048 bytes: it has 2049.',
  ],
  [
    key('x', 'y'.repeat(1_025)),
    'input.primaryKeyComponents.day: Aggregated size of all range keys has exceeded the size limit of 1024 bytes: it has 1025.',
  ],
];

test.each(refused)('refuses %j', (given, message) => {
  expect(failureOf(given)).toMatchObject({ class: 'execution', type: 'ValidationException', message });
});

test('takes keys up to the lengths that AWS allows, in bytes', () => {
  expect(failureOf(key('x'.repeat(2_048), 'y'.repeat(1_024)))).toBeUndefined();
  expect(failureOf(key('ä'.repeat(1_024), 'ä'.repeat(512)))).toBeUndefined();
  expect(failureOf(key('ä'.repeat(1_025), 'y'))?.message).toContain('it has 2050');
});

test('checks binary and numbers too', () => {
  const wanted: KeyAttribute[] = [
    { name: 'b', type: 'B', role: 'HASH' },
    { name: 'n', type: 'N', role: 'RANGE' },
  ];
  expect(failureOf({ b: { B: Buffer.alloc(2_048) }, n: { N: '0' } }, wanted)).toBeUndefined();
  expect(failureOf({ b: { B: Buffer.alloc(0) }, n: { N: '0' } }, wanted)?.message).toContain(`${empty} binary value`);
  expect(failureOf({ b: { B: Buffer.alloc(2_049) }, n: { N: '0' } }, wanted)?.message).toContain('it has 2049');
  expect(failureOf({ b: { S: 'x' }, n: { S: '0' } }, wanted)?.message).toContain(
    'is b (B) and n (N); got b (S) and n (S)',
  );
});

test('names ten attributes of a key that has more', () => {
  const many = Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`a${index}`, { S: 'x' }]));
  expect(failureOf(many)?.message).toMatch(/; got a0 \(S\), .*, a9 \(S\) and 3 more\.$/);
  expect(failureOf({})?.message).toMatch(/; got nothing\.$/);
});

test('tells nothing of the values', () => {
  expect(failureOf({ id: { S: 'confidential' }, day: { N: '4711' } })?.message).not.toMatch(/confidential|4711/);
});

const texts = fc.constantFrom('', 'x', 'x'.repeat(1_024), 'x'.repeat(1_025), 'x'.repeat(2_048), 'x'.repeat(2_049));
const values: fc.Arbitrary<AttributeValue> = fc.oneof(
  { weight: 8, arbitrary: texts.map((S) => ({ S })) },
  fc.constant({ N: '5' }),
  texts.map((text) => ({ B: Buffer.from(text) })),
);
const anyKeys = fc.record({ id: values, day: values, other: values }, { requiredKeys: [] }) as fc.Arbitrary<Key>;
const likelyKeys = fc.record({ id: values, day: values });

describe.each(databases)('%s', (_, endpoint) => {
  const client = plainClient(endpoint);
  let TableName: string | undefined;
  beforeAll(async () => {
    TableName = (await makeOrders(client)).TableName;
  });

  test('refuses what is refused here, and takes what is not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyKeys, likelyKeys), fc.boolean(), async (Key, read) => {
        const input = { TableName, Key };
        const refusal = await refusalOf(
          read ? client.send(new GetItemCommand(input)) : client.send(new DeleteItemCommand(input)),
        );
        expect(refusal).toBe(failureOf(Key)?.type);
      }),
      { numRuns: inLongForm(200, 40) },
    );
  });
});
