import type { ConsumedCapacity, ItemCollectionMetrics } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { decodeMap, type OutputFormat } from '../attributes/decode.ts';
import { type Json, type JsonObject, setMember } from '../json/json.ts';

/** Attributes in the job's output format; null when AWS gave none. */
export interface AttributesDecoder {
  (attributes: Attributes | undefined): JsonObject | null;
  readonly list: (items: readonly Attributes[] | undefined) => JsonObject[];
  /** A key to go on with: what plain JSON cannot say has its type, so that the next call can be given the same key. */
  readonly key: (key: Attributes | undefined) => JsonObject | null;
}

/** The decoder of an output format. */
export function attributesDecoder(format: OutputFormat): AttributesDecoder {
  const decode = (attributes: Attributes | undefined) =>
    attributes === undefined ? null : decodeMap(attributes, format);
  return Object.assign(decode, {
    list: (items: readonly Attributes[] = []) => items.map((attributes) => decodeMap(attributes, format)),
    key: (key: Attributes | undefined) =>
      key === undefined ? null : decodeMap(key, format === 'json' ? 'json-typed' : format),
  });
}

/** What AWS describes (a table, a capacity) as JSON; dates become ISO 8601 text in UTC. */
export function described(value: unknown): Json {
  if (value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(described);
  if (typeof value !== 'object' || value === null) return value as Json;
  const object: JsonObject = {};
  for (const [name, member] of Object.entries(value))
    if (member !== undefined) setMember(object, name, described(member));
  return object;
}

/** The metrics of a write to a table with local indexes. */
export function collectionMetrics(metrics: ItemCollectionMetrics | undefined, decode: AttributesDecoder): Json {
  if (metrics === undefined) return null;
  const { ItemCollectionKey, SizeEstimateRangeGB } = metrics;
  return { ItemCollectionKey: decode(ItemCollectionKey), SizeEstimateRangeGB: SizeEstimateRangeGB ?? null };
}

/** What several calls on one table consumed together, index by index. */
export function addCapacity(
  sum: ConsumedCapacity | undefined,
  more: ConsumedCapacity | undefined,
): ConsumedCapacity | undefined {
  if (sum === undefined || more === undefined) return sum ?? more;
  return addNumbers(sum, more);
}

/** Adds numbers of the same name at any depth; of other members the first stays. */
function addNumbers<T extends object>(a: T, b: T): T {
  const sum = { ...b, ...a } as Record<string, unknown>;
  for (const [name, more] of Object.entries(b)) {
    const one = (a as Record<string, unknown>)[name];
    if (typeof one === 'number') sum[name] = one + (more as number);
    else if (typeof one === 'object' && one !== null) sum[name] = addNumbers(one, more as object);
  }
  return sum as T;
}
