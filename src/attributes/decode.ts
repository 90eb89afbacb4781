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

type Decode = (value: AttributeValue) => Json;

/**
 * Converts one attribute value to JSON. Numbers keep every digit, see `numberFromDigits`.
 * @throws Failure (connection) when the value has no type that we know
 */
export function decodeValue(value: AttributeValue, format: OutputFormat): Json {
  return decoders[format](value);
}

/** Converts a map of attributes, like an item or a key, to a JSON object. Throws as `decodeValue` does. */
export function decodeMap(attributes: Attributes, format: OutputFormat): JsonObject {
  return members(attributes, decoders[format]);
}

const decodeJson: Decode = (value) => {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return numberFromDigits(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined) return members(value.M, decodeJson);
  if (value.L !== undefined) return value.L.map(decodeJson);
  if (value.SS !== undefined) return value.SS;
  if (value.NS !== undefined) return value.NS.map(numberFromDigits);
  if (value.B !== undefined) return base64(value.B);
  if (value.BS !== undefined) return value.BS.map(base64);
  if (value.NULL !== undefined) return null;
  throw new Failure('connection', `The answer has an attribute value of no known type: ${Object.keys(value).join()}`);
};

const decodeTyped: Decode = (value) => {
  if (value.N !== undefined) {
    const number = numberFromDigits(value.N);
    return typeof number === 'string' ? { $n: number } : number;
  }
  if (value.M !== undefined) {
    const map = members(value.M, decodeTyped);
    return Object.keys(map).some(isIslandName) ? { $m: map } : map;
  }
  if (value.L !== undefined) return value.L.map(decodeTyped);
  if (value.SS !== undefined) return { $ss: value.SS };
  if (value.NS !== undefined) return { $ns: value.NS };
  if (value.B !== undefined) return { $b: base64(value.B) };
  if (value.BS !== undefined) return { $bs: value.BS.map(base64) };
  return decodeJson(value);
};

const decodeDynamoDbJson: Decode = (value) => {
  if (value.M !== undefined) return { M: members(value.M, decodeDynamoDbJson) };
  if (value.L !== undefined) return { L: value.L.map(decodeDynamoDbJson) };
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  return value as unknown as JsonObject;
};

const decoders: Record<OutputFormat, Decode> = {
  json: decodeJson,
  'json-typed': decodeTyped,
  'dynamodb-json': decodeDynamoDbJson,
};

function members(attributes: Attributes, decode: Decode): JsonObject {
  const object: JsonObject = {};
  for (const name in attributes) setMember(object, name, decode(attributes[name] as AttributeValue));
  return object;
}

/** Whether a name has a meaning in plain JSON input, see `encode.ts`. */
function isIslandName(name: string): boolean {
  return name === '$n' || name === '$b' || name === '$ss' || name === '$ns' || name === '$bs' || name === '$m';
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
