import { NumberValue } from '@aws-sdk/lib-dynamodb';
import type { z } from 'zod';
import { type Json, stringifyJson } from '../json/json.ts';

/** One thing that is wrong with the job's variables: where, what was expected, what came. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  /** A name of a field between backticks is told with its label. */
  readonly expected: string;
  readonly got: string;
  /** What the form calls the field. It is added by `labelFaults`. */
  readonly label?: string | undefined;
}

/** Adds faults to others. There may be more of them than a call can have arguments. */
export function addFaults(faults: Fault[], more: readonly Fault[]): void {
  for (const fault of more) faults.push(fault);
}

/** A path as a FEEL user would write it: `input.item.tags[2]`, with quotes around names that need them. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(String(part))) text += text === '' ? String(part) : `.${String(part)}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

/** A path with the label of its field, like `input.item.tags[2] (Item)`. */
export function formatPlace(path: readonly PropertyKey[], label: string | undefined): string {
  return label === undefined ? formatPath(path) : `${formatPath(path)} (${label})`;
}

/** FEEL gives null for a variable that there is not: a field that came as null was most often misspelt. */
const NULL = 'null: is there such a variable?';

/** A job with more faults than this is told how many more there are. */
export const MAX_FAULTS = 20;

/** All faults in one line, in the order found: where, what was expected, what came. */
export function formatFaults(faults: readonly Fault[]): string {
  const told = faults.slice(0, MAX_FAULTS).map(({ path, label, expected, got }) => {
    const came = got === 'null' ? NULL : got;
    return `${formatPlace(path, label)}: expected ${expected}, got ${came}`;
  });
  if (faults.length > MAX_FAULTS) told.push(`and ${faults.length - MAX_FAULTS} more`);
  return told.join('; ');
}

/** What came, in a few words: the kind of value and, cut short, the value itself. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (value instanceof NumberValue) return `the number ${cut(value.value)}`;
  if (typeof value === 'object') {
    const names = Object.keys(value);
    return names.length === 0
      ? 'an empty object'
      : `an object with ${cut(names.map((name) => JSON.stringify(name)).join(', '))}`;
  }
  if (typeof value === 'string') return `the text ${cut(JSON.stringify(value))}`;
  return `the ${typeof value} ${stringifyJson(value as Json)}`;
}

/** The kind of value only, for places where the value may be a secret. */
export function describeKind(value: unknown): string {
  if (value === undefined || value === null || value === '') return describeValue(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}

/** Characters of the longest message. Operate shows longer ones, but nobody reads them. */
export const MAX_MESSAGE_LENGTH = 6_000;

/** Cuts a message to the length of the longest. */
export function cutMessage(message: string): string {
  return cut(message, MAX_MESSAGE_LENGTH);
}

function cut(text: string, length = 80): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/**
 * What zod found wrong, as faults. Our schemas say in an issue's message what they expected.
 * @param path where `given` is
 * @param members what was expected in place of an unknown member
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
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => faultAt([...issue.path, name], members));
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
