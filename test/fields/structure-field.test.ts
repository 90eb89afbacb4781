import type { Projection, StreamSpecification } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { drawingOf } from '../../element-templates/property.ts';
import { formatFaults, zodFaults } from '../../src/failure/faults.ts';
import { listOf, listOrNone, objectOfMembers, oneMemberOf, structure } from '../../src/fields/structure-field.ts';
import { oneOf, textValue, trueOrFalse, wholeNumberFrom } from '../../src/fields/value.ts';

const projection = objectOfMembers<Projection>({
  ProjectionType: oneOf(['ALL', 'INCLUDE']),
  NonKeyAttributes: listOf(textValue()).optional(),
});
const stream = objectOfMembers<StreamSpecification>({
  StreamEnabled: trueOrFalse(),
  StreamViewType: oneOf(['NEW_IMAGE']).optional(),
});

/** What a field of this shape makes of a value, or its faults as they are told. */
function read(shape: z.ZodType, given: unknown): unknown {
  const fields = z.strictObject({ field: structure('Field', shape).optional() });
  const parsed = fields.safeParse({ field: given });
  return parsed.success
    ? parsed.data.field
    : formatFaults(zodFaults(parsed.error, { field: given }, ['input'], 'a field'));
}

test('a structure is given as an object or as its text, and comes with AWS’s members', () => {
  const given = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'b'] };
  expect(read(projection, given)).toEqual(given);
  expect(read(projection, JSON.stringify(given))).toEqual(given);
  expect(read(listOrNone(projection), JSON.stringify([given]))).toEqual([given]);
});

test('true, false and whole numbers may be texts', () => {
  const units = objectOfMembers<{ Units: number }>({ Units: wholeNumberFrom(1) });
  expect(read(stream, { StreamEnabled: 'false' })).toEqual({ StreamEnabled: false });
  expect(read(units, { Units: '12' })).toEqual({ Units: 12 });
});

test('a member that is null is not one that was left out', () => {
  const variable = 'got null: is the field empty, or is there no such variable or function?';
  expect(read(projection, { ProjectionType: 'ALL', NonKeyAttributes: null })).toBe(
    `input.field.NonKeyAttributes: expected a list, ${variable}`,
  );
  expect(read(projection, { ProjectionType: null })).toBe(
    `input.field.ProjectionType: expected one of ALL, INCLUDE, ${variable}`,
  );
});

test.each<[string, z.ZodType, unknown, string]>([
  [
    'an unknown member',
    projection,
    { ProjectionType: 'ALL', projectionType: 'ALL', Other: 1 },
    'input.field.projectionType: expected one of ProjectionType, NonKeyAttributes, got the text "ALL"; ' +
      'input.field.Other: expected one of ProjectionType, NonKeyAttributes, got the number 1',
  ],
  ['no required member', stream, {}, 'input.field.StreamEnabled: expected true or false, got nothing'],
  [
    'another value',
    projection,
    { ProjectionType: 'all' },
    'input.field.ProjectionType: expected one of ALL, INCLUDE, got the text "all"',
  ],
  [
    'a member within a list',
    listOrNone(projection),
    [{ ProjectionType: 'ALL' }, { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 5] }],
    'input.field[1].NonKeyAttributes[1]: expected text, got the number 5',
  ],
  [
    'a member of a text',
    listOrNone(projection),
    '[{"ProjectionType": "ALL", "NonKeyAttributes": 5}]',
    'input.field[0].NonKeyAttributes: expected a list, got the number 5',
  ],
  [
    'an empty list',
    projection,
    { ProjectionType: 'INCLUDE', NonKeyAttributes: [] },
    'input.field.NonKeyAttributes: expected a list of at least one, got an empty list',
  ],
  [
    'no list',
    listOrNone(projection),
    { ProjectionType: 'ALL' },
    'input.field: expected a list, got an object with "ProjectionType"',
  ],
  [
    'no object',
    projection,
    [],
    'input.field: expected an object with ProjectionType, NonKeyAttributes, got an empty list',
  ],
  [
    'no JSON',
    projection,
    '{"ProjectionType"',
    'input.field: expected an object with ProjectionType, NonKeyAttributes, got the text "{\\"ProjectionType\\""',
  ],
  [
    'a secret, which is replaced elsewhere only',
    projection,
    { ProjectionType: 'INCLUDE', NonKeyAttributes: ['{{secrets.A}}'] },
    'input.field.NonKeyAttributes[0]: expected text without {{secrets.…}}, which is replaced in authentication only, got the text "{{secrets.A}}"',
  ],
])('%s is a fault that says where and what was expected', (_, shape, given, message) => {
  expect(read(shape, given)).toBe(message);
});

describe('a choice of members', () => {
  const either = oneMemberOf<{ Create?: Projection | undefined; Delete?: Projection | undefined }>({
    Create: projection.optional(),
    Delete: projection.optional(),
  });

  test('has exactly one', () => {
    const all = { ProjectionType: 'ALL' };
    expect(read(either, { Create: all })).toEqual({ Create: all });
    expect(read(either, { Create: all, Delete: null })).toMatch(/^input.field.Delete: .*, got null: /);
    expect(read(either, {})).toBe('input.field: expected exactly one of Create, Delete, got an empty object');
    expect(read(either, { Create: all, Delete: all })).toContain('input.field: expected exactly one of Create, Delete');
  });
});

test('a list without elements may count as left out', () => {
  expect(read(listOrNone(projection), [])).toBeUndefined();
});

test('a structure is drawn as a value that a modeler writes in FEEL', () => {
  const { widget, required } = drawingOf('input.field', structure('Field', projection, { advanced: true }).optional());
  expect(widget).toEqual({ label: 'Field', control: 'Feel', advanced: true });
  expect(required).toBe(false);
});
