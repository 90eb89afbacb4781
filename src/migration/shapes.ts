import { writeKey } from './names.ts';

/**
 * The shape of a part of a result of Camunda's connector, with the way from our result to it:
 * - `same`: the value is the same in both;
 * - `nothing`: it is always null;
 * - `unknown`: our result does not have it;
 * - `date`: a date, which ends with `Z` in ours and `+00:00` in theirs;
 * - `items`: a list that is null when it is empty;
 * - `attributes`: a list of objects with one attribute each;
 * - `list` and `object`: their members are shapes.
 */
export type Shape =
  | { readonly kind: 'same' | 'nothing' | 'date' | 'items' | 'attributes' }
  | { readonly kind: 'unknown'; readonly what: string }
  | { readonly kind: 'list'; readonly of: Shape }
  | ObjectShape;

interface ObjectShape {
  readonly kind: 'object';
  readonly members: ReadonlyMap<string, Member>;
  /** Whether there may be null in its place, as there is in ours then. */
  readonly mayBeNull: boolean;
}

interface Member {
  readonly shape: Shape;
  /** Where our result has it: a path from the root, or, after a point, from the object that it is a member of. */
  readonly at: string;
}

export const SAME: Shape = { kind: 'same' };
export const NOTHING: Shape = { kind: 'nothing' };
export const DATE: Shape = { kind: 'date' };

/** A part of their result, and the FEEL that reads it from ours. */
export interface Part {
  readonly shape: Shape;
  readonly native: string;
}

/** Gives a member of an object; undefined if it has no such member, and reads as null. */
export function memberOf({ members }: ObjectShape, name: string, native: string): Part | undefined {
  const member = members.get(name);
  if (member === undefined) return undefined;
  return { shape: member.shape, native: member.at.startsWith('.') ? `${native}${member.at}` : member.at };
}

/** Takes what our result does not have, and gives what stands in its place. */
export type Missing = (what: string) => string;

/**
 * Writes FEEL that makes a part of their result from ours.
 * @returns the text, and whether it needs brackets where it is a part of something else
 */
export function convert(
  { shape, native }: Part,
  missing: Missing,
): { readonly text: string; readonly isPath: boolean } {
  switch (shape.kind) {
    case 'same':
      return { text: native, isPath: true };
    case 'nothing':
      return { text: 'null', isPath: true };
    case 'unknown':
      return { text: missing(shape.what), isPath: true };
    case 'date':
      return { text: `replace(${native}, "Z$", "+00:00")`, isPath: true };
    case 'items':
      return { text: `if ${native} = [] then null else ${native}`, isPath: false };
    case 'attributes': {
      const each = `for entry in get entries(${native}) return context put({}, entry.key, entry.value)`;
      return { text: `if ${native} = null then null else ${each}`, isPath: false };
    }
    case 'list': {
      const each = convert({ shape: shape.of, native: 'each' }, missing).text;
      if (each === 'each') return { text: native, isPath: true };
      return { text: `if ${native} = null then null else for each in ${native} return ${each}`, isPath: false };
    }
    case 'object': {
      if (shape.members.size > MANY) return { text: named(shape, native, missing), isPath: true };
      const context = contextOf(shape, native, missing);
      if (!shape.mayBeNull) return { text: context, isPath: true };
      return { text: `if ${native} = null then null else ${context}`, isPath: false };
    }
  }
}

/** An object of more members gets a name, so that its path does not stand before each of them. */
const MANY = 20;

function named(shape: ObjectShape, native: string, missing: Missing): string {
  return `{table: ${native}, description: ${contextOf(shape, 'table', missing)}}.description`;
}

function contextOf(shape: ObjectShape, native: string, missing: Missing): string {
  return `{${[...shape.members.keys()].map((name) => entry(shape, name, native, missing)).join(', ')}}`;
}

function entry(shape: ObjectShape, name: string, native: string, missing: Missing): string {
  const part = memberOf(shape, name, native);
  return `${writeKey(name)}: ${part === undefined ? 'null' : convert(part, missing).text}`;
}
