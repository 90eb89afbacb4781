import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { Attributes } from '../attributes/attributes.ts';
import { encodeMap, type InputFormat } from '../attributes/encode.ts';
import { encodeKey, encodeKeyValue } from '../attributes/key.ts';
import type { Place } from '../attributes/scalars.ts';
import { describeValue, MANY_FAULTS } from '../failure/faults.ts';
import { isObject } from '../json/json.ts';
import { hasMoreValues } from '../json/size.ts';
import { type Widget, type Words, widgets } from './field.ts';
import { addFieldFaults, expectedText, objectOf } from './value.ts';

/** Reads a value of the job. Adds a fault with its path to `place.faults` for each mistake. */
export type Encode<T> = (value: unknown, format: InputFormat, place: Place) => T;

/** For each field that depends on the input format: the same field for DynamoDB JSON. */
const dynamoDbJsonTwins = new WeakMap<z.ZodType, z.ZodType>();

/** Makes a field for attributes by name, like an item or expression values. It takes an object, or the JSON text of one. */
export function attributes(label: string, words: Words = {}): z.ZodType<Attributes> {
  return data(encodeMap, label, words);
}

/** Makes a field for the key of an item: texts, numbers and binary by name. It takes an object, or the JSON text of one. */
export function key(label: string, words: Words = {}): z.ZodType<Attributes> {
  return data(encodeKey, label, words);
}

/** Makes a field for the value of one key attribute: a text, a number or binary. A text is not read as JSON. */
export function keyValue(label: string, words: Words = {}): z.ZodType<AttributeValue> {
  return inEachFormat(encodeKeyValue, (given) => given, { label, control: 'String', ...words }, MAX_VALUES);
}

/**
 * How many values one field may have in it: lists, objects and what is in them. All of it is converted in one step, in which no
 * other job is worked for. An item of 400 KB, the largest that DynamoDB keeps, has fewer as a rule.
 */
const MAX_VALUES = 30_000;

/**
 * Makes a field whose value `encode` reads in the job's input format. It takes any JSON value, or the JSON text of one.
 * @param most how many values there may be in it
 */
export function data<T>(encode: Encode<T>, label: string, words: Words = {}, most = MAX_VALUES): z.ZodType<T> {
  return inEachFormat(encode, objectOf, { label, control: 'Feel', ...words }, most);
}

/** The expressions of one call have room for fewer placeholders. */
const MAX_NAMES = 10_000;

/** Makes a field for texts by name, like `{"#n": "name"}`. It takes an object, or the JSON text of one. */
export function names(label: string, words: Words = {}): z.ZodType<Record<string, string>> {
  const encode: Encode<Record<string, string>> = (value, _format, place) => {
    const entries = isObject(value) ? Object.entries(value) : [];
    if (!isObject(value)) place.faults.push({ path: [], expected: 'an object of texts', got: describeValue(value) });
    for (const [name, member] of entries) {
      const expected = expectedText(member);
      if (place.faults.length === MANY_FAULTS) break;
      if (expected !== undefined) place.faults.push({ path: [name], expected, got: describeValue(member) });
    }
    return Object.fromEntries(entries) as Record<string, string>;
  };
  return encoded('json', encode, objectOf, MAX_NAMES).register(widgets, { label, control: 'Feel', ...words });
}

/** Gives the variant of a field for an input format. */
export function fieldFor(format: InputFormat, field: z.ZodType): z.ZodType {
  if (format === 'json') return field;
  if (field instanceof z.ZodOptional) {
    const inner = field.unwrap() as z.ZodType;
    const twin = fieldFor(format, inner);
    return twin === inner ? field : twin.optional();
  }
  return dynamoDbJsonTwins.get(field) ?? field;
}

type Read = (given: unknown) => unknown;

function inEachFormat<T>(encode: Encode<T>, read: Read, widget: Widget, most: number): z.ZodType<T> {
  const schema = encoded('json', encode, read, most).register(widgets, widget);
  dynamoDbJsonTwins.set(schema, encoded('dynamodb-json', encode, read, most));
  return schema;
}

function encoded<T>(format: InputFormat, encode: Encode<T>, read: Read, most: number) {
  return z.unknown().transform((given, context): T => {
    const value = read(given);
    if (hasMoreValues(value, most)) {
      const params = { got: `${describeValue(value)} with more` };
      context.addIssue({ code: 'custom', message: `at most ${most} values`, params });
      return z.NEVER;
    }
    const place: Place = { path: [], faults: [] };
    const result = encode(value, format, place);
    addFieldFaults(place.faults, given, context);
    return result;
  });
}
