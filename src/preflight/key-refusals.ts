import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { formatPath } from '../failure/faults.ts';
import type { Refusal, RequestPlace } from '../failure/refusal.ts';
import type { KeyAttribute } from '../keys/key-schema.ts';
import { valueSize } from './item-size.ts';

/** If there are more attributes than this, the rest is counted, not named. */
const MAX_NAMES = 10;

/**
 * Gives what AWS would refuse of a key: other names or types than those of its table's key, or a value that is empty or too long.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys
 */
export function keyRefusals(key: Attributes, keys: readonly KeyAttribute[], place: RequestPlace): Refusal[] {
  return [...schemaRefusals(key, keys, place), ...keys.flatMap((wanted) => lengthRefusals(key, wanted, place.path))];
}

function schemaRefusals(key: Attributes, keys: readonly KeyAttribute[], place: RequestPlace): Refusal[] {
  if (keys.length === 0) return [];
  const names = Object.keys(key);
  const fits = names.length === keys.length && keys.every(({ name, type }) => typeOf(attributeOf(key, name)) === type);
  if (fits) return [];
  const got = names.map((name) => describe(name, typeOf(key[name])));
  return [
    {
      path: place.path,
      said: `The provided key element does not match the schema: ${describeKeys(keys, place)}; got ${listed(got) || 'nothing'}`,
    },
  ];
}

/** Gives what AWS would refuse of a key attribute that is empty or too long. */
export function lengthRefusals(
  attributes: Attributes,
  { name, type, role }: KeyAttribute,
  path: readonly PropertyKey[],
): Refusal[] {
  const said = lengthSaid(attributeOf(attributes, name), type, role);
  return said === undefined ? [] : [{ path: [...path, name], said }];
}

/**
 * Gives what AWS says to the value of a key attribute that is empty or too long; undefined if it is neither, or has another type.
 */
export function lengthSaid(
  value: AttributeValue | undefined,
  type: KeyAttribute['type'],
  role: KeyAttribute['role'],
): string | undefined {
  if (value === undefined || type === 'N' || value[type] === undefined) return undefined;
  const size = valueSize(value);
  const kind = type === 'S' ? 'string' : 'binary';
  if (size === 0) return `The AttributeValue for a key attribute cannot contain an empty ${kind} value`;
  if (role === 'HASH' && size > 2048)
    return `Size of hashkey has exceeded the maximum size limit of 2048 bytes: it has ${size}`;
  if (role === 'RANGE' && size > 1024)
    return `Aggregated size of all range keys has exceeded the size limit of 1024 bytes: it has ${size}`;
  return undefined;
}

/** Gives the attribute of this name, if the object itself has it. A stranger may have chosen the name, like `toString`. */
export function attributeOf(attributes: Attributes, name: string): AttributeValue | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** Gives AWS's name of a value's type, like `S`. */
export function typeOf(value: AttributeValue | undefined): string | undefined {
  return value === undefined ? undefined : Object.keys(value)[0];
}

/** Says which key attributes a table has, like `the key of orders is id (S)`. */
export function describeKeys(keys: readonly KeyAttribute[], { tableName }: RequestPlace): string {
  return `the key of ${tableName} is ${listed(keys.map(({ name, type }) => describe(name, type)))}`;
}

function describe(name: string, type: string | undefined): string {
  return `${formatPath([name])} (${type})`;
}

/** Joins words, like `a, b and c`. */
function listed(words: readonly string[]): string {
  const told = words.length > MAX_NAMES ? [...words.slice(0, MAX_NAMES), `${words.length - MAX_NAMES} more`] : words;
  return [told.slice(0, -1).join(', '), ...told.slice(-1)].filter((part) => part !== '').join(' and ');
}
