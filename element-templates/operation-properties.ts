import type { z } from 'zod';
import { fieldFor } from '../src/fields/data-field.ts';
import { shownOf } from '../src/fields/field.ts';
import type { Shown, Way } from '../src/fields/way.ts';
import { OPERATION_LABEL } from '../src/operation/definition-faults.ts';
import { formatFields, type Operation, type OperationGroup } from '../src/operation/operation.ts';
import type { Comparison, Property } from './element-template.ts';
import { merge } from './merge.ts';
import { comparison, conditionOf, drawingOf, inputProperty, wayComparison, wayProperty } from './property.ts';

const groupNames: Readonly<Record<OperationGroup, string>> = { itemOperation: 'Items', tableOperation: 'Tables' };

/** The groups that the operations are in, and what they are called in the Modeler. */
export function groupsOf(operations: readonly Operation[]): [OperationGroup, string][] {
  const groups = Object.entries(groupNames) as [OperationGroup, string][];
  return groups.filter(([group]) => of(group, operations).length > 0);
}

/** The id of the property, and the variable, by which a job chooses a group of operations. */
export const operationGroupId = 'input.operationGroup';
/** Gives the id of the property, and the variable, by which a job chooses an operation of a group. */
export const operationId = (group: OperationGroup) => `input.${group}`;

/** Makes the dropdowns in which a modeler chooses the operation. A new task has the first operation of a group. */
export function operationDropdowns(operations: readonly Operation[]): Property[] {
  const groups = groupsOf(operations);
  const [[initialGroup] = []] = groups;
  return [
    {
      id: operationGroupId,
      label: 'Work with',
      tooltip: 'Whether the task reads and writes items, or tables.',
      group: 'operation',
      type: 'Dropdown',
      choices: groups.map(([value, name]) => ({ name, value })),
      value: initialGroup as string,
      constraints: { notEmpty: true },
      binding: { type: 'zeebe:input', name: operationGroupId },
    },
    ...groups.map(([group]): Property => {
      const choices = of(group, operations).map(({ id, label }) => ({ name: label, value: id }));
      return {
        id: operationId(group),
        label: OPERATION_LABEL,
        tooltip: 'What the task does. Its fields are below.',
        group: 'operation',
        type: 'Dropdown',
        choices,
        value: choices[0]?.value ?? '',
        constraints: { notEmpty: true },
        binding: { type: 'zeebe:input', name: operationId(group) },
        condition: { property: operationGroupId, equals: group },
      };
    }),
  ];
}

/** Something that the form has for some operations, before it has an id: a field, a way, or what a way sends of itself. */
interface Drawing {
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

interface Drawn extends Drawing {
  readonly operations: Operation[];
}

/**
 * Makes the properties for the fields of the operations and for the ways between them. If a field looks the same in several
 * operations of a group, they share one property, so that its value stays when a modeler changes the operation. The properties
 * keep the order of each operation's fields as far as possible.
 */
export function operationFields(operations: readonly Operation[]): Property[] {
  const looks = operations.map((operation) => drawingsOf(operation));
  const isEverywhere = ({ look, always }: Drawing) =>
    always && looks.every((drawings) => drawings.some((other) => other.look === look));
  const drawn = new Map<string, Drawn>();
  const orders = operations.map((operation, index) =>
    (looks[index] as Drawing[]).map((drawing) => {
      const key = `${isEverywhere(drawing) ? '' : operation.group} ${drawing.look}`;
      const { operations: others } = drawn.get(key) ?? { operations: [] };
      drawn.set(key, { ...drawing, operations: [...others, operation] });
      return key;
    }),
  );
  const ordered = merge(orders).map((key) => drawn.get(key) as Drawn);
  const ids = new Map(ordered.map((one) => [one, idIn(ordered, one)]));
  return ordered.map((one) => {
    const [first] = one.operations as [Operation];
    const idOf = (field: string) => {
      const other = ordered.find(({ name, operations: of }) => name === `input.${field}` && of.includes(first));
      return ids.get(other as Drawn) as string;
    };
    return one.draw(ids.get(one) as string, whenOneOf(one.operations, operations), idOf);
  });
}

/** The name of a drawing, with the first operation that has it where others have the name too. */
function idIn(ordered: readonly Drawn[], { name, look, operations: [first] }: Drawn): string {
  const alike = ordered.filter((other) => other.name === name);
  if (alike.length === 1) return name;
  const index = alike.filter(({ operations: [owner] }) => owner === first).findIndex((other) => other.look === look);
  const [room, ...rest] = name.split('.');
  return [room, first?.id, ...rest, ...(index > 0 ? [index + 1] : [])].join('.');
}

/** The drawings of an operation, in the order of its fields: each way stands before the first field that it shows. */
function drawingsOf(operation: Operation): Drawing[] {
  const ways = waysOf(operation);
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

function waysOf({ fields }: Operation): Way[] {
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

function sentBy({ sends = {} }: Way): Constant[] {
  return Object.entries<Readonly<Record<string, string>> | undefined>(sends).flatMap(([choice, values = {}]) =>
    Object.entries(values).map(([field, value]) => ({ choice, field, value })),
  );
}

/** The id of the property of a way, and the name under which the diagram keeps it. */
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
  if (widget.otherwise !== undefined)
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

function of(group: OperationGroup, operations: readonly Operation[]): Operation[] {
  return operations.filter((operation) => operation.group === group);
}

/** That one of some operations is chosen, of all that the template has. */
function whenOneOf(having: readonly Operation[], all: readonly Operation[]): Comparison[] {
  const [first] = having;
  if (first === undefined || having.length === all.length) return [];
  const ids = having.map(({ id }) => id);
  return [comparison(operationId(first.group), ids)];
}
