import { z } from 'zod';
import { type Words, widgets } from './field.ts';

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
    .regex(pattern, { error: expected })
    .register(widgets, { label, control: 'String', ...words });
}
