import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import type { KeyAttribute, KeySchema } from '../../keys/key-schema.ts';
import { tableOf } from '../../policy/table-name.ts';
import { WrongUse } from '../command.ts';

/** Keys of tables, by name. */
export type KnownKeys = ReadonlyMap<string, KeySchema>;

const EXPECTED = 'TABLE=NAME:TYPE or TABLE=NAME:TYPE,NAME:TYPE with the types S, N and B, like orders=id:S,at:N';
/** Stands between a table and its index, as in ARNs. */
const INDEX = '/index/';

/**
 * Reads what `--keys` says: `orders=id:S,at:N`, or `orders/index/by-status=status:S` for an index.
 * @throws WrongUse when one of them says something else
 */
export function readKeys(given: readonly string[]): KnownKeys {
  const known = new Map<string, { keys: readonly KeyAttribute[]; indexes: Map<string, readonly KeyAttribute[]> }>();
  for (const text of given) {
    const [place, keys] = readOne(text);
    const [named = '', index] = place.split(INDEX);
    const table = tableOf(named) ?? named;
    const schema = known.get(table) ?? { keys: [], indexes: new Map() };
    if (index === undefined) schema.keys = keys;
    else schema.indexes.set(index, keys);
    known.set(table, schema);
  }
  for (const [table, { keys }] of known)
    if (keys.length === 0)
      throw new WrongUse(`--keys: expected the keys of the table ${table} beside those of its index`);
  return known;
}

function readOne(text: string): [place: string, keys: KeyAttribute[]] {
  const [, place = '', list = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const parts = list.split(',').map((part) => /^(.+):([SNB])$/.exec(part.trim()));
  if (place === '' || parts.length > 2 || parts.includes(null))
    throw new WrongUse(`--keys: expected ${EXPECTED}, got ${text}`);
  if (new Set(parts.map((part) => part?.[1])).size < parts.length)
    throw new WrongUse(`--keys: expected two different names, got ${text}`);
  const keys = parts.map((part, index) => ({
    name: part?.[1] ?? '',
    type: (part?.[2] ?? 'S') as KeyAttribute['type'],
    role: index === 0 ? ('HASH' as const) : ('RANGE' as const),
  }));
  return [place, keys];
}

/** Matches the names that `standInKeys` makes up. */
export const STAND_IN = /<(?:partition|sort) key of [^"]*>/;

/** Finds the keys of a table that is named, or whose ARN is. */
export function keysOfTable(known: KnownKeys, tableName: string): KeySchema | undefined {
  return known.get(tableName) ?? known.get(tableOf(tableName) ?? '');
}

/**
 * Makes up the keys of a table where a job needs their names and does not give them. The names say what they stand for.
 * @returns undefined if the job gives keys by name: then made-up keys would be the reason to refuse them
 */
export function standInKeys(input: JsonObject, tableName: string): KeySchema | undefined {
  const { partitionKeyValue, sortKeyValue, indexName } = input;
  const operation = input.tableOperation || input.itemOperation || input.type;
  const reads = operation === 'queryItems' || operation === 'scanTable';
  if (!reads && partitionKeyValue === undefined) return undefined;
  const partition = keyOf(`<partition key of ${tableName}>`, partitionKeyValue, 'HASH');
  const sort = keyOf(`<sort key of ${tableName}>`, sortKeyValue, 'RANGE');
  const ofIndex = typeof indexName === 'string' ? [keyOf(`<partition key of ${indexName}>`, undefined, 'HASH')] : [];
  return {
    keys: sortKeyValue === undefined ? [partition] : [partition, sort],
    indexes: new Map(ofIndex.map((key) => [indexName as string, [key]])),
  };
}

function keyOf(name: string, value: Json | undefined, role: KeyAttribute['role']): KeyAttribute {
  return { name, type: typeOf(value), role };
}

/** The type of a value as it stands in an input, in either format. */
function typeOf(value: Json | undefined): KeyAttribute['type'] {
  if (value === undefined || typeof value === 'string') return 'S';
  const [name] = isObject(value) ? Object.keys(value) : ['N'];
  if (name === 'N' || name === '$n') return 'N';
  return name === 'B' || name === '$b' ? 'B' : 'S';
}
