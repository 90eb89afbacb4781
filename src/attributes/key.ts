import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isObject } from '../json/json.ts';
import type { Attributes } from './attributes.ts';
import { encodeMap, encodeValue, type InputFormat } from './encode.ts';
import { addFault, atMember, type Place } from './scalars.ts';

/** All type names of DynamoDB JSON. */
const typeNames = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS']);

/**
 * Converts the key of an item, like `{"id": "o-1"}`. Adds a fault with its path to `place.faults` for each value that is not a
 * text, a number or binary.
 * @throws Failure (execution) when a value is nested deeper than DynamoDB allows
 */
export function encodeKey(value: unknown, format: InputFormat, place: Place): Attributes {
  const key = encodeMap(value, format, place);
  if (!isObject(value)) return key;
  if (Object.keys(key).length === 0) addFault(place, 'the name of at least one key attribute with its value', value);
  const told = new Set(place.faults.map(({ path }) => path[place.path.length]));
  for (const [name, given] of Object.entries(value)) {
    const { S, N, B } = key[name] ?? {};
    if ((S ?? N ?? B) !== undefined || told.has(name)) continue;
    atMember(place, name, () => addFault(place, expectedFor(given, format), given));
  }
  return key;
}

/** Converts the value of one key attribute, like `"o-1"`. Faults and errors as in `encodeKey`. */
export function encodeKeyValue(value: unknown, format: InputFormat, place: Place): AttributeValue {
  const before = place.faults.length;
  const encoded = encodeValue(value, format, place);
  const { S, N, B } = encoded;
  if ((S ?? N ?? B) === undefined && place.faults.length === before) addFault(place, expectedFor(value, format), value);
  return encoded;
}

/**
 * Converts a key that an earlier answer gave to go on with. The key may be in any format, so the format of the task does not
 * matter: a key attribute is never a map, so `{"S": "o-1"}` must be a value with its type. Faults and errors as in `encodeKey`.
 */
export function encodeStartKey(value: unknown, _format: InputFormat, place: Place): Attributes {
  const values = isObject(value) ? Object.values(value) : [];
  const typed =
    values.length > 0 && values.every((member) => isObject(member) && keyTypes.has(Object.keys(member).join()));
  return encodeKey(value, typed ? 'dynamodb-json' : 'json', place);
}

/** The type names that a key attribute may have. */
const keyTypes = new Set(['S', 'N', 'B']);

function expectedFor(given: unknown, format: InputFormat): string {
  const scalar = 'a text, a number or binary, as every key attribute is';
  if (format === 'dynamodb-json' || !isObject(given)) return scalar;
  const [name = '', ...others] = Object.keys(given);
  if (others.length > 0 || !typeNames.has(name)) return scalar;
  return `${scalar} (set \`inputFormat\` to dynamodb-json for values with their types, like {"S": "text"})`;
}
