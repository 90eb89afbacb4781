import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isObject } from '../json/json.ts';
import type { Attributes } from './attributes.ts';
import { encodeMap, encodeValue, type InputFormat } from './encode.ts';
import { atMember, fault, type Place } from './scalars.ts';

/** The names that DynamoDB JSON has for the types of values. */
const typeNames = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS']);

/**
 * The key of an item: attribute names, and values of the types that a key may have. What does not fit is added to
 * `place.faults`, with its path.
 */
export function encodeKey(value: unknown, format: InputFormat, place: Place): Attributes {
  const key = encodeMap(value, format, place);
  if (!isObject(value)) return key;
  if (Object.keys(key).length === 0) fault(place, 'the name of at least one key attribute with its value', value);
  const told = new Set(place.faults.map(({ path }) => path[place.path.length]));
  for (const [name, given] of Object.entries(value)) {
    const { S, N, B } = key[name] ?? {};
    if ((S ?? N ?? B) !== undefined || told.has(name)) continue;
    atMember(place, name, () => fault(place, expectedFor(given, format), given));
  }
  return key;
}

/** The value of one key attribute. What does not fit is added to `place.faults`. */
export function encodeKeyValue(value: unknown, format: InputFormat, place: Place): AttributeValue {
  const before = place.faults.length;
  const encoded = encodeValue(value, format, place);
  const { S, N, B } = encoded;
  if ((S ?? N ?? B) === undefined && place.faults.length === before) fault(place, expectedFor(value, format), value);
  return encoded;
}

/**
 * A key that an earlier answer gave to go on with, in whichever format that was: a key attribute is no map, so that each can be
 * told from the other.
 */
export function encodeStartKey(value: unknown, _format: InputFormat, place: Place): Attributes {
  const values = isObject(value) ? Object.values(value) : [];
  const typed =
    values.length > 0 && values.every((member) => isObject(member) && keyTypes.has(Object.keys(member).join()));
  return encodeKey(value, typed ? 'dynamodb-json' : 'json', place);
}

/** DynamoDB's types of key attributes. */
const keyTypes = new Set(['S', 'N', 'B']);

function expectedFor(given: unknown, format: InputFormat): string {
  const scalar = 'a text, a number or binary, as every key attribute is';
  if (format === 'dynamodb-json' || !isObject(given)) return scalar;
  const [name = '', ...others] = Object.keys(given);
  if (others.length > 0 || !typeNames.has(name)) return scalar;
  return `${scalar} (set inputFormat to dynamodb-json for values with their types, like {"S": "text"})`;
}
