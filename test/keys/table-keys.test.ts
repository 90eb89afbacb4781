import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepTableKeys } from '../../src/keys/table-keys.ts';

let now: number;
beforeEach(() => {
  now = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

/** TableKeys of tables that have these keys, or cannot be described. */
function schemasOf(answer: (tableName: string) => string | undefined) {
  const send = async ({ input: { TableName } }: { input: { TableName: string } }) => {
    const key = answer(TableName);
    if (key === undefined) throw new Error('denied');
    const AttributeDefinitions = [{ AttributeName: key, AttributeType: 'S' }];
    return { Table: { AttributeDefinitions, KeySchema: [{ AttributeName: key, KeyType: 'HASH' }] } };
  };
  return keepTableKeys({ send } as unknown as DynamoDBClient);
}

test('a table that cannot be described counts as unknown for a minute', async () => {
  const schemas = schemasOf(() => undefined);
  expect(schemas.kept('t')).toBeUndefined();
  await expect(schemas.describe('t')).rejects.toThrow('denied');
  now += 60_000;
  expect(schemas.kept('t')).toBe('unknown');
  now += 1;
  expect(schemas.kept('t')).toBeUndefined();
});

test('the thousand tables looked at last are kept', async () => {
  const schemas = schemasOf((tableName) => `key of ${tableName}`);
  for (let n = 0; n < 1_000; n++) await schemas.describe(`${n}`);
  await schemas.describe('0');
  await schemas.describe('1000');
  expect(schemas.kept('0')).toMatchObject({ keys: [{ name: 'key of 0' }] });
  expect(schemas.kept('1')).toBeUndefined();
  expect(schemas.kept('2')).toBeDefined();
});
