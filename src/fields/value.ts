import { z } from 'zod';
import { parseJson } from '../json/json.ts';
import { namesSecret } from './secret-placeholder.ts';

/** What a field, or a member of a field, may hold: each with a message that says what was expected. */

/** What the messages say of a secret in a place where none is replaced. */
const NO_SECRET = 'text without {{secrets.…}}, which is replaced in authentication only';

/** What is expected in place of a value that is no text, or has a secret in it where none is replaced. */
export function textFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'text';
  return namesSecret(value) ? NO_SECRET : undefined;
}

/** A text. */
export function textValue() {
  return z.string({ error: 'text' }).refine((value) => !namesSecret(value), { error: NO_SECRET });
}

/** A text of at least one character. */
export function someText() {
  return textValue().min(1, { error: 'text' });
}

/** One of a few texts. */
export function oneOf<const Value extends string>(values: readonly Value[]) {
  const expected = values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`;
  return z.enum(values as readonly [Value, ...Value[]], { error: expected });
}

/** True or false, also as text. */
export function trueOrFalse() {
  return checked('true or false', (value) => {
    if (value === true || value === 'true') return true;
    return value === false || value === 'false' ? false : undefined;
  });
}

/** A whole number in a range, also as text. */
export function wholeNumberFrom(minimum: number, maximum = Number.MAX_SAFE_INTEGER) {
  const range = maximum === Number.MAX_SAFE_INTEGER ? `from ${minimum}` : `from ${minimum} to ${maximum}`;
  return checked(`a whole number ${range}`, (value) => {
    const number = wholeNumberOf(value);
    return number !== undefined && number >= minimum && number <= maximum ? number : undefined;
  });
}

/** The whole number that a value is, or that a text spells; undefined when there is none. */
export function wholeNumberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** What `read` makes of a value; where that is undefined, something else was expected. */
export function checked<T>(expected: string, read: (value: unknown) => T | undefined) {
  return z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result !== undefined) return result;
    context.issues.push({ code: 'custom', message: expected, input: value });
    return z.NEVER;
  });
}

/** A form field without FEEL sends the text of an object. */
export function objectOf(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  try {
    return parseJson(given);
  } catch (error) {
    if (error instanceof SyntaxError) return given;
    throw error;
  }
}
