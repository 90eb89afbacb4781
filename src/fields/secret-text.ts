import { z } from 'zod';
import { type Words, widgets } from './field.ts';

/**
 * More characters than a session token of AWS has, which goes in a header of HTTP. A connection is kept with its keys, and what a
 * message says is searched for them.
 */
const MAX_LENGTH = 16_384;

/**
 * Makes a field for a text of `authentication`, in which secrets are replaced before it is checked.
 * @param pattern matches the texts that are allowed
 * @param expected what a fault says when the text does not match
 */
export function secretText(
  label: string,
  words: Words = {},
  pattern = /^[!-~]+$/,
  expected = 'text of ASCII characters without blanks',
) {
  return z
    .string({ error: expected })
    .trim()
    .max(MAX_LENGTH, { error: `at most ${MAX_LENGTH} characters` })
    .regex(pattern, { error: expected })
    .register(widgets, { label, control: 'String', ...words });
}
