import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import type { Fault } from '../failure/faults.ts';
import { toFailure } from '../failure/of-aws.ts';
import { refuse } from '../failure/refusal.ts';
import { key, keyValue } from '../fields/data-field.ts';
import { way } from '../fields/way.ts';
import { expectedNumber } from '../json/numbers.ts';
import type { KeyAttribute, KeySchema } from '../keys/key-schema.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { describeKeys, keyRefusals } from '../preflight/key-refusals.ts';
import { fromSchema, preflight } from '../preflight/preflight.ts';

type Key = Attributes;

interface KeyInput {
  readonly inputFormat?: 'json' | 'dynamodb-json' | undefined;
  readonly tableName: string;
  readonly primaryKeyComponents?: Key | undefined;
  readonly partitionKeyValue?: AttributeValue | undefined;
  readonly sortKeyValue?: AttributeValue | undefined;
}

const findBy = way(
  'findBy',
  'Find the item by',
  { names: 'Names and values', values: 'Key values' },
  { tooltip: 'With key values alone, the worker reads the names of the key from the table, once.' },
);

/** The fields of an item's key: names and values, or the values alone. */
export const keyFields = {
  primaryKeyComponents: key('Primary key', {
    tooltip: 'The partition key, and the sort key if the table has one, each with its value.',
    placeholder: '{"id": order.id}',
    shown: findBy.is('names'),
    required: true,
  }).optional(),
  partitionKeyValue: keyValue('Partition key value', {
    tooltip: 'The value of the partition key. The name comes from the table.',
    placeholder: 'o-17',
    shown: findBy.is('values'),
    required: true,
  }).optional(),
  sortKeyValue: keyValue('Sort key value', {
    tooltip: 'Needed if the table has a sort key.',
    shown: findBy.is('values'),
  }).optional(),
};

/** Gives a fault unless a task gives the key in exactly one way. */
export function keyFieldFaults(input: KeyInput): Fault[] {
  const { primaryKeyComponents, partitionKeyValue, sortKeyValue } = input;
  const byValue = partitionKeyValue ?? sortKeyValue;
  if (primaryKeyComponents !== undefined && byValue !== undefined) {
    const expected = 'either `primaryKeyComponents` or `partitionKeyValue` and `sortKeyValue`';
    return [{ path: ['primaryKeyComponents'], expected, got: 'both' }];
  }
  if (primaryKeyComponents === undefined && byValue === undefined) {
    const expected = 'the key of the item, here or as `partitionKeyValue`';
    return [{ path: ['primaryKeyComponents'], expected, got: 'neither' }];
  }
  if (sortKeyValue !== undefined && partitionKeyValue === undefined) {
    return [{ path: ['partitionKeyValue'], expected: 'a value beside the `sortKeyValue`', got: 'nothing' }];
  }
  return [];
}

/**
 * Asks for an item by its key. If the task gives the values alone, the names are those of the table. They are looked up again if
 * DynamoDB refuses names that were kept.
 * @param ask asks for the item with this key. It is called again if the names have changed
 * @throws what `ask` and DescribeTable throw; Failure (execution) when the key is not one of the table
 */
export async function withKey<T>(dynamodb: DynamoDb, input: KeyInput, ask: (key: Key) => Promise<T>): Promise<T> {
  const { tableName, primaryKeyComponents: given } = input;
  if (given !== undefined) {
    const place = { tableName, path: ['input', 'primaryKeyComponents'] };
    await preflight(dynamodb, tableName, ({ keys }) => keyRefusals(given, keys, place));
    return ask(given);
  }
  const kept = dynamodb.tableKeys.kept(tableName);
  const byValue = (schema: KeySchema) => keyByValue(input, schema);
  const found = await fromSchema(dynamodb, tableName, byValue);
  try {
    return await ask(found);
  } catch (error) {
    const outdated = kept !== undefined && kept === dynamodb.tableKeys.kept(tableName);
    if (!outdated || toFailure(error).type !== 'ValidationException') throw error;
    const renewed = byValue(await dynamodb.tableKeys.describe(tableName));
    if (Object.keys(renewed).join() === Object.keys(found).join()) throw error;
    return ask(renewed);
  }
}

/**
 * Gives the name of a table's partition key: every item has it.
 * @throws what DescribeTable throws
 */
export function partitionKeyOf(dynamodb: DynamoDb, tableName: string): Promise<string> {
  return fromSchema(dynamodb, tableName, ({ keys: [{ name } = { name: '' }] }) => name);
}

/** Gives the key of a whole item. */
export function keyOfItem(item: Key, keys: readonly KeyAttribute[]): Key {
  return Object.fromEntries(keys.map(({ name }) => [name, item[name] as AttributeValue]));
}

const valueFields = ['partitionKeyValue', 'sortKeyValue'] as const;

/** Gives the field with the value of a key attribute. Without a name, it is the field of the partition key. */
function fieldOf(name: PropertyKey | undefined, keys: readonly KeyAttribute[]): string {
  return valueFields[keys.findIndex((key) => key.name === name)] ?? valueFields[0];
}

function keyByValue(input: KeyInput, { keys }: KeySchema): Key {
  const { tableName, inputFormat = 'json' } = input;
  const given = valueFields.filter((field) => input[field] !== undefined);
  if (given.length !== keys.length) {
    const path = ['input', 'partitionKeyValue'];
    const wanted = describeKeys(keys, { tableName, path });
    const said = `The provided key element does not match the schema: ${wanted}; got ${given.join(' and ')}`;
    refuse([{ path, said }]);
  }
  const found = keys.map(({ name, type }, index) => {
    const value = input[valueFields[index] as 'partitionKeyValue'] as AttributeValue;
    return [name, inputFormat === 'json' ? asType(type, value) : value];
  });
  const named: Key = Object.fromEntries(found);
  const refusals = keyRefusals(named, keys, { tableName, path: ['input'] });
  refuse(refusals.map(({ path: [, name], said }) => ({ path: ['input', fieldOf(name, keys)], said })));
  return named;
}

/** Makes a number of a text with digits if the table wants a number, because a form field without FEEL always sends a text. */
function asType(type: 'S' | 'N' | 'B', value: AttributeValue): AttributeValue {
  return type === 'N' && value.S !== undefined && expectedNumber(value.S) === undefined ? { N: value.S } : value;
}
