import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { Failure } from '../failure/failure.ts';
import { type Json, type JsonObject, setMember } from '../json/json.ts';
import { numberFromDigits } from '../json/numbers.ts';
import type { Attributes } from './attributes.ts';

/**
 * How attribute values become JSON.
 * - `json`: plain JSON. Sets become lists, binary becomes base64 text.
 * - `json-typed`: plain JSON, with typed islands like `{"$ss": ["a"]}` for the types that JSON lacks.
 * - `dynamodb-json`: every value has its type, like `{"S": "text"}`.
 */
export type OutputFormat = 'json' | 'json-typed' | 'dynamodb-json';

/** Decodes a value that is in so many lists and maps. */
type Decode = (value: AttributeValue, levels: number) => Json;

/** DynamoDB allows 32 levels in an item: an answer that has more than this many is not DynamoDB's. */
const MAX_LEVELS = 100;

/**
 * Converts one attribute value to JSON. Numbers keep every digit, see `numberFromDigits`.
 * @throws Failure (connection) when the value has no type that we know, or more levels of nesting than DynamoDB allows
 */
export function decodeValue(value: AttributeValue, format: OutputFormat): Json {
  return decoders[format](value, 0);
}

/** Converts a map of attributes, like an item or a key, to a JSON object. Throws as `decodeValue` does. */
export function decodeMap(attributes: Attributes, format: OutputFormat): JsonObject {
  return members(attributes, decoders[format], 0);
}

const decodeJson: Decode = (value, levels) => {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return numberFromDigits(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined) return members(value.M, decodeJson, levels + 1);
  if (value.L !== undefined) return elements(value.L, decodeJson, levels + 1);
  if (value.SS !== undefined) return value.SS;
  if (value.NS !== undefined) return value.NS.map(numberFromDigits);
  if (value.B !== undefined) return base64(value.B);
  if (value.BS !== undefined) return value.BS.map(base64);
  if (value.NULL !== undefined) return null;
  throw new Failure('connection', `The answer has an attribute value of no known type: ${Object.keys(value).join()}`);
};

const decodeTyped: Decode = (value, levels) => {
  if (value.N !== undefined) {
    const number = numberFromDigits(value.N);
    return typeof number === 'string' ? { $n: number } : number;
  }
  if (value.M !== undefined) {
    const map = members(value.M, decodeTyped, levels + 1);
    return Object.keys(map).some(isIslandName) ? { $m: map } : map;
  }
  if (value.L !== undefined) return elements(value.L, decodeTyped, levels + 1);
  if (value.SS !== undefined) return { $ss: value.SS };
  if (value.NS !== undefined) return { $ns: value.NS };
  if (value.B !== undefined) return { $b: base64(value.B) };
  if (value.BS !== undefined) return { $bs: value.BS.map(base64) };
  return decodeJson(value, levels);
};

const decodeDynamoDbJson: Decode = (value, levels) => {
  if (value.M !== undefined) return { M: members(value.M, decodeDynamoDbJson, levels + 1) };
  if (value.L !== undefined) return { L: elements(value.L, decodeDynamoDbJson, levels + 1) };
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  return value as unknown as JsonObject;
};

const decoders: Record<OutputFormat, Decode> = {
  json: decodeJson,
  'json-typed': decodeTyped,
  'dynamodb-json': decodeDynamoDbJson,
};

function members(attributes: Attributes, decode: Decode, levels: number): JsonObject {
  refuseDeep(levels);
  const object: JsonObject = {};
  for (const name in attributes) setMember(object, name, decode(attributes[name] as AttributeValue, levels));
  return object;
}

function elements(list: readonly AttributeValue[], decode: Decode, levels: number): Json[] {
  refuseDeep(levels);
  return list.map((element) => decode(element, levels));
}

/**
 * Counts the levels of lists and maps around a value of an answer.
 * @throws Failure (connection) when there are more levels than DynamoDB could answer
 */
export function refuseDeep(levels: number): void {
  if (levels <= MAX_LEVELS) return;
  const said = `it has a value of more than ${MAX_LEVELS} levels of nesting`;
  throw new Failure('connection', `The answer was no answer of DynamoDB: ${said}`);
}

/** Whether a name has a meaning in plain JSON input, see `encode.ts`. */
function isIslandName(name: string): boolean {
  return name === '$n' || name === '$b' || name === '$ss' || name === '$ns' || name === '$bs' || name === '$m';
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
