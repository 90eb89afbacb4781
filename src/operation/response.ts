import type { ConsumedCapacity, ItemCollectionMetrics } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { decodeMap, type OutputFormat } from '../attributes/decode.ts';
import { type Json, type JsonObject, setMember } from '../json/json.ts';

/** Converts attributes to JSON in the job's output format. */
export interface AttributesDecoder {
  /** Converts an item or a key. Gives null when AWS gave none. */
  (attributes: Attributes | undefined): JsonObject | null;
  /** Converts a list of items. Gives `[]` when AWS gave none. */
  readonly list: (items: readonly Attributes[] | undefined) => JsonObject[];
  /** Converts a key to go on with. In plain JSON too, it has typed islands, so that the next task can give the same key. */
  readonly key: (key: Attributes | undefined) => JsonObject | null;
}

/** Makes the decoder of an output format. */
export function attributesDecoder(format: OutputFormat): AttributesDecoder {
  const decode = (attributes: Attributes | undefined) =>
    attributes === undefined ? null : decodeMap(attributes, format);
  return Object.assign(decode, {
    list: (items: readonly Attributes[] = []) => items.map((attributes) => decodeMap(attributes, format)),
    key: (key: Attributes | undefined) =>
      key === undefined ? null : decodeMap(key, format === 'json' ? 'json-typed' : format),
  });
}

/** Converts a description of AWS (a table, a capacity) to JSON. A date becomes ISO 8601 text in UTC, undefined becomes null. */
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

/** Converts the metrics of a write to a table with local indexes to JSON. Gives null when AWS gave none. */
export function collectionMetrics(metrics: ItemCollectionMetrics | undefined, decode: AttributesDecoder): Json {
  if (metrics === undefined) return null;
  const { ItemCollectionKey, SizeEstimateRangeGB } = metrics;
  return { ItemCollectionKey: decode(ItemCollectionKey), SizeEstimateRangeGB: SizeEstimateRangeGB ?? null };
}

/** Adds what two calls on one table consumed, index by index. */
export function addCapacity(
  sum: ConsumedCapacity | undefined,
  more: ConsumedCapacity | undefined,
): ConsumedCapacity | undefined {
  if (sum === undefined || more === undefined) return sum ?? more;
  return addNumbers(sum, more);
}

/** Adds numbers of the same name, at any depth. Other members stay as they are in `a`. */
function addNumbers<T extends object>(a: T, b: T): T {
  const sum = { ...b, ...a } as Record<string, unknown>;
  for (const [name, more] of Object.entries(b)) {
    const one = (a as Record<string, unknown>)[name];
    if (typeof one === 'number') sum[name] = one + (more as number);
    else if (typeof one === 'object' && one !== null) sum[name] = addNumbers(one, more as object);
  }
  return sum as T;
}
