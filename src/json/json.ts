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
 * Levels of nesting of a JSON value, as many as Camunda's own reader takes (Jackson: StreamReadConstraints). What goes through a
 * value calls itself for each level: 1,000 take less than half of the stack.
 */
const MAX_LEVELS = 1_000;

/** JSON with too many lists and objects within each other. */
export class NestingError extends SyntaxError {
  override readonly name = 'NestingError';

  constructor(levels: number) {
    super(`more than ${levels} levels of nesting`);
  }
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [34, 92, 91, 93, 123, 125];

/**
 * Reads the brackets of a JSON text.
 * @throws NestingError when they are nested in more levels than so many
 */
export function refuseDeeper(text: string, most: number): void {
  // As many brackets open as close.
  if (text.length <= 2 * most) return;
  let levels = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at + 1);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (++levels > most) throw new NestingError(most);
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        levels--;
    }
  }
}

/** Where the quotation mark is that ends a text. */
function endOfString(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) break;
    if (code === BACKSLASH) at++;
  }
  return at;
}

/**
 * Matches every number that a double could change: sixteen digits in a row (with or without a point), or an exponent of three
 * digits.
 */
const LONG_NUMBER = /[\d.]{16}|\d[eE][+-]?\d{3}/;

/**
 * Reads a JSON text without losing a digit. `JSON.parse` is ten times faster than the lossless parser, so the lossless one runs
 * only when the text may have a long number.
 * @throws SyntaxError when the text is not JSON; NestingError, which is one, when it has more than 1,000 levels
 */
export function parseJson(text: string): Json {
  refuseDeeper(text, MAX_LEVELS);
  if (!LONG_NUMBER.test(text)) return JSON.parse(text) as Json;
  return parse(text, null, { parseNumber: numberFromJson, onDuplicateKey: ({ newValue }) => newValue }) as Json;
}

const exactNumber = {
  test: (value: unknown) => value instanceof NumberValue,
  stringify: (value: unknown) => (value as NumberValue).value,
};

/**
 * Writes a JSON value as text. A bigint and a `NumberValue` keep all their digits.
 * @throws NestingError when it has more than 1,000 levels
 */
export function stringifyJson(value: Json): string {
  return hasExactNumber(value, 0)
    ? (stringify(value, null, undefined, [exactNumber]) as string)
    : JSON.stringify(value);
}

/** Whether there is one anywhere: all of the value is looked at, so that none of it is too deep. */
function hasExactNumber(value: Json, levels: number): boolean {
  if (typeof value === 'bigint') return true;
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof NumberValue) return true;
  if (levels === MAX_LEVELS) throw new NestingError(MAX_LEVELS);
  let found = false;
  if (Array.isArray(value)) for (const element of value) found = hasExactNumber(element, levels + 1) || found;
  else for (const key in value) found = hasExactNumber(value[key] as Json, levels + 1) || found;
  return found;
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
