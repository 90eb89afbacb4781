import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describeValue, type Fault, MANY_FAULTS } from '../failure/faults.ts';
import { expectedNumber } from '../json/numbers.ts';

/** Where the converter is in the input, and the faults that it has found so far. */
export interface Place {
  readonly path: PropertyKey[];
  readonly faults: Fault[];
}

/** The attribute value null. It also replaces a value that does not fit. */
export const NOTHING: AttributeValue = { NULL: true };

/** Matches base64 text, if its length is a multiple of four. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Converts the members of a set. Adds faults to `place.faults` when there is no member, or when two are equal.
 * @param value a list, as the task gives it
 * @param member converts one member
 * @param identity gives the same text for equal members
 */
export function set<T>(
  value: unknown,
  place: Place,
  member: (value: unknown, place: Place) => T,
  identity: (member: T) => string,
): T[] {
  if (!Array.isArray(value) || value.length === 0) {
    addFault(place, 'a list of at least one member', value);
    return [];
  }
  const seen = new Set<string>();
  return value.map((element, index) => {
    place.path.push(index);
    const encoded = member(element, place);
    const name = identity(encoded);
    if (seen.has(name)) addFault(place, 'members that differ from each other', element);
    seen.add(name);
    place.path.pop();
    return encoded;
  });
}

/** Gives one member of a set of texts. Adds a fault when the value is not a text, or when `text` finds one. */
export function setText(value: unknown, place: Place): string {
  if (typeof value === 'string') return text(value, place);
  addFault(place, 'a text', value);
  return '';
}

/** Gives the text. Adds a fault when UTF-8 cannot hold it, and DynamoDB therefore cannot keep it. */
export function text(value: string, place: Place): string {
  if (!value.isWellFormed()) addFault(place, 'text that UTF-8 can hold, without half of a surrogate pair', value);
  return value;
}

/** Gives the digits of a number, like `"41.5"`. Adds a fault when the value is not a text of digits that DynamoDB can keep. */
export function digitText(value: unknown, place: Place): string {
  if (typeof value === 'string') return digits(value, place);
  addFault(place, 'the digits of a number, as text', value);
  return '0';
}

/**
 * Gives the digits. Adds a fault when DynamoDB cannot keep the number, see `expectedNumber`.
 * @param given the value as the task gave it, for the fault
 */
export function digits(text: string, place: Place, given: unknown = text): string {
  const expected = expectedNumber(text);
  if (expected !== undefined) addFault(place, expected, given);
  return text;
}

/** Gives the bytes of a base64 text, like `"AQID"`. Adds a fault when the value is none. */
export function bytes(value: unknown, place: Place): Uint8Array {
  if (typeof value === 'string' && value.length % 4 === 0 && BASE64.test(value)) return Buffer.from(value, 'base64');
  addFault(place, 'bytes as base64 text', value);
  return new Uint8Array();
}

/** Reads the member with this name or index. Faults that are found meanwhile have its path. */
export function atMember<T>(place: Place, name: string | number, read: () => T): T {
  place.path.push(name);
  const result = read();
  place.path.pop();
  return result;
}

/** Adds a fault at the current path. Gives NOTHING, which takes the place of the value. */
export function addFault(place: Place, expected: string, got: unknown): AttributeValue {
  if (place.faults.length < MANY_FAULTS)
    place.faults.push({ path: [...place.path], expected, got: describeValue(got) });
  return NOTHING;
}
