import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { Failure } from '../failure/failure.ts';
import { describeKind } from '../failure/faults.ts';
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

/** Decodes plain JSON with numbers of another kind than `numberFromDigits` gives. Throws as `decodeValue` does, and as `number`. */
export function plainDecoder(number: (digits: string) => Json): (attributes: Attributes) => JsonObject {
  const decode = plain(number);
  return (attributes) => members(attributes, decode, 0);
}

function plain(number: (digits: string) => Json): Decode {
  const decode: Decode = (value, levels) => {
    refuseOther(isMembers(value), value);
    if (typeof value.S === 'string') return value.S;
    if (typeof value.N === 'string') return number(value.N);
    if (typeof value.BOOL === 'boolean') return value.BOOL;
    if (value.M !== undefined) return members(value.M, decode, levels + 1);
    if (value.L !== undefined) return elements(value.L, decode, levels + 1);
    if (value.SS !== undefined) return texts(value.SS);
    if (value.NS !== undefined) return texts(value.NS).map(number);
    if (value.B !== undefined) return base64(value.B);
    if (value.BS !== undefined) return list(value.BS).map(base64);
    refuseOther(typeof value.NULL === 'boolean', value);
    return null;
  };
  return decode;
}

const decodeJson = plain(numberFromDigits);

const decodeTyped: Decode = (value, levels) => {
  refuseOther(isMembers(value), value);
  if (typeof value.N === 'string') {
    const number = numberFromDigits(value.N);
    return typeof number === 'string' ? { $n: number } : number;
  }
  if (value.M !== undefined) {
    const map = members(value.M, decodeTyped, levels + 1);
    return Object.keys(map).some(isIslandName) ? { $m: map } : map;
  }
  if (value.L !== undefined) return elements(value.L, decodeTyped, levels + 1);
  if (value.SS !== undefined) return { $ss: texts(value.SS) };
  if (value.NS !== undefined) return { $ns: texts(value.NS) };
  if (value.B !== undefined) return { $b: base64(value.B) };
  if (value.BS !== undefined) return { $bs: list(value.BS).map(base64) };
  return decodeJson(value, levels);
};

const decodeDynamoDbJson: Decode = (value, levels) => {
  refuseOther(isMembers(value), value);
  if (typeof value.S === 'string') return { S: value.S };
  if (typeof value.N === 'string') return { N: value.N };
  if (typeof value.BOOL === 'boolean') return { BOOL: value.BOOL };
  if (value.M !== undefined) return { M: members(value.M, decodeDynamoDbJson, levels + 1) };
  if (value.L !== undefined) return { L: elements(value.L, decodeDynamoDbJson, levels + 1) };
  if (value.SS !== undefined) return { SS: texts(value.SS) };
  if (value.NS !== undefined) return { NS: texts(value.NS) };
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BS !== undefined) return { BS: list(value.BS).map(base64) };
  refuseOther(typeof value.NULL === 'boolean', value);
  return { NULL: value.NULL as boolean };
};

const decoders: Record<OutputFormat, Decode> = {
  json: decodeJson,
  'json-typed': decodeTyped,
  'dynamodb-json': decodeDynamoDbJson,
};

function members(attributes: Attributes, decode: Decode, levels: number): JsonObject {
  refuseDeep(levels);
  refuseOther(isMembers(attributes), attributes);
  const object: JsonObject = {};
  for (const name in attributes) setMember(object, name, decode(attributes[name] as AttributeValue, levels));
  return object;
}

function elements(values: readonly AttributeValue[], decode: Decode, levels: number): Json[] {
  refuseDeep(levels);
  return list(values).map((element) => decode(element, levels));
}

function texts(values: string[]): string[] {
  refuseOther(
    list(values).every((value) => typeof value === 'string'),
    values,
  );
  return values;
}

function list<T>(values: T): T {
  refuseOther(Array.isArray(values), values);
  return values;
}

function isMembers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What came need not be what the SDK's types say of it: what is on the way to DynamoDB may answer in its place. */
function refuseOther(isKnown: boolean, value: unknown): void {
  if (isKnown) return;
  const got = isMembers(value) ? Object.keys(value as object).join() || 'none' : describeKind(value);
  throw new Failure('connection', `The answer has an attribute value of no known type: ${got}`);
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
export function isIslandName(name: string): boolean {
  return name === '$n' || name === '$b' || name === '$ss' || name === '$ns' || name === '$bs' || name === '$m';
}

function base64(bytes: Uint8Array): string {
  refuseOther(bytes instanceof Uint8Array, bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
