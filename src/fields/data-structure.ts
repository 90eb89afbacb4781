import { z } from 'zod';
import type { Attributes } from '../attributes/attributes.ts';
import type { InputFormat } from '../attributes/encode.ts';
import { describeValue, zodFaults } from '../failure/faults.ts';
import { isObject } from '../json/json.ts';
import { attributes, data, type Encode, fieldFor, key } from './data-field.ts';
import type { Words } from './field.ts';
import { readList } from './read-ahead.ts';

/** The schemas for items and keys inside one of AWS's shapes, in one input format. */
export interface DataShapes {
  readonly attributes: z.ZodType<Attributes>;
  readonly key: z.ZodType<Attributes>;
}

/**
 * Makes a field for one of AWS's shapes with items or keys in it. It takes an object, a list, or the JSON text of one.
 * @param shapeOf makes the schema of the shape for one input format
 */
export function dataStructure<T>(label: string, shapeOf: (shapes: DataShapes) => z.ZodType<T>, words: Words = {}) {
  const shapes = { json: shapeOf(shapesIn('json')), 'dynamodb-json': shapeOf(shapesIn('dynamodb-json')) };
  const encode: Encode<T> = (value, format, place) => {
    const parsed = shapes[format].safeParse(value);
    if (parsed.success) return parsed.data;
    for (const fault of zodFaults(parsed.error, value, place.path, 'a known member')) place.faults.push(fault);
    return value as T;
  };
  // Its lists are read in slices, and each item in them has limits of its own.
  return data(encode, label, words, Number.POSITIVE_INFINITY);
}

/** After this many members that do not fit, the rest is not checked. A job may have hundreds of thousands. */
const MAX_FAULTY_MEMBERS = 100;

/**
 * A schema for a list of any length. It stops after MAX_FAULTY_MEMBERS elements that do not fit.
 * @param most how many elements are read; the others are left out
 */
export function dataList<T>(shape: z.ZodType<T>, most = Number.POSITIVE_INFINITY): z.ZodType<T[]> {
  return z.unknown().transform((list, context) => {
    if (!Array.isArray(list)) {
      context.addIssue({ code: 'custom', message: 'a list', input: list });
      return z.NEVER;
    }
    const { read, faulty } = readList(list, () => {
      const reading = beginReading<number, T>(shape);
      return { readNext: (index) => index < most && reading.add(index, list[index]), read: reading };
    });
    for (const [index, error] of faulty) addIssues(error, index, context);
    return read.map(([, element]) => element);
  });
}

/**
 * A schema for values of one shape under names that the task chooses, like the names of tables.
 * @param names the schema of a name
 * @param most how many members the object may have
 */
export function dataMap<T>(
  names: z.ZodType<string>,
  shape: z.ZodType<T>,
  most: number,
): z.ZodType<ReadonlyMap<string, T>> {
  return z.unknown().transform((given, context) => {
    const count = isObject(given) ? Object.keys(given).length : 0;
    if (!isObject(given)) context.addIssue({ code: 'custom', message: 'an object', input: given });
    else if (count > most) {
      const params = { got: `one of ${count}` };
      context.addIssue({ code: 'custom', message: `an object of at most ${most} members`, params });
    } else {
      for (const name in given) addNameIssues(names, name, context);
      return new Map(readMembers(Object.entries(given), shape, context));
    }
    return new Map();
  });
}

function addNameIssues(names: z.ZodType<string>, name: string, context: z.RefinementCtx): void {
  const { error } = names.safeParse(name);
  const params = { got: describeValue(name) };
  for (const { message } of error?.issues ?? []) context.addIssue({ code: 'custom', message, path: [name], params });
}

function readMembers<Name extends PropertyKey, T>(
  members: Iterable<[Name, unknown]>,
  shape: z.ZodType<T>,
  context: z.RefinementCtx,
): [Name, T][] {
  const { add, read, faulty } = beginReading<Name, T>(shape);
  for (const [name, member] of members) if (!add(name, member)) break;
  for (const [name, error] of faulty) addIssues(error, name, context);
  return read;
}

/** Reads members one by one. `add` gives false when enough of them do not fit. */
function beginReading<Name extends PropertyKey, T>(shape: z.ZodType<T>) {
  const read: [Name, T][] = [];
  const faulty: [Name, z.ZodError][] = [];
  const add = (name: Name, member: unknown): boolean => {
    const parsed = shape.safeParse(member);
    if (parsed.success) read.push([name, parsed.data]);
    else faulty.push([name, parsed.error]);
    return faulty.length < MAX_FAULTY_MEMBERS;
  };
  return { add, read, faulty };
}

function addIssues({ issues }: z.ZodError, name: PropertyKey, context: z.RefinementCtx): void {
  for (const { message, path, ...issue } of issues) {
    const params = 'params' in issue ? { params: issue.params as Record<string, unknown> } : {};
    context.addIssue({ code: 'custom', message, path: [name, ...path], ...params });
  }
}

const anItem = attributes('Item');
const aKey = key('Key');

function shapesIn(format: InputFormat): DataShapes {
  return {
    attributes: fieldFor(format, anItem) as DataShapes['attributes'],
    key: fieldFor(format, aKey) as DataShapes['key'],
  };
}
