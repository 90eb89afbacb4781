import { NumberValue } from '@aws-sdk/lib-dynamodb';
import type { z } from 'zod';
import { type Json, stringifyJson } from '../json/json.ts';

/** One thing that is wrong with the job's variables: where it is, what was expected, what came. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  /** What was expected. If it has the name of a field between backticks, the message adds the label of that field. */
  readonly expected: string;
  readonly got: string;
  /** What the form calls the field. `labelFaults` adds it. */
  readonly label?: string | undefined;
  /** What it is about, if that cannot be seen otherwise: a secret is missing. */
  readonly about?: 'secret' | undefined;
}

/** Adds faults to others. There may be more of them than a call can have arguments. */
export function addFaults(faults: Fault[], more: readonly Fault[]): void {
  for (const fault of more) faults.push(fault);
}

/** After this many faults in a value, no more are looked for. There may be hundreds of thousands. */
export const MANY_FAULTS = 100;

/** Writes a path as a FEEL user would: `input.item.tags[2]`, with quotes around names that need them. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(String(part))) text += text === '' ? String(part) : `.${String(part)}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

/** Writes a path with the label of its field, like `input.item.tags[2] (Item)`. */
export function formatPlace(path: readonly PropertyKey[], label: string | undefined): string {
  return label === undefined ? formatPath(path) : `${formatPath(path)} (${label})`;
}

/**
 * What is said of null. FEEL gives null for a variable or a function that does not exist, so most often one in the field was
 * misspelt.
 */
const NULL = 'null: is the field empty, or is there no such variable or function?';

/** Says what came, with a question if it is null. `got` is what `describeValue` or `describeKind` gives. */
export function formatGot(got: string): string {
  return isNull(got) ? NULL : got;
}

/** Whether null came. */
export function isNull(got: string): boolean {
  return got === 'null';
}

/** How many faults a message has. If there are more, it says how many more. */
export const MAX_FAULTS = 20;

/** Writes faults in one line, in the order found: where, what was expected, what came. */
export function formatFaults(faults: readonly Fault[]): string {
  const told = faults.slice(0, MAX_FAULTS).map(({ path, label, expected, got }) => {
    return `${formatPlace(path, label)}: expected ${expected}, got ${formatGot(got)}`;
  });
  if (faults.length > MAX_FAULTS) told.push(`and ${faults.length - MAX_FAULTS} more`);
  return told.join('; ');
}

/** How many characters of a value a message shows. */
const TOLD_CHARACTERS = 80;

/** Gives as much of a text as a message shows, without half of a character at its end. */
function beginningOf(text: string): string {
  return text.length > TOLD_CHARACTERS ? text.slice(0, TOLD_CHARACTERS).replace(/[\ud800-\udbff]$/, '') : text;
}

/** Describes in a few words what came: the kind of value and, cut short, the value itself. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (value instanceof NumberValue) return `the number ${cut(value.value)}`;
  if (typeof value === 'object') {
    const names = Object.keys(value).slice(0, TOLD_CHARACTERS);
    return names.length === 0
      ? 'an empty object'
      : `an object with ${cut(names.map((name) => JSON.stringify(beginningOf(name))).join(', '))}`;
  }
  if (typeof value === 'string') return `the text ${cut(JSON.stringify(beginningOf(value)))}`;
  return `the ${typeof value} ${stringifyJson(value as Json)}`;
}

/** Describes only the kind of value, for places where the value may be a secret. */
export function describeKind(value: unknown): string {
  if (value === undefined || value === null || value === '') return describeValue(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}

/**
 * How many characters a message may have. Zeebe puts it into one of its own if no event catches it. Of that, Camunda keeps 4,000
 * characters in a relational database: https://github.com/camunda/camunda/issues/35647
 */
export const MAX_MESSAGE_LENGTH = 3_500;

/**
 * Cuts a message to MAX_MESSAGE_LENGTH characters.
 * @param ending stands after the message, and is not cut
 */
export function cutMessage(message: string, ending = ''): string {
  return `${cut(message, MAX_MESSAGE_LENGTH - ending.length)}${ending}`;
}

function cut(text: string, length = TOLD_CHARACTERS): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/**
 * Makes faults of what zod found wrong. Our schemas say in an issue's message what they expected.
 * @param path where `given` is
 * @param members what was expected instead of an unknown member
 */
export function zodFaults(
  error: z.ZodError,
  given: unknown,
  path: readonly PropertyKey[],
  members: string,
  describe = describeValue,
): Fault[] {
  const faultAt = (at: readonly PropertyKey[], expected: string, got = describe(memberAt(given, at))): Fault => ({
    path: [...path, ...at],
    expected,
    got,
  });
  return error.issues.slice(0, MANY_FAULTS).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.slice(0, MANY_FAULTS).map((name) => faultAt([...issue.path, name], members));
    }
    const params = (issue as { params?: { got?: string } }).params;
    return [faultAt(issue.path, issue.message, params?.got)];
  });
}

function memberAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[name];
  }
  return at;
}
