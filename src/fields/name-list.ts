import { z } from 'zod';
import { type Words, widgets } from './field.ts';
import { listOf, readAs } from './structure-field.ts';
import { objectOf, textValue } from './value.ts';

const names = listOf(textValue().min(1, { error: 'text' }));

/** Makes a field for several names. It takes a text with commas between them, a list of texts, or the JSON text of one. */
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
