import { z } from 'zod';
import { parseDuration } from '../json/duration.ts';

/** How a setting is given: as the text of a variable, or as a value of YAML or JSON in a file. Both are read as the same. */
export interface Kind {
  readonly schema: z.ZodType<unknown, string>;
  /** The JSON schema that is published is made of it. Its patterns must be ones that any engine of regular expressions takes. */
  readonly inFile: z.ZodType;
}

/** One setting. */
export interface Setting extends Kind {
  /** The name of its environment variable. */
  readonly name: string;
  /** The text that counts if the variable is not set. */
  readonly initial: string | undefined;
  /** What it is for, as the documentation shows it. */
  readonly meaning: string;
  /** An empty variable is a fault. It does not count as absent, because someone who cleared it may have meant the opposite. */
  readonly isNeverEmpty?: true;
  /** The setting says what jobs may do, and can also be set for one tenant. */
  readonly isRule?: true;
  /** The setting cannot be in the file of settings. */
  readonly isVariableOnly?: true;
}

export const PREFIX = 'DYNAMODB_WORKER_';
/** The member of a file of settings with the rules of tenants. */
export const TENANTS = 'tenants';
/** How many faults of one file are told. Nobody mends more at once, and looking for what was meant takes time. */
export const MOST_FAULTS = 50;

/** Makes the kind of a text that a pattern matches. */
export function matching(pattern: RegExp, expected: string): Kind {
  const schema = z.string({ error: expected }).regex(pattern, { error: expected });
  return { schema, inFile: schema };
}

const A_TEXT = /^\S(?:.*\S)?$/;
/** Takes a text, which may have blanks in it. */
export const text = matching(A_TEXT, 'a text without blanks around it');
/** Takes a text without blanks. */
export const word = matching(/^\S+$/, 'a text without blanks');

/** Takes one of a few words. */
export function oneOf(words: readonly [string, ...string[]], expected = `one of ${words.join(', ')}`): Kind {
  const schema = z.enum(words, { error: expected });
  return { schema, inFile: schema };
}

/** What a list has in it. */
interface Items {
  /** Matches each of them. */
  readonly pattern: RegExp;
  /** What messages call them, and one of them. */
  readonly words: string;
  readonly one: string;
}

/** Reads a list like `a, b`, which has something in it. What is there twice counts once. */
export function list({ pattern, words, one }: Items): Kind {
  const expected = `${words}, separated by commas`;
  const once = (items: readonly string[]) => [...new Set(items)];
  const inFile = z.array(itemOf(pattern, one), { error: `a list of ${words}` });
  return {
    schema: checked(expected, (value) => {
      const items = partsOf(value).filter((part) => part !== '');
      return items.length > 0 && items.every((item) => pattern.test(item)) ? once(items) : undefined;
    }),
    inFile: inFile.min(1, { error: `a list of ${words}` }).transform(once),
  };
}

const itemOf = (pattern: RegExp, one: string) => z.string({ error: one }).regex(pattern, { error: one });
const partsOf = (value: string) => value.split(',').map((part) => part.trim());

/** Reads patterns of what jobs may name, like `orders,invoices` or `*`. `none`, or an empty list in a file, allows nothing. */
export function allowed(expected: string, { pattern, words, one }: Items): Kind {
  return {
    schema: checked(expected, (value) => {
      const patterns = partsOf(value);
      if (patterns.length === 1 && patterns[0] === 'none') return [];
      const given = patterns.filter((part) => part !== '');
      const fits = (part: string) => part !== 'none' && pattern.test(part);
      return given.length === 0 || !given.every(fits) ? undefined : given;
    }),
    inFile: z.array(itemOf(pattern, one), { error: `a list of ${words}; [] allows none` }),
  };
}

/** Reads `true` or `false`. */
export const yesOrNo: Kind = {
  schema: checked('true or false', (value) => (value === 'true' || value === 'false' ? value === 'true' : undefined)),
  inFile: z.boolean({ error: 'true or false' }),
};

/**
 * The longest time of Node's timers.
 * https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
 */
const LONGEST_MS = 2 ** 31 - 1;
const A_DURATION = 'an ISO 8601 duration above zero and up to P24D, like PT30S';
/** Reads a duration like `PT30S`, and gives its milliseconds. */
export const duration: Kind = {
  schema: checked(A_DURATION, (value) => {
    const milliseconds = parseDuration(value);
    return milliseconds !== undefined && milliseconds > 0 && milliseconds <= LONGEST_MS ? milliseconds : undefined;
  }),
  inFile: z
    .string({ error: A_DURATION })
    .regex(durationPattern(), { error: A_DURATION })
    .transform((value) => parseDuration(value) as number),
};

/**
 * Makes a pattern of durations above zero and up to `P24D`: up to two digits for each unit, or more minutes or seconds alone. It does
 * without looking ahead, which not every engine of regular expressions can.
 */
function durationPattern(): RegExp {
  const [hours, minutes] = ['[1-9]\\d?H', '[1-9]\\d?M'];
  const fraction = '(?:\\.\\d{1,3})?S';
  const seconds = `(?:[1-9]\\d?${fraction}|0\\.\\d{0,2}[1-9]S)`;
  const time = `T(?:${hours}(?:${minutes})?${seconds}?|${minutes}${seconds}?|${seconds})`;
  const alone = `(?:[1-9]|1\\d|2[0-4])D|T[1-9]\\d{0,3}M|T[1-9]\\d{0,5}${fraction}`;
  return new RegExp(`^P(?:${alone}|(?:(?:[1-9]|1\\d|20)D)?${time})$`);
}

function checked<T>(expected: string, read: (value: string) => T | undefined) {
  return z.string({ error: expected }).transform((value, context): T => {
    const result = read(value);
    if (result !== undefined) return result;
    context.issues.push({ code: 'custom', message: expected, input: value });
    return z.NEVER;
  });
}

/** Reads a whole number. */
export function whole(minimum: number, maximum: number): Kind {
  const expected = `a whole number from ${minimum} to ${maximum}`;
  return {
    schema: checked(expected, (value) => {
      const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
      return number >= minimum && number <= maximum ? number : undefined;
    }),
    inFile: z.int({ error: expected }).min(minimum, { error: expected }).max(maximum, { error: expected }),
  };
}

/** Makes a setting, by its name without the beginning that all have. */
export function setting(name: string, initial: string | undefined, meaning: string, kind: Kind): Setting {
  return { name: PREFIX + name, initial, meaning, ...kind };
}

/** Makes a setting that says what jobs may do. It can also be set for one tenant. */
export function rule(name: string, initial: string, meaning: string, kind: Kind): Setting {
  return { ...setting(name, initial, meaning, kind), isNeverEmpty: true, isRule: true };
}

const ANYTHING = allowed('* or none, or a list separated by commas', {
  pattern: A_TEXT,
  words: 'texts',
  one: 'a text',
});

/** Makes a rule of patterns of what jobs may name. */
export function whatJobsMayName(name: string, initial: string, what: string, kind = ANYTHING): Setting {
  const meaning = `${what}, separated by commas. \`*\` stands for any text, and \`none\` allows none`;
  return rule(name, initial, meaning, kind);
}
