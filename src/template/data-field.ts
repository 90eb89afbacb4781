import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { encodeMap, type InputFormat } from '../attributes/encode.ts';
import { encodeKey } from '../attributes/key.ts';
import type { Place } from '../attributes/scalars.ts';
import { describeValue } from '../faults.ts';
import { isObject, parseJson } from '../json.ts';
import { textFault, type Words, widgets } from './field.ts';

type Attributes = Record<string, AttributeValue>;
type Encode<T> = (value: unknown, format: InputFormat, place: Place) => T;

/** The same field for input in DynamoDB JSON, of the fields for which that makes a difference. */
const dynamoDbJsonTwins = new WeakMap<z.ZodType, z.ZodType>();

/** Attribute names and values: an item, expression values. Given as an object or as the text of one. */
export function attributes(label: string, words: Words = {}): z.ZodType<Attributes> {
  return inEachFormat(encodeMap, label, words);
}

/** The key of an item, in which each value is a text, a number or binary. Given as an object or as the text of one. */
export function key(label: string, words: Words = {}): z.ZodType<Attributes> {
  return inEachFormat(encodeKey, label, words);
}

/** Texts by name, as an object or as the text of one. */
export function names(label: string, words: Words = {}): z.ZodType<Record<string, string>> {
  return encoded('json', (value, _format, place) => {
    const entries = isObject(value) ? Object.entries(value) : [];
    if (!isObject(value)) place.faults.push({ path: [], expected: 'an object of texts', got: describeValue(value) });
    for (const [name, member] of entries) {
      const expected = textFault(member);
      if (expected !== undefined) place.faults.push({ path: [name], expected, got: describeValue(member) });
    }
    return Object.fromEntries(entries) as Record<string, string>;
  }).register(widgets, { label, control: 'Feel', ...words });
}

/** The field as it is for an input format. */
export function fieldFor(format: InputFormat, field: z.ZodType): z.ZodType {
  if (format === 'json') return field;
  if (field instanceof z.ZodOptional) {
    const inner = field.unwrap() as z.ZodType;
    const twin = fieldFor(format, inner);
    return twin === inner ? field : twin.optional();
  }
  return dynamoDbJsonTwins.get(field) ?? field;
}

function inEachFormat(encode: Encode<Attributes>, label: string, words: Words): z.ZodType<Attributes> {
  const schema = encoded('json', encode).register(widgets, { label, control: 'Feel', ...words });
  dynamoDbJsonTwins.set(schema, encoded('dynamodb-json', encode));
  return schema;
}

function encoded<T>(format: InputFormat, encode: Encode<T>) {
  return z.unknown().transform((given, context): T => {
    const place: Place = { path: [], faults: [] };
    const result = encode(objectOf(given), format, place);
    for (const { path, expected, got } of place.faults) {
      context.issues.push({ code: 'custom', message: expected, path: [...path], params: { got }, input: given });
    }
    return result;
  });
}

/** A form field without FEEL sends the text of an object. */
function objectOf(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  try {
    return parseJson(given);
  } catch (error) {
    if (error instanceof SyntaxError) return given;
    throw error;
  }
}
