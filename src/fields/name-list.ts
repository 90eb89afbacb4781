import { z } from 'zod';
import { type Words, widgets } from './field.ts';
import { listOf, readAs } from './structure-field.ts';
import { objectOf, textValue } from './value.ts';

const names = listOf(textValue().min(1, { error: 'text' }));

/** Several names: a text with commas between them, or a list of texts. */
export function nameList(label: string, words: Words = {}): z.ZodType<string[]> {
  return z
    .unknown()
    .transform((given, context) => readAs(names, listed(given), context))
    .register(widgets, { label, control: 'String', ...words });
}

function listed(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  const parsed = objectOf(given);
  return Array.isArray(parsed) ? parsed : given.split(',').map((name) => name.trim());
}
