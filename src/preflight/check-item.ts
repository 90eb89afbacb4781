import type { Attributes } from '../attributes/attributes.ts';
import { formatPath } from '../failure/faults.ts';
import type { KeyAttribute, KeySchema } from '../keys/key-schema.ts';
import { attributeOf, describeKeys, lengthProblem, lengthRefusal, typeOf } from './check-key.ts';
import { attributeSize, itemSize, MAX_ITEM_BYTES } from './item-size.ts';
import { type Problem, type RequestPlace, refuse } from './refusal.ts';

/** How many attributes are named when an item is too large. */
const LARGEST = 3;

/**
 * Checks an item that is to be written: it has the attributes of its table's key, those of index keys where it has them are
 * of the right type, and it is not too large.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items
 * @throws Failure (execution) that names all that is wrong
 */
export function checkItem(item: Attributes, schema: KeySchema, place: RequestPlace): void {
  const ofKey = keyProblems(item, schema.keys, place);
  const told = new Set(ofKey.map(({ path }) => path[place.path.length]));
  refuse([...ofKey, ...indexProblems(item, schema.indexes, place, told), ...sizeProblems(item, place)]);
}

function keyProblems(item: Attributes, keys: readonly KeyAttribute[], place: RequestPlace): Problem[] {
  return keys.flatMap((key) => {
    const value = attributeOf(item, key.name);
    if (value === undefined)
      return [{ path: place.path, said: `Missing the key ${key.name} in the item: ${describeKeys(keys, place)}` }];
    const actual = typeOf(value);
    if (actual === key.type) return lengthProblem(item, key, place.path);
    const said = `Type mismatch for key ${key.name} expected: ${key.type} actual: ${actual}`;
    return [{ path: [...place.path, key.name], said }];
  });
}

/** An item without a key attribute of an index is not in that index. Of several indexes AWS names the first. */
function indexProblems(
  item: Attributes,
  indexes: KeySchema['indexes'],
  place: RequestPlace,
  told: Set<PropertyKey | undefined>,
): Problem[] {
  const problems: Problem[] = [];
  for (const [indexName, keys] of indexes) {
    for (const key of keys) {
      const said = told.has(key.name) ? undefined : indexRefusal(item, key, indexName);
      if (said === undefined) continue;
      told.add(key.name);
      problems.push({ path: [...place.path, key.name], said });
    }
  }
  return problems;
}

function indexRefusal(item: Attributes, { name, type, role }: KeyAttribute, indexName: string): string | undefined {
  const value = attributeOf(item, name);
  if (value === undefined) return undefined;
  const actual = typeOf(value);
  if (actual !== type)
    return `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${indexName}`;
  const said = lengthRefusal(value, type, role);
  return said && `${said}. IndexName: ${indexName}, IndexKey: ${name}`;
}

function sizeProblems(item: Attributes, place: RequestPlace): Problem[] {
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
