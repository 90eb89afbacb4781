import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { parse, stringify } from 'lossless-json';
import { numberFromJson } from './numbers.ts';

/**
 * A JSON value in memory. A number that a double cannot hold exactly is one of two things: a `NumberValue` with its digits if it
 * was read from a text, or a bigint if it came from a DynamoDB item and is an integer of up to 64 bits.
 */
export type Json = null | boolean | number | bigint | string | NumberValue | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/**
 * Matches every number that a double could change: sixteen digits in a row (with or without a point), or an exponent of three
 * digits.
 */
const LONG_NUMBER = /[\d.]{16}|\d[eE][+-]?\d{3}/;

/**
 * Reads a JSON text without losing a digit. `JSON.parse` is ten times faster than the lossless parser, so the lossless one runs
 * only when the text may have a long number.
 * @throws SyntaxError when the text is not JSON, or has too many levels of nesting
 */
export function parseJson(text: string): Json {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text) as Json;
  try {
    return parse(text, null, { parseNumber: numberFromJson, onDuplicateKey: ({ newValue }) => newValue }) as Json;
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxError('too many levels of nesting', { cause: error });
    throw error;
  }
}

const exactNumber = {
  test: (value: unknown) => value instanceof NumberValue,
  stringify: (value: unknown) => (value as NumberValue).value,
};

/** Writes a JSON value as text. A bigint and a `NumberValue` keep all their digits. */
export function stringifyJson(value: Json): string {
  return hasExactNumber(value) ? (stringify(value, null, undefined, [exactNumber]) as string) : JSON.stringify(value);
}

function hasExactNumber(value: Json): boolean {
  if (typeof value === 'bigint') return true;
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof NumberValue) return true;
  if (Array.isArray(value)) return value.some(hasExactNumber);
  for (const key in value) if (hasExactNumber(value[key] as Json)) return true;
  return false;
}

/** Whether a value is a JSON object, so not a list, not a `NumberValue` and not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberValue);
}

/** Sets a member whose name comes from outside: `__proto__` becomes a member like any other. */
export function setMember<T>(target: { [key: string]: T }, name: string, value: T): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[name] = value;
  }
}

/** Copies an object without the members that are null or an empty text: these stand for fields that were left out. */
export function presentMembers(object: JsonObject): JsonObject {
  const present: JsonObject = {};
  for (const name in object) {
    const value = object[name];
    if (value !== undefined && value !== null && value !== '') setMember(present, name, value);
  }
  return present;
}
