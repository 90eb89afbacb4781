import { z } from 'zod';
import { zodFaults } from '../failure/faults.ts';
import { type Words, widgets } from './field.ts';
import { addFieldFaults, objectOf } from './value.ts';

/** A schema for each member of one of AWS's shapes. A member that AWS requires must have a schema that requires it. */
type Members<Shape> = {
  readonly [Name in keyof Shape]-?: object extends Pick<Shape, Name>
    ? z.ZodType<Shape[Name] | undefined>
    : z.ZodType<NonNullable<Shape[Name]>>;
};

/** Makes a field for one of AWS's shapes. It takes an object, a list, or the JSON text of one. */
export function structure<T>(label: string, shape: z.ZodType<T>, words: Words = {}): z.ZodType<T> {
  return z
    .unknown()
    .transform((given, context): T => readAs(shape, objectOf(given), context))
    .register(widgets, { label, control: 'Feel', ...words });
}

/** A schema for an object with AWS's own names and no others. A member that is null is none that was left out. */
export function objectOfMembers<Shape extends object>(members: Members<Shape>): z.ZodType<Shape> {
  const names = Object.keys(members).join(', ');
  const object = z.strictObject(members as Record<string, z.ZodType>, {
    error: ({ code }) => (code === 'unrecognized_keys' ? `one of ${names}` : `an object with ${names}`),
  });
  return z.unknown().transform((given, context) => readAs(object, given, context) as Shape);
}

/** A schema for an object with exactly one of these members. */
export function oneMemberOf<Shape extends object>(members: Members<Shape>): z.ZodType<Shape> {
  const expected = `exactly one of ${Object.keys(members).join(', ')}`;
  return objectOfMembers(members).refine((object) => presentNames(object).length === 1, { error: expected });
}

/** A schema for a list of any length. */
function anyList<T>(element: z.ZodType<T>): z.ZodType<T[]> {
  return z.array(element, { error: 'a list' });
}

/** A schema for a list of at least one element. */
export function listOf<T>(element: z.ZodType<T>): z.ZodType<T[]> {
  return anyList(element).refine(({ length }) => length > 0, { error: 'a list of at least one' });
}

/** A schema for a list of any length. An empty list counts as left out, because AWS refuses empty lists. */
export function listOrNone<T>(element: z.ZodType<T>): z.ZodType<T[] | undefined> {
  return anyList(element).transform((list) => (list.length === 0 ? undefined : list));
}

/**
 * Reads a value by a schema. Adds each mistake, with what came, to the issues of the field around it, and gives `z.NEVER` then.
 */
export function readAs<T>(schema: z.ZodType<T>, given: unknown, context: z.RefinementCtx): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) => zodFaults(new z.ZodError([issue]), given, [], issue.message));
  addFieldFaults(faults, given, context);
  return z.NEVER;
}

function presentNames(object: object): string[] {
  return Object.entries(object).flatMap(([name, member]) => (member === undefined ? [] : [name]));
}
