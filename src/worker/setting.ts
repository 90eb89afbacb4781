import { z } from 'zod';
import { parseDuration } from '../json/duration.ts';

/** One setting. */
export interface Setting {
  /** The name of its environment variable. */
  readonly name: string;
  /** The text that counts if the variable is not set. */
  readonly initial: string | undefined;
  /** What it is for, as the documentation shows it. */
  readonly meaning: string;
  readonly schema: z.ZodType<unknown, string | undefined>;
  /** An empty variable is a fault. It does not count as absent, because someone who cleared it may have meant the opposite. */
  readonly isNeverEmpty?: true;
  /** The setting says what jobs may do, and can also be set for one tenant. */
  readonly isRule?: true;
}

export const PREFIX = 'DYNAMODB_WORKER_';

const A_TEXT = 'a text without blanks around it';
/** Takes a text, which may have blanks in it. */
export const text = z.string({ error: A_TEXT }).regex(/^\S(?:.*\S)?$/, { error: A_TEXT });
const A_WORD = 'a text without blanks';
/** Takes a text without blanks. */
export const word = z.string({ error: A_WORD }).regex(/^\S+$/, { error: A_WORD });
/** Reads a list like `a, b`. Each entry must be one of `item`; what is there twice counts once. */
export const list = (item: z.ZodType<string, string>, expected: string) =>
  z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part, index, parts) => part !== '' && parts.indexOf(part) === index),
    )
    .pipe(z.array(item).min(1, { error: expected }));

/**
 * Reads patterns of what jobs may name, like `orders,invoices` or `*`. `none` allows nothing.
 * @param fits what one pattern may be
 */
export function allowed(expected: string, fits: (pattern: string) => boolean = () => true) {
  return checked(expected, (value) => {
    const patterns = value.split(',').map((part) => part.trim());
    if (patterns.length === 1 && patterns[0] === 'none') return [];
    const given = patterns.filter((part) => part !== '');
    return given.length === 0 || given.includes('none') || !given.every(fits) ? undefined : given;
  });
}

const ANY_LIST = '* or none, or a list separated by commas';
/** Reads `true` or `false`. */
export const yesOrNo = checked('true or false', (value) =>
  value === 'true' || value === 'false' ? value === 'true' : undefined,
);

/**
 * The longest time of Node's timers.
 * https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
 */
const LONGEST_MS = 2 ** 31 - 1;
/** Reads a duration like `PT30S`, and gives its milliseconds. */
export const duration = checked('an ISO 8601 duration above zero and up to P24D, like PT30S', (value) => {
  const milliseconds = parseDuration(value);
  return milliseconds !== undefined && milliseconds > 0 && milliseconds <= LONGEST_MS ? milliseconds : undefined;
});

function checked<T>(expected: string, read: (value: string) => T | undefined) {
  return z.string({ error: expected }).transform((value, context): T => {
    const result = read(value);
    if (result !== undefined) return result;
    context.issues.push({ code: 'custom', message: expected, input: value });
    return z.NEVER;
  });
}

/** Reads a whole number. */
export function whole(minimum: number, maximum: number) {
  return checked(`a whole number from ${minimum} to ${maximum}`, (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= minimum && number <= maximum ? number : undefined;
  });
}

/** Makes a setting, by its name without the beginning that all have. */
export function setting(
  name: string,
  initial: string | undefined,
  meaning: string,
  schema: Setting['schema'],
): Setting {
  return { name: PREFIX + name, initial, meaning, schema };
}

/** Makes a setting that says what jobs may do. It can also be set for one tenant. */
export function rule(name: string, initial: string, meaning: string, schema: Setting['schema']): Setting {
  return { ...setting(name, initial, meaning, schema), isNeverEmpty: true, isRule: true };
}

/** Makes a rule of patterns of what jobs may name. */
export function whatJobsMayName(name: string, initial: string, what: string, schema = allowed(ANY_LIST)): Setting {
  const meaning = `${what}, separated by commas. \`*\` stands for any text, and \`none\` allows none`;
  return rule(name, initial, meaning, schema);
}
