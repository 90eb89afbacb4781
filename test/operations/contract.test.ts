import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { type Fault, formatFaults, formatPath } from '../../src/failure/faults.ts';
import { fieldFor } from '../../src/fields/data-field.ts';
import { widgetOf } from '../../src/fields/field.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { operations, operationsById } from '../../src/operations/index.ts';
import { inputsOnTable } from '../support/inputs-on-table.ts';

const kebab = (id: string) => id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

test('every operation has an id of its own', () => {
  expect(operationsById.size).toBe(operations.length);
});

test('every operation is in a file of its name, and every file of an operation is in the list', async () => {
  const folder = new URL('../../src/operations/', import.meta.url);
  const exported = new Map<string, unknown>();
  for (const file of readdirSync(folder)) {
    const members: Record<string, unknown> = await import(new URL(file, folder).href);
    for (const [name, member] of Object.entries(members))
      if (isOperation(member)) exported.set(`${name} in ${file}`, member);
  }
  expect([...exported.keys()].sort()).toEqual(operations.map(({ id }) => `${id} in ${kebab(id)}.ts`).sort());
  expect(new Set(exported.values())).toEqual(new Set(operations));
});

describe.each(operations.map((operation) => [operation.id, operation] as const))('%s', (_, operation) => {
  const fields = Object.entries(operation.fields).map(([name, field]) => ({ name, ...widgetOf(field) }));
  const required = fields.filter(({ optional }) => optional === false).map(({ name }) => `input.${name}`);

  test('shows a widget for each field', () => {
    expect(fields.filter(({ widget }) => widget === undefined)).toEqual([]);
  });

  test('has words for the Modeler', () => {
    const { label, description, keywords } = operation;
    expect([label, description, ...keywords].filter((words) => words.trim() === '')).toEqual([]);
    expect(keywords.length).toBeGreaterThan(0);
  });

  test('has the actions that a policy of IAM must allow', () => {
    const { needed, also = {} } = operation.iamActions;
    expect([...needed, ...Object.keys(also)]).not.toEqual([]);
  });

  /** What an input without any field lacks. */
  function lackedBy(input: JsonObject): string[] {
    const prepared = operation.prepare(input);
    return 'run' in prepared ? [] : prepared.map(({ path }) => formatPath(path));
  }

  test('names every field that an empty input lacks', () => {
    expect(lackedBy({})).toEqual(expect.arrayContaining(required));
  });

  test('counts an empty text as absent, unless the field guards', () => {
    const [guards, others] = [true, false].map((guarding) =>
      fields.filter(({ widget }) => (widget?.guards ?? false) === guarding).map(({ name }) => name),
    ) as [string[], string[]];
    expect(lackedBy(Object.fromEntries(others.map((name) => [name, ''])))).toEqual(lackedBy({}));
    for (const name of guards) {
      const faults = operation.prepare({ ...inputsOnTable('t')[operation.id]?.[0], [name]: '' });
      expect(formatFaults(faults as Fault[])).toMatch(new RegExp(`^input\\.${name} \\(.*, got an empty text$`));
    }
  });

  test('refuses a field that it does not have, whatever its name', () => {
    const input = JSON.parse('{"tablename":"t","__proto__":1,"constructor":2,"toString":3}');
    const faults = operation.prepare(input);
    const paths = Array.isArray(faults) ? faults.map(({ path }) => path.join('.')) : [];
    expect(paths).toEqual(
      expect.arrayContaining(['input.tablename', 'input.__proto__', 'input.constructor', 'input.toString']),
    );
  });

  test('refuses a value of the wrong kind in every field at once', () => {
    const wrong = Object.fromEntries(fields.map(({ name, widget }) => [name, widget?.control === 'Feel' ? 5 : [5]]));
    const faults = operation.prepare(wrong);
    expect(Array.isArray(faults) && faults.map(({ path }) => path[1])).toEqual(fields.map(({ name }) => name));
  });

  test('refuses a secret in every text that is no data', () => {
    const texts = fields.filter(
      ({ name, widget }) =>
        (widget?.control === 'String' || widget?.control === 'Text') && !hasData(operation.fields[name] as z.ZodType),
    );
    const faults = operation.prepare(Object.fromEntries(texts.map(({ name }) => [name, 'a{{secrets.KEY}}b'])));
    const named = Array.isArray(faults) ? faults.filter(({ expected }) => expected.includes('{{secrets')) : [];
    expect(named.map(({ path }) => path[1])).toEqual(texts.map(({ name }) => name));
  });
});

/** Whether a field reads another value from DynamoDB JSON: no secrets are replaced in it. */
function hasData(field: z.ZodType): boolean {
  return fieldFor('dynamodb-json', field) !== field;
}

function isOperation(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'prepare' in value;
}
