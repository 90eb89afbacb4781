import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { Failure } from '../failure/failure.ts';
import { formatPath } from '../failure/faults.ts';
import { isObject, setMember } from '../json/json.ts';
import { canonicalDigits } from '../json/numbers.ts';
import type { Attributes } from './attributes.ts';
import { addFault, bytes, digits, digitText, NOTHING, type Place, set, setText, text } from './scalars.ts';

/**
 * `json`: plain JSON with typed islands, like `{"$ss": ["a"]}`. `dynamodb-json`: every value has its type, like `{"S":
 * "text"}`.
 */
export type InputFormat = 'json' | 'dynamodb-json';

type Encode = (value: unknown, place: Place, depth: number) => AttributeValue;

/**
 * DynamoDB's limit of levels of nesting.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const MAX_DEPTH = 32;

/**
 * Converts one value of the job to an attribute value, like `"a"` to `{S: 'a'}`. Adds a fault with its path to `place.faults`
 * for each value that does not fit, and puts NOTHING or an empty value in its place.
 * @throws Failure (execution) when the value is nested deeper than DynamoDB allows
 */
export function encodeValue(value: unknown, format: InputFormat, place: Place): AttributeValue {
  return encoders[format](value, place, 1);
}

/** Converts an object of names and values: an item, a key, or expression values. Faults and errors as in `encodeValue`. */
export function encodeMap(value: unknown, format: InputFormat, place: Place): Attributes {
  if (!isObject(value)) {
    addFault(place, 'an object of attribute names and values', value);
    return {};
  }
  return members(value, encoders[format], place, 1);
}

const encodeJson: Encode = (value, place, depth) => {
  switch (typeof value) {
    case 'string':
      return { S: text(value, place) };
    case 'number':
      return { N: digits(String(value), place, value) };
    case 'boolean':
      return { BOOL: value };
  }
  if (value === null) return NOTHING;
  if (value instanceof NumberValue) return { N: digits(value.value, place, value) };
  if (Array.isArray(value)) return { L: elements(value, encodeJson, place, depth) };
  const object = value as Record<string, unknown>;
  for (const name in object) {
    const island = name[0] === '$' ? islands[name] : undefined;
    if (island !== undefined) return encodeTyped(name, island, object, place, depth);
  }
  return { M: members(object, encodeJson, place, depth + 1) };
};

const encodeDynamoDbJson: Encode = (value, place, depth) => {
  if (isObject(value)) {
    for (const name in value) {
      const type = Object.hasOwn(types, name) ? types[name] : undefined;
      if (type !== undefined) return encodeTyped(name, type, value, place, depth);
    }
  }
  return addFault(place, 'an attribute value with its type, like {"S": "text"}', value);
};

const encoders: Record<InputFormat, Encode> = { json: encodeJson, 'dynamodb-json': encodeDynamoDbJson };

/** How to convert the value behind each type name of DynamoDB JSON, like the list behind `L`. */
const types: Record<string, Encode> = {
  S: (value, place) => (typeof value === 'string' ? { S: text(value, place) } : addFault(place, 'a text', value)),
  N: (value, place) => ({ N: digitText(value, place) }),
  B: (value, place) => ({ B: bytes(value, place) }),
  BOOL: (value, place) => (typeof value === 'boolean' ? { BOOL: value } : addFault(place, 'true or false', value)),
  NULL: (value, place) => (value === true ? NOTHING : addFault(place, 'true', value)),
  SS: (value, place) => ({ SS: set(value, place, setText, (member) => member) }),
  NS: (value, place) => ({ NS: set(value, place, digitText, canonicalDigits) }),
  BS: (value, place) => ({ BS: set(value, place, bytes, (member) => Buffer.from(member).toString('base64')) }),
  L: (value, place, depth) =>
    Array.isArray(value) ? { L: elements(value, encodeDynamoDbJson, place, depth) } : addFault(place, 'a list', value),
  M: (value, place, depth) =>
    isObject(value) ? { M: members(value, encodeDynamoDbJson, place, depth + 1) } : addFault(place, 'an object', value),
};

/** The typed islands of plain JSON. `$m` is a map whose own names may look like an island. */
const islands: Record<string, Encode | undefined> = {
  $n: types.N,
  $b: types.B,
  $ss: types.SS,
  $ns: types.NS,
  $bs: types.BS,
  $m: (value, place, depth) =>
    isObject(value) ? { M: members(value, encodeJson, place, depth + 1) } : addFault(place, 'an object', value),
};

function encodeTyped(name: string, type: Encode, object: Record<string, unknown>, place: Place, depth: number) {
  if (Object.keys(object).length > 1)
    return addFault(place, `${JSON.stringify(name)} as the only name beside a typed value`, object);
  place.path.push(name);
  const encoded = type(object[name], place, depth);
  place.path.pop();
  return encoded;
}

function members(object: Record<string, unknown>, encode: Encode, place: Place, depth: number): Attributes {
  refuseTooDeep(depth, place);
  const encoded: Attributes = {};
  for (const name in object) {
    place.path.push(name);
    // DynamoDB decides of names within a map.
    if (name === '' && depth === 1) addFault(place, 'the name of an attribute', name);
    setMember(encoded, text(name, place), encode(object[name], place, depth));
    place.path.pop();
  }
  return encoded;
}

function elements(list: readonly unknown[], encode: Encode, place: Place, depth: number): AttributeValue[] {
  refuseTooDeep(depth + 1, place);
  return list.map((element, index) => {
    place.path.push(index);
    const encoded = encode(element, place, depth + 1);
    place.path.pop();
    return encoded;
  });
}

/** @throws Failure (execution) when a value is nested deeper than DynamoDB allows */
function refuseTooDeep(depth: number, place: Place): void {
  if (depth <= MAX_DEPTH) return;
  throw new Failure(
    'execution',
    `DynamoDB allows ${MAX_DEPTH} levels of nesting in an item; ${formatPath(place.path)} is deeper.`,
  );
}
