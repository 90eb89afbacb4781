import { randomBytes } from 'node:crypto';
import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { extentOf, LimitError, LONG, NestingError } from './extent.ts';
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

/** What a long number begins with while it is a text of `JSON`, which has no number as long. Nobody can know it. */
const SECRET_MARK = randomBytes(9).toString('base64url');
const MARKED = new RegExp(`"${SECRET_MARK}([^"]*)"`, 'g');
/** A shorter one, for a text that has it nowhere. */
const MARK = '\x7f';
const HAS_MARK = /\x7f|\\u007f/i;

/** https://www.rfc-editor.org/rfc/rfc8259#section-6 */
const JSON_NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * How many values a text may have. What is made of a job's variables takes time for each of them, and one job is not to stop the
 * others. 4 MB of variables, the most that Zeebe gives, have fewer as a rule.
 */
const MAX_VALUES = 250_000;
/** How many of them may be long numbers, which take the most time. */
const MAX_LONG_NUMBERS = 50_000;

/** JSON with too many values. */
class ValuesError extends LimitError {
  override readonly name = 'ValuesError';

  constructor(count: number, what: string, most: number) {
    super(`${count} ${what}, at most ${most}`);
  }
}

/**
 * Reads a JSON text without losing a digit: numbers that a double could change go through `JSON.parse` as texts.
 * @throws SyntaxError when the text is not JSON; NestingError, which is one, when it has more than 1,000 levels; ValuesError,
 * which is one, when it has too many values
 */
export function parseJson(text: string): Json {
  const { values, longNumbers } = extentOf(text, MAX_LEVELS);
  if (values > MAX_VALUES) throw new ValuesError(values, 'values', MAX_VALUES);
  const count = longNumbers.length / 2;
  if (count > MAX_LONG_NUMBERS) throw new ValuesError(count, `numbers of ${LONG} characters or more`, MAX_LONG_NUMBERS);
  if (longNumbers.length === 0) return JSON.parse(text) as Json;
  const mark = HAS_MARK.test(text) ? SECRET_MARK : MARK;
  let marked = '';
  let from = 0;
  for (let index = 0; index < longNumbers.length; index += 2) {
    const [start = 0, end = 0] = [longNumbers[index], longNumbers[index + 1]];
    JSON_NUMBER.lastIndex = start;
    if (!JSON_NUMBER.test(text) || JSON_NUMBER.lastIndex !== end)
      throw new SyntaxError(`expected a number, got ${text.slice(start, Math.min(end, start + 40))}`);
    marked += `${text.slice(from, start)}"${mark}${text.slice(start, end)}"`;
    from = end;
  }
  return withNumbers(JSON.parse(marked + text.slice(from)) as Json, mark);
}

/** Puts the numbers back that went through `JSON.parse` as texts. */
function withNumbers(value: Json, mark: string): Json {
  if (typeof value === 'string') return value.startsWith(mark) ? numberFromJson(value.slice(mark.length)) : value;
  if (typeof value !== 'object' || value === null || value instanceof NumberValue) return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) value[index] = withNumbers(value[index] as Json, mark);
  } else {
    for (const name in value) {
      const member = value[name] as Json;
      const read = withNumbers(member, mark);
      if (read !== member) setMember(value, name, read);
    }
  }
  return value;
}

/** JSON that is too long. */
export class LengthError extends LimitError {
  override readonly name = 'LengthError';

  constructor(most: number) {
    super(`more than ${most} characters`);
  }
}

/** How many characters of texts and names may be written: at most, and still. */
interface Room {
  readonly most: number;
  left: number;
}

/**
 * Writes a JSON value as text. A bigint and a `NumberValue` keep all their digits: they go through `JSON.stringify` as texts.
 * @param most how many characters the texts and names in it may have
 * @throws NestingError when it has more than 1,000 levels; LengthError when it has more characters: nothing is written then
 */
export function stringifyJson(value: Json, most = Number.POSITIVE_INFINITY): string {
  const marked = withMarks(value, 0, { most, left: most });
  const text = JSON.stringify(marked);
  return marked === value ? text : text.replace(MARKED, '$1');
}

/** The value itself, or a copy with texts for the numbers that `JSON` would change. All of it is looked at, how deep it is. */
function withMarks(value: Json, levels: number, room: Room): Json {
  if (typeof value === 'string') room.left -= value.length;
  if (room.left < 0) throw new LengthError(room.most);
  if (typeof value === 'bigint') return `${SECRET_MARK}${value}`;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof NumberValue) return `${SECRET_MARK}${value.value}`;
  if (levels === MAX_LEVELS) throw new NestingError(MAX_LEVELS);
  return Array.isArray(value) ? listWithMarks(value, levels + 1, room) : objectWithMarks(value, levels + 1, room);
}

function listWithMarks(list: Json[], levels: number, room: Room): Json[] {
  let copy: Json[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const element = list[index] as Json;
    const marked = withMarks(element, levels, room);
    if (marked === element) continue;
    copy ??= list.slice();
    copy[index] = marked;
  }
  return copy ?? list;
}

function objectWithMarks(object: JsonObject, levels: number, room: Room): JsonObject {
  let copy: JsonObject | undefined;
  for (const name in object) {
    room.left -= name.length;
    const member = object[name] as Json;
    const marked = withMarks(member, levels, room);
    if (marked === member) continue;
    copy ??= { ...object };
    setMember(copy, name, marked);
  }
  return copy ?? object;
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
