import type { z } from 'zod';
import { fieldFor } from '../src/fields/data-field.ts';
import { shownOf } from '../src/fields/field.ts';
import type { Shown, Way } from '../src/fields/way.ts';
import { formatFields, type Operation } from '../src/operation/operation.ts';
import type { Comparison, Property } from './element-template.ts';
import { comparison, conditionOf, drawingOf, inputProperty, wayComparison, wayProperty } from './property.ts';

/** Something that the form has for some operations, before it has an id: a field, a way, or what a way sends of itself. */
export interface Drawing {
  /** What its id begins with, and what the id is if it is the only one: `input.tableName`. */
  readonly name: string;
  /** Tells drawings apart: two operations that have the same drawing share one property. */
  readonly look: string;
  /** Whether it is shown at all times: then operations of both groups can share it. */
  readonly always: boolean;
  /**
   * @param conditions what its conditions begin with
   * @param idOf gives the id of a field of the same operation
   */
  readonly draw: (id: string, conditions: readonly Comparison[], idOf: IdOf) => Property;
}

type IdOf = (field: string) => string;

/** The drawings of an operation, in the order of its fields: each way stands before the first field that it shows. */
export function drawingsOf(operation: Operation): Drawing[] {
  const ways = waysOf(operation.fields);
  const sent = new Set(ways.flatMap(sentBy).map(({ field }) => field));
  const drawings: Drawing[] = [];
  for (const [name, field] of Object.entries(operation.fields)) {
    const { widget } = drawingOf(`input.${name}`, field);
    for (const { by } of shownOf(widget)) {
      if (typeof by === 'string') continue;
      const drawing = drawingOfWay(by, operation);
      if (drawings.some(({ look }) => look === drawing.look)) continue;
      drawings.push(drawing, ...sentBy(by).map((constant) => drawingOfConstant(by, constant, operation)));
    }
    const isFormat = name in formatFields && !hasFormats(operation);
    if (!widget.undrawn && !isFormat && !sent.has(name)) drawings.push(...drawingsOfField(name, field, operation));
  }
  return drawings;
}

/** Whether something of the operation is written in one of the formats: else it has no use for a choice of them. */
function hasFormats({ fields }: Operation): boolean {
  return Object.values(fields).some((field) => fieldFor('dynamodb-json', field) !== field);
}

/** The ways that fields are shown with, each once. */
export function waysOf(fields: Readonly<Record<string, z.ZodType>>): Way[] {
  const ways = Object.entries(fields).flatMap(([name, field]) =>
    shownOf(drawingOf(`input.${name}`, field).widget).flatMap(({ by }) => (typeof by === 'string' ? [] : [by])),
  );
  return [...new Set(ways)];
}

/** A field that a way sends with one of its choices. */
interface Constant {
  readonly choice: string;
  readonly field: string;
  readonly value: string;
}

export function sentBy({ sends = {} }: Way): Constant[] {
  return Object.entries<Readonly<Record<string, string>> | undefined>(sends).flatMap(([choice, values = {}]) =>
    Object.entries(values).map(([field, value]) => ({ choice, field, value })),
  );
}

/** The id of the property of a way. */
function wayId({ name }: Way, { group }: Operation): string {
  return `form.${group === 'itemOperation' ? 'item' : 'table'}.${name}`;
}

function drawingOfWay(way: Way, operation: Operation): Drawing {
  const id = wayId(way, operation);
  return {
    name: id,
    look: JSON.stringify(['way', way]),
    always: false,
    draw: (_, conditions, idOf) =>
      wayProperty(way, id, way.advanced ? 'advanced' : 'input', [...conditions, ...whenShown(way, operation, idOf)]),
  };
}

function drawingOfConstant(way: Way, { choice, field, value }: Constant, operation: Operation): Drawing {
  return {
    name: `input.${field}.${choice}`,
    look: JSON.stringify(['constant', way, choice, field]),
    always: false,
    draw: (id, conditions, idOf) => ({
      id,
      type: 'Hidden',
      value,
      binding: { type: 'zeebe:input', name: `input.${field}` },
      ...conditionOf([...conditions, ...comparisonsOf({ by: way, with: [choice] }, operation, idOf)]),
    }),
  };
}

/**
 * A field may be shown with one way or with another: the format has no condition for that, so each case is a property, and no two
 * of them hold at once.
 */
function drawingsOfField(name: string, field: z.ZodType, operation: Operation): Drawing[] {
  const { widget, required } = drawingOf(`input.${name}`, field);
  const shown = shownOf(widget);
  const cases = shown.map((one, index) => ({
    holds: [one, ...shown.slice(0, index).map((other) => otherwise(other, operation))],
    advanced: widget.advanced === true,
    required,
  }));
  if (shown.length === 0) cases.push({ holds: [], advanced: widget.advanced === true, required });
  else if (widget.otherwise !== undefined)
    cases.push({ holds: shown.map((one) => otherwise(one, operation)), advanced: true, required: false });
  const seen = { ...drawingOf(`input.${name}`, field), shown: shown.map((one) => [one, choicesOf(one, operation)]) };
  return cases.map(({ holds, advanced, required }, index) => ({
    name: `input.${name}`,
    look: JSON.stringify(['field', name, index, seen]),
    always: holds.length === 0,
    draw: (id, conditions, idOf) =>
      inputProperty(field, {
        id,
        variable: `input.${name}`,
        group: advanced ? 'advanced' : 'input',
        required,
        conditions: [...conditions, ...holds.flatMap((one) => comparisonsOf(one, operation, idOf))],
      }),
  }));
}

/** That none of the choices is made with which a field is shown. */
function otherwise(shown: Shown, operation: Operation): Shown {
  return { by: shown.by, with: choicesOf(shown, operation).filter((choice) => !shown.with.includes(choice)) };
}

function choicesOf({ by }: Shown, { fields }: Operation): string[] {
  if (typeof by !== 'string') return Object.keys(by.choices);
  return Object.keys(drawingOf(`input.${by}`, fields[by] as z.ZodType).widget.choices ?? {});
}

function whenShown({ shown }: Way, operation: Operation, idOf: IdOf): Comparison[] {
  return shown === undefined ? [] : comparisonsOf(shown, operation, idOf);
}

function comparisonsOf({ by, with: choices }: Shown, operation: Operation, idOf: IdOf): Comparison[] {
  if (typeof by === 'string') return [comparison(idOf(by), choices)];
  return [...whenShown(by, operation, idOf), wayComparison(by, wayId(by, operation), choices)];
}
