import { type AttributeValue, DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectedNumber } from '../../src/json/numbers.ts';
import { keyIdentity } from '../../src/keys/key-identity.ts';
import { databases, makeTable, plainClient } from '../support/databases.ts';
import { decimals } from '../support/decimals.ts';
import { inLongForm } from '../support/long-form.ts';

const same = (one: AttributeValue, other: AttributeValue) =>
  keyIdentity({ id: one }, ['id']) === keyIdentity({ id: other }, ['id']);

/** Two numbers, which often are one in two spellings or differ in the last digit. */
const numberPairs = fc
  .oneof(
    fc.tuple(decimals, decimals),
    decimals.map((digits) => [digits, digits.replace(/^(-?)/, '$10')] as const),
    decimals.map(
      (digits) => [digits, digits.replace(/\d(?=E|$)/, (digit) => String((Number(digit) + 1) % 10))] as const,
    ),
  )
  .filter(([, other]) => expectedNumber(other) === undefined);

describe.each(databases)('%s', (_, endpoint) => {
  const client = plainClient(endpoint);
  let TableName = '';
  beforeAll(async () => {
    TableName = await makeTable(client, 'N');
  });

  test('two keys have one identity exactly when an item of the one is found by the other', async () => {
    await fc.assert(
      fc.asyncProperty(numberPairs, async ([one, other]) => {
        const Key = { id: { N: one } };
        await client.send(new PutItemCommand({ TableName, Item: Key }));
        const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { N: other } } }));
        await client.send(new DeleteItemCommand({ TableName, Key }));
        expect(Item !== undefined).toBe(same({ N: one }, { N: other }));
      }),
      { numRuns: inLongForm(100, 20) },
    );
  });
});

test.each(['1', '1.0', '1e0', '01', '0.1E1', '+1', '10e-1'])('the number 1 may be spelled %s', (N) => {
  expect(same({ N }, { N: '1' })).toBe(true);
});

test('binaries are the same when their bytes are', () => {
  const whole = Buffer.from([9, 1, 2, 9]);
  expect(same({ B: whole.subarray(1, 3) }, { B: new Uint8Array([1, 2]) })).toBe(true);
  expect(same({ B: whole.subarray(1, 3) }, { B: new Uint8Array([1, 2, 9]) })).toBe(false);
});

test.each<[AttributeValue, AttributeValue]>([
  [{ S: '1' }, { N: '1' }],
  [{ S: 'AQ==' }, { B: Buffer.from([1]) }],
  [{ S: '1' }, { S: '1.0' }],
  [{ S: 'ä' }, { S: 'a\u0308' }],
])('%j and %j are different keys', (one, other) => {
  expect(same(one, other)).toBe(false);
});

test('all attributes of the key count, in the order of the key, and no others', () => {
  const names = ['a', 'b'];
  const key = { b: { S: 'y' }, a: { S: 'x' } };
  expect(keyIdentity({ a: { S: 'x' }, b: { S: 'y' }, other: { S: 'z' } }, names)).toBe(keyIdentity(key, names));
  expect(keyIdentity({ a: { S: 'y' }, b: { S: 'x' } }, names)).not.toBe(keyIdentity(key, names));
  expect(keyIdentity({ a: { S: 'x","S","y' }, b: { S: '' } }, names)).not.toBe(keyIdentity(key, names));
});
