import type { Attributes } from '../attributes/attributes.ts';
import { formatGot, formatPath } from '../failure/faults.ts';
import type { Refusal, RequestPlace } from '../failure/refusal.ts';
import type { KeyAttribute, KeySchema } from '../keys/key-schema.ts';
import { attributeSize, itemSize, MAX_ITEM_BYTES } from './item-size.ts';
import { attributeOf, describeKeys, lengthRefusals, lengthSaid, typeOf } from './key-refusals.ts';

/** How many attributes are named when an item is too large. */
const LARGEST = 3;

/**
 * Gives what AWS would refuse of an item that is to be written: an attribute of the table's key is missing; a key attribute has
 * another type, or is empty or too long; the item is too large. Attributes of an index's key may be missing.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items
 */
export function itemRefusals(item: Attributes, schema: KeySchema, place: RequestPlace): Refusal[] {
  const ofKey = keyRefusals(item, schema.keys, place);
  const told = new Set(ofKey.map(({ path }) => path[place.path.length]));
  return [...ofKey, ...indexRefusals(item, schema.indexes, place, told), ...sizeRefusals(item, place)];
}

function keyRefusals(item: Attributes, keys: readonly KeyAttribute[], place: RequestPlace): Refusal[] {
  return keys.flatMap((key) => {
    const value = attributeOf(item, key.name);
    if (value === undefined)
      return [{ path: place.path, said: `Missing the key ${key.name} in the item: ${describeKeys(keys, place)}` }];
    const actual = typeOf(value);
    if (actual === key.type) return lengthRefusals(item, key, place.path);
    const said = `Type mismatch for key ${key.name} expected: ${key.type} actual: ${actual}${aboutNull(actual)}`;
    return [{ path: [...place.path, key.name], said }];
  });
}

/**
 * Gives what AWS would refuse of the key attributes of indexes. An item without such an attribute is not in the index. If several
 * indexes refuse an attribute, AWS names the first.
 */
function indexRefusals(
  item: Attributes,
  indexes: KeySchema['indexes'],
  place: RequestPlace,
  told: Set<PropertyKey | undefined>,
): Refusal[] {
  const refusals: Refusal[] = [];
  for (const [indexName, keys] of indexes) {
    for (const key of keys) {
      const said = told.has(key.name) ? undefined : indexKeySaid(item, key, indexName);
      if (said === undefined) continue;
      told.add(key.name);
      refusals.push({ path: [...place.path, key.name], said });
    }
  }
  return refusals;
}

/** Gives what AWS says to an attribute of an index's key; undefined if AWS takes it or the item has none. */
function indexKeySaid(item: Attributes, { name, type, role }: KeyAttribute, indexName: string): string | undefined {
  const value = attributeOf(item, name);
  if (value === undefined) return undefined;
  const actual = typeOf(value);
  if (actual !== type)
    return `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${indexName}${aboutNull(actual)}`;
  const said = lengthSaid(value, type, role);
  return said && `${said}. IndexName: ${indexName}, IndexKey: ${name}`;
}

/** What is said of null beside what AWS says: most often, a variable was misspelt. */
function aboutNull(type: string | undefined): string {
  return type === 'NULL' ? ` (${formatGot('null')})` : '';
}

function sizeRefusals(item: Attributes, place: RequestPlace): Refusal[] {
  const size = itemSize(item);
  if (size <= MAX_ITEM_BYTES) return [];
  const largest = Object.entries(item)
    .map(([name, value]) => ({ name, size: attributeSize(name, value) }))
    .sort((one, other) => other.size - one.size)
    .slice(0, LARGEST)
    .map((attribute) => `${formatPath([attribute.name])} (${attribute.size})`);
  const said = `Item size has exceeded the maximum allowed size: ${size} bytes, at most ${MAX_ITEM_BYTES}; the largest attributes are ${largest.join(', ')}`;
  return [{ path: place.path, said }];
}
