import { z } from 'zod';
import { type Words, widgets } from './field.ts';

/** A text of `authentication`, in which secrets are replaced. */
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
