import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describeValue, type Fault } from '../failure/faults.ts';
import { numberFault } from '../json/numbers.ts';

/** Where the converter is, and what it has found wrong so far. */
export interface Place {
  readonly path: PropertyKey[];
  readonly faults: Fault[];
}

/** What stands in the place of a value that does not fit. */
export const NOTHING: AttributeValue = { NULL: true };

/** Of texts whose length is a multiple of four. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The members of a set: at least one, and no two of the same `identity`. */
export function set<T>(
  value: unknown,
  place: Place,
  member: (value: unknown, place: Place) => T,
  identity: (member: T) => string,
): T[] {
  if (!Array.isArray(value) || value.length === 0) {
    fault(place, 'a list of at least one member', value);
    return [];
  }
  const seen = new Set<string>();
  return value.map((element, index) => {
    place.path.push(index);
    const encoded = member(element, place);
    const name = identity(encoded);
    if (seen.has(name)) fault(place, 'members that differ from each other', element);
    seen.add(name);
    place.path.pop();
    return encoded;
  });
}

/** A member of a set of texts. */
export function setText(value: unknown, place: Place): string {
  if (typeof value === 'string') return text(value, place);
  fault(place, 'a text', value);
  return '';
}

/** A text that DynamoDB can keep. */
export function text(value: string, place: Place): string {
  if (!value.isWellFormed()) fault(place, 'text that UTF-8 can hold, without half of a surrogate pair', value);
  return value;
}

/** A number, given as the text of its digits. */
export function digitText(value: unknown, place: Place): string {
  if (typeof value === 'string') return digits(value, place);
  fault(place, 'the digits of a number, as text', value);
  return '0';
}

/** The digits of a number that DynamoDB can keep. `given` is what a fault shows. */
export function digits(text: string, place: Place, given: unknown = text): string {
  const expected = numberFault(text);
  if (expected !== undefined) fault(place, expected, given);
  return text;
}

/** Bytes, given as base64 text. */
export function bytes(value: unknown, place: Place): Uint8Array {
  if (typeof value === 'string' && value.length % 4 === 0 && BASE64.test(value)) return Buffer.from(value, 'base64');
  fault(place, 'bytes as base64 text', value);
  return new Uint8Array();
}

/** Reads the member of that name or index: what is wrong with it is told with its path. */
export function atMember<T>(place: Place, name: string | number, read: () => T): T {
  place.path.push(name);
  const result = read();
  place.path.pop();
  return result;
}

/** Notes that a value does not fit. */
export function fault(place: Place, expected: string, got: unknown): AttributeValue {
  place.faults.push({ path: [...place.path], expected, got: describeValue(got) });
  return NOTHING;
}
