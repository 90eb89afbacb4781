import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { isObject, type Json, type JsonObject, setMember } from '../json/json.ts';
import { inputException, type JavaException } from './exceptions.ts';
import { type FunctionCalls, isStandIn, textOf, withoutStandIns } from './intrinsic-functions.ts';
import { numberText } from './java-numbers.ts';
import { trim } from './java-text.ts';
import type { Violation } from './operations/operation.ts';

export const NOT_NULL = 'must not be null';
const NOT_BLANK = 'must not be blank';
const STRING = 'java.lang.String';
const LONG = 'java.lang.Long';
const MAP = 'java.util.LinkedHashMap<java.lang.String,java.lang.Object>';

const LONG_MAX = 2n ** 63n - 1n;
const LONG_MIN = -(2n ** 63n);

/**
 * The members of an object as Jackson binds them to the fields of a class, with the settings of Camunda's mapper. What is absent is
 * null. Each method throws a JavaException (ConnectorInputException) when a member cannot become what its field is.
 */
export class Fields {
  readonly #object: JsonObject;
  readonly #path: string;
  readonly #violations: Violation[];
  readonly #mismatch: (path: string, type: string, got: Json, why: string) => JavaException;
  readonly #calls: FunctionCalls = { count: 0 };

  /**
   * @param path where the object is, like `input`
   * @param violations is given what validation finds
   */
  constructor(object: JsonObject, path: string, violations: Violation[], mismatch = cannotDeserialize) {
    this.#object = object;
    this.#path = path;
    this.#violations = violations;
    this.#mismatch = mismatch;
  }

  /** A text; a number or `true` as text. */
  text(name: string): string | null {
    const given = this.#object[name] ?? null;
    if (isObject(given) && isStandIn(given)) return textOf(given, this.#at(name), this.#calls);
    return this.#textOf(unwrapped(given), this.#at(name));
  }

  /** The same; what is absent or blank violates the field's rule. */
  requiredText(name: string): string {
    const text = this.text(name);
    if (text === null || trim(text) === '') this.#violated(name, NOT_BLANK);
    return text ?? '';
  }

  /** A whole number of 64 bits, or a text of its digits; a fraction is cut off. What is absent violates the field's rule. */
  requiredWhole(name: string): number {
    const given = unwrapped(this.#object[name] ?? null);
    const whole = given === null ? undefined : this.#wholeOf(given, this.#at(name));
    if (whole === undefined) this.#violated(name, NOT_NULL);
    return whole ?? 0;
  }

  /** `true`, `false`, their names, or a number, of which only 0 is false. What is absent or empty is false. */
  flag(name: string): boolean {
    const given = unwrapped(this.#object[name] ?? null);
    if (typeof given === 'boolean') return given;
    if (typeof given === 'number') return given !== 0;
    if (given instanceof NumberValue) return Number(given.value) !== 0;
    const text = typeof given === 'string' ? given.trim() : given;
    if (text === null || text === '' || text === 'null') return false;
    if (text === 'true' || text === 'True' || text === 'TRUE') return true;
    if (text === 'false' || text === 'False' || text === 'FALSE') return false;
    throw this.#mismatch(this.#at(name), 'boolean', given, 'only "true" or "false" is one');
  }

  /** An object, or a list of one. */
  map(name: string): JsonObject | null {
    const given = unwrapped(this.#object[name] ?? null);
    if (given === null) return null;
    if (!isObject(given)) throw this.#mismatch(this.#at(name), MAP, given, 'an object is expected');
    const map: JsonObject = {};
    for (const key in given)
      setMember(map, key, withoutStandIns(given[key] as Json, `${this.#at(name)}.${key}`, this.#calls));
    return map;
  }

  /** The same; what is absent violates the field's rule. */
  requiredMap(name: string): JsonObject {
    const map = this.map(name);
    if (map === null) this.#violated(name, NOT_NULL);
    return map ?? {};
  }

  /** An object with texts, each as a field of texts takes them. */
  texts(name: string): Record<string, string> | null {
    const map = this.map(name);
    if (map === null) return null;
    const texts: Record<string, string> = {};
    for (const key in map) {
      const text = this.#textOf(unwrapped(map[key] as Json), `${this.#at(name)}.${key}`);
      if (text !== null) setMember(texts, key, text);
    }
    return texts;
  }

  /** Any value. What is absent violates the field's rule. */
  requiredAnything(name: string): Json {
    const given = this.#object[name] ?? null;
    if (given === null) this.#violated(name, NOT_NULL);
    return withoutStandIns(given, this.#at(name), this.#calls);
  }

  #textOf(given: Json, path: string): string | null {
    if (given === null || typeof given === 'string') return given;
    if (typeof given === 'boolean') return String(given);
    if (typeof given !== 'object' || given instanceof NumberValue) return numberText(given);
    throw this.#mismatch(path, STRING, given, 'a text is expected');
  }

  #wholeOf(given: Json, path: string): number | undefined {
    if (typeof given === 'string') {
      const text = given.trim();
      if (text === '' || text === 'null') return undefined;
      if (!/^[+-]?\d+$/.test(text)) throw this.#mismatch(path, LONG, given, 'not a valid `java.lang.Long` value');
      return this.#longOf(BigInt(text.replace('+', '')), given, path);
    }
    if (typeof given !== 'number' && !(given instanceof NumberValue))
      throw this.#mismatch(path, LONG, given, 'a number is expected');
    const text = given instanceof NumberValue ? given.value : '';
    if (/^-?\d+$/.test(text)) return this.#longOf(BigInt(text), given, path);
    const number = Math.trunc(Number(text || given));
    if (!Number.isFinite(number)) throw this.#mismatch(path, LONG, given, 'out of range of long');
    return this.#longOf(BigInt(number), given, path);
  }

  #longOf(integer: bigint, given: Json, path: string): number {
    if (integer < LONG_MIN || integer > LONG_MAX) throw this.#mismatch(path, LONG, given, 'out of range of long');
    return Number(integer);
  }

  #violated(name: string, message: string): void {
    this.#violations.push({ path: this.#at(name), message });
  }

  #at(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}

/** A list of one value stands for the value. */
function unwrapped(value: Json): Json {
  return Array.isArray(value) && value.length === 1 ? (value[0] as Json) : value;
}

/** A value within the variable `input` that is of another type. No message has the value itself, which may be a secret. */
function cannotDeserialize(path: string, type: string, got: Json, why: string): JavaException {
  return inputException(`Cannot deserialize value of type \`${type}\` from ${kindOf(got)} value: ${why} (${path})`);
}

function kindOf(value: Json): string {
  if (typeof value === 'string') return 'String';
  if (typeof value === 'boolean') return 'Boolean';
  if (Array.isArray(value)) return 'Array';
  return isObject(value) ? 'Object' : 'Number';
}

/** A value of another type in the other variables: its path, and the simple name of the type. */
export function invalidField(path: string, type: string): JavaException {
  const simple = type.slice(type.lastIndexOf('.') + 1);
  const names = path.split('.').join(', ');
  return inputException(`Json object contains an invalid field: ${names}. It Must be \`${simple}\``);
}
