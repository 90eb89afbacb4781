import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { Failure } from '../errors.ts';

/** A key attribute of a table. */
export interface TableKey {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
  readonly role: 'HASH' | 'RANGE';
}

interface KeyFields {
  readonly partitionKey: string;
  readonly partitionKeyType: TableKey['type'];
  readonly sortKey?: string | undefined;
  readonly sortKeyType?: TableKey['type'] | undefined;
}

/** The key attributes that a task asks for. */
export function keysOf(input: KeyFields): TableKey[] {
  const partition: TableKey = { name: input.partitionKey, type: input.partitionKeyType, role: 'HASH' };
  if (input.sortKey === undefined || input.sortKeyType === undefined) return [partition];
  return [partition, { name: input.sortKey, type: input.sortKeyType, role: 'RANGE' }];
}

/** @throws Failure when the table that is there has other keys */
export function checkKeys(tableName: string, wanted: readonly TableKey[], table: TableDescription): void {
  const types = new Map(
    table.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  const found = (table.KeySchema ?? []).map(
    ({ AttributeName, KeyType }) => `${AttributeName} ${types.get(AttributeName)} ${KeyType}`,
  );
  const expected = wanted.map(({ name, type, role }) => `${name} ${type} ${role}`);
  if (found.sort().join() !== expected.sort().join()) {
    throw new Failure(
      'execution',
      `The table ${tableName} exists with other keys: expected ${expected.join(', ')}, found ${found.join(', ')}.`,
    );
  }
}
