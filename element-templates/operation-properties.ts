import { OPERATION_LABEL } from '../src/operation/definition-faults.ts';
import type { Operation, OperationGroup } from '../src/operation/operation.ts';
import { type Drawing, drawingsOf } from './drawings.ts';
import type { Comparison, Property } from './element-template.ts';
import { merge } from './merge.ts';
import { comparison } from './property.ts';

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

interface Drawn extends Drawing {
  readonly operations: Operation[];
}

/**
 * Makes the properties for the fields of the operations and for the ways between them. If a field looks the same in several
 * operations of a group, they share one property, so that its value stays when a modeler changes the operation. The properties
 * keep the order of each operation's fields as far as possible.
 * @throws Error when two different ways of a group have one name
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
  refuseTwice(ordered.filter(({ name }) => name.startsWith('form.')).map(({ name }) => name));
  return ordered.map((one) => {
    const [first] = one.operations as [Operation];
    const idOf = (field: string) => {
      const other = ordered.find(({ name, operations: of }) => name === `input.${field}` && of.includes(first));
      return ids.get(other as Drawn) as string;
    };
    return one.draw(ids.get(one) as string, whenOneOf(one.operations, operations), idOf);
  });
}

function refuseTwice(ways: readonly string[]): void {
  const twice = ways.find((way, index) => ways.indexOf(way) !== index);
  if (twice !== undefined) throw new Error(`Two ways are called ${twice}: give each a name of its own`);
}

/** The name of a drawing, with the first operation that has it where others have the name too. */
function idIn(ordered: readonly Drawn[], { name, look, operations: [first] }: Drawn): string {
  const alike = ordered.filter((other) => other.name === name);
  if (alike.length === 1) return name;
  const index = alike.filter(({ operations: [owner] }) => owner === first).findIndex((other) => other.look === look);
  const [room, ...rest] = name.split('.');
  return [room, first?.id, ...rest, ...(index > 0 ? [index + 1] : [])].join('.');
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
