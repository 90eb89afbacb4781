import { z } from 'zod';
import type { Fault } from '../failure/faults.ts';
import { parseJson } from '../json/json.ts';
import { readText } from './read-ahead.ts';
import { namesSecret } from './secret-placeholder.ts';

/** Schemas for the values of fields and of their members. Each has a message that says what was expected. */

/** What was expected in place of a secret where none is replaced. */
const NO_SECRET = 'text without {{secrets.…}}, which is replaced in authentication only';

/** Gives what was expected when a value is not a text or names a secret, else undefined. */
export function expectedText(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'text';
  return namesSecret(value) ? NO_SECRET : undefined;
}

/** A schema for a text in which no secrets are replaced, so that it may name none. */
export function textValue() {
  return z.string({ error: 'text' }).refine((value) => !namesSecret(value), { error: NO_SECRET });
}

/** A schema like `textValue`, for at least one character. */
export function someText() {
  return textValue().min(1, { error: 'text' });
}

/** A schema for one of a few texts. */
export function oneOf<const Value extends string>(values: readonly Value[]) {
  const expected = values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`;
  return z.enum(values as readonly [Value, ...Value[]], { error: expected });
}

/** A schema for true or false. It also takes them as text. */
export function trueOrFalse() {
  return checked('true or false', (value) => {
    if (value === true || value === 'true') return true;
    return value === false || value === 'false' ? false : undefined;
  });
}

/** A schema for a whole number in a range. It also takes the number as text. */
export function wholeNumberFrom(minimum: number, maximum = Number.MAX_SAFE_INTEGER) {
  const range = maximum === Number.MAX_SAFE_INTEGER ? `from ${minimum}` : `from ${minimum} to ${maximum}`;
  return checked(`a whole number ${range}`, (value) => {
    const number = wholeNumberOf(value);
    return number !== undefined && number >= minimum && number <= maximum ? number : undefined;
  });
}

/** Gives the whole number that a value is, or that a text like `"25"` spells. Gives undefined when there is none. */
export function wholeNumberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/**
 * A schema that gives what `read` makes of a value.
 * @param expected what the message says when `read` gives undefined
 */
export function checked<T>(expected: string, read: (value: unknown) => T | undefined) {
  return z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result !== undefined) return result;
    context.issues.push({ code: 'custom', message: expected, input: value });
    return z.NEVER;
  });
}

/** Gives the value of a JSON text, because a form field without FEEL sends text. Gives anything else as it is. */
export function objectOf(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  try {
    return readText(given, parseJson);
  } catch (error) {
    if (error instanceof SyntaxError) return given;
    throw error;
  }
}

/** Adds faults of a value to the issues of its field, each with what came. */
export function addFieldFaults(faults: readonly Fault[], given: unknown, context: z.RefinementCtx): void {
  for (const { path, expected, got } of faults) {
    context.issues.push({ code: 'custom', message: expected, path: [...path], params: { got }, input: given });
  }
}
