import type { z } from 'zod';
import { OPERATION_LABEL } from '../src/operation/definition-faults.ts';
import type { Operation, OperationGroup } from '../src/operation/operation.ts';
import type { Comparison, Property } from './element-template.ts';
import { merge } from './merge.ts';
import { drawingOf, inputProperty } from './property.ts';

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

/** A field that looks the same in some operations of one group. */
interface Drawing {
  readonly name: string;
  readonly field: z.ZodType;
  /** The operations that have it. Empty if all operations have it. */
  readonly operations: readonly Operation[];
}

/**
 * Makes a property for each field of the operations. If a field looks the same in several operations, they share one property, so
 * that its value stays when a modeler changes the operation. The properties keep the order of each operation's fields as far as
 * possible.
 */
export function operationFields(operations: readonly Operation[]): Property[] {
  const drawings = new Map<string, Drawing>();
  const orders = operations.map((operation) =>
    Object.entries(operation.fields).map(([name, field]) => {
      const shared = operations.every((other) => sameDrawing(name, other.fields[name], field));
      const key = JSON.stringify([name, shared ? 'all' : operation.group, drawingOf(`input.${name}`, field)]);
      const before = drawings.get(key)?.operations ?? [];
      drawings.set(key, { name, field, operations: shared ? [] : [...before, operation] });
      return key;
    }),
  );
  const ordered = merge(orders).map((key) => drawings.get(key) as Drawing);
  return ordered.map(({ name, field, operations: having }) => {
    const alone = ordered.filter((other) => other.name === name).length === 1;
    const { widget } = drawingOf(`input.${name}`, field);
    return inputProperty(field, {
      id: alone ? `input.${name}` : `input.${having[0]?.id}.${name}`,
      variable: `input.${name}`,
      group: widget.advanced ? 'advanced' : 'input',
      conditions: [
        ...whenOneOf(having),
        ...(widget.onlyWith ? [{ property: `input.${widget.onlyWith.field}`, equals: widget.onlyWith.choice }] : []),
      ],
    });
  });
}

function of(group: OperationGroup, operations: readonly Operation[]): Operation[] {
  return operations.filter((operation) => operation.group === group);
}

function sameDrawing(name: string, one: z.ZodType | undefined, other: z.ZodType): boolean {
  const drawn = (field: z.ZodType) => JSON.stringify(drawingOf(`input.${name}`, field));
  return one !== undefined && drawn(one) === drawn(other);
}

function whenOneOf(having: readonly Operation[]): Comparison[] {
  const [first] = having;
  if (first === undefined) return [];
  const ids = having.map(({ id }) => id);
  const property = operationId(first.group);
  return [ids.length === 1 ? { property, equals: first.id } : { property, oneOf: ids }];
}
