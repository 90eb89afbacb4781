import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { encodeMap, type InputFormat } from '../attributes/encode.ts';
import type { Place } from '../attributes/scalars.ts';
import { describeValue } from '../faults.ts';
import { isObject, parseJson } from '../json.ts';
import { namesSecret } from '../secrets.ts';

/** What the Modeler needs to draw a field. */
export interface Widget {
  readonly label: string;
  /** `Feel` is a value that a modeler writes in FEEL: a map or a list. */
  readonly control: 'String' | 'Text' | 'Feel' | 'Dropdown' | 'Boolean' | 'Number';
  readonly tooltip?: string;
  readonly placeholder?: string;
  /** Value -> label, in the order shown. */
  readonly choices?: Readonly<Record<string, string>>;
  /** The choice or flag a new task starts with. */
  readonly initial?: string | boolean;
  /** Rarely used: drawn in a group of its own. */
  readonly advanced?: boolean;
  /** Shown, and then to be filled in, only with this choice of another field. */
  readonly onlyWith?: { readonly field: string; readonly choice: string };
}

type Words = Pick<Widget, 'tooltip' | 'placeholder' | 'initial' | 'advanced' | 'onlyWith'>;

/** How each field is drawn. A field is an ordinary zod schema; this remembers its widget. */
export const widgets = z.registry<Widget>();

/** The same field for input in DynamoDB JSON, of the fields for which that makes a difference. */
const dynamoDbJsonTwins = new WeakMap<z.ZodType, z.ZodType>();

/** What the messages say of a secret in a place where none is replaced. */
const NO_SECRET = 'text without {{secrets.…}}, which is replaced in authentication and configuration only';

/** A text of at least one character. */
export function text(label: string, words: Words = {}) {
  const schema = z.string({ error: 'text' }).refine((value) => !namesSecret(value), { error: NO_SECRET });
  return schema.register(widgets, { label, control: 'String', ...words });
}

/** A longer text, an expression of DynamoDB. */
export function expression(label: string, words: Words = {}) {
  return text(label, words).register(widgets, { label, control: 'Text', ...words });
}

/** One of a few values. */
export function choice<const Value extends string>(
  label: string,
  choices: Readonly<Record<Value, string>>,
  words: Words = {},
) {
  const values = Object.keys(choices) as [Value, ...Value[]];
  return z
    .enum(values, { error: values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}` })
    .register(widgets, { label, control: 'Dropdown', choices, ...words });
}

/** One of a few values, in upper or lower case. */
export function choiceInAnyCase<const Value extends string>(
  label: string,
  choices: Readonly<Record<Value, string>>,
  words: Words = {},
) {
  const values = Object.keys(choices) as Value[];
  return checked(`one of ${values.join(', ')}`, (given) =>
    values.find((value) => typeof given === 'string' && value.toLowerCase() === given.toLowerCase()),
  ).register(widgets, { label, control: 'Dropdown', choices, ...words });
}

/** True or false, also as text. */
export function flag(label: string, words: Words = {}) {
  return checked('true or false', (value) => {
    if (value === true || value === 'true') return true;
    return value === false || value === 'false' ? false : undefined;
  }).register(widgets, { label, control: 'Boolean', ...words });
}

/** A whole number from `minimum`, also as text. */
export function wholeNumber(label: string, minimum: number, words: Words = {}) {
  return checked(`a whole number from ${minimum}`, (value) => {
    const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isSafeInteger(number) && number >= minimum ? number : undefined;
  }).register(widgets, { label, control: 'Number', ...words });
}

/** Attribute names and values: an item, a key, expression values. Given as an object or as the text of one. */
export function attributes(label: string, words: Words = {}): z.ZodType<Record<string, AttributeValue>> {
  const schema = encoded('json', encodeMap).register(widgets, { label, control: 'Feel', ...words });
  dynamoDbJsonTwins.set(schema, encoded('dynamodb-json', encodeMap));
  return schema;
}

/** Texts by name, as an object or as the text of one. */
export function names(label: string, words: Words = {}): z.ZodType<Record<string, string>> {
  return encoded('json', (value, _format, place) => {
    const entries = isObject(value) ? Object.entries(value) : [];
    if (!isObject(value)) place.faults.push({ path: [], expected: 'an object of texts', got: describeValue(value) });
    for (const [name, member] of entries) {
      const expected = typeof member !== 'string' ? 'text' : namesSecret(member) ? NO_SECRET : undefined;
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

/** The widget of a field, and whether the field may be left out. */
export function widgetOf(field: z.ZodType): { widget: Widget; optional: boolean } | undefined {
  const optional = field instanceof z.ZodOptional;
  const widget = widgets.get(optional ? (field.unwrap() as z.ZodType) : field);
  return widget && { widget, optional };
}

function checked<T>(expected: string, read: (value: unknown) => T | undefined) {
  return z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result !== undefined) return result;
    context.issues.push({ code: 'custom', message: expected, input: value });
    return z.NEVER;
  });
}

function encoded<T>(format: InputFormat, encode: (value: unknown, format: InputFormat, place: Place) => T) {
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
