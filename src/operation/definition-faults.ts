import type { z } from 'zod';
import { shownOf, widgetOf } from '../fields/field.ts';
import type { Shown } from '../fields/way.ts';

/** What the checks look at: an operation as its author wrote it. */
interface Defined {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly description: string;
  readonly writes: unknown;
  readonly tables: unknown;
  readonly input: Readonly<Record<string, z.ZodType>>;
}

/** The names by which a job says which operation it wants: no fields of any operation. */
export const selectors = ['operationGroup', 'tableOperation', 'itemOperation', 'type'];

/** What the form calls the choice of the operation. */
export const OPERATION_LABEL = 'Operation';

const groups = ['itemOperation', 'tableOperation'];
/** A name that a path of variables can have as it is: `input.tableName`. */
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const NAMES = 'letters, digits and _, a letter first';

/** What is wrong with the definition of an operation, in sentences. `common` are the names of the fields that each operation has. */
export function definitionFaults(
  { id, group, label, description, writes, tables, input }: Defined,
  common: readonly string[],
): string[] {
  const faults: string[] = [];
  if (!NAME.test(id)) faults.push(`its id is expected to be ${NAMES}, and is ${JSON.stringify(id)}`);
  if (!groups.includes(group)) faults.push(`its group is expected to be one of ${groups.join(', ')}, and is ${group}`);
  for (const [word, text] of Object.entries({ label, description }))
    if (typeof text !== 'string' || text.trim() === '') faults.push(`its ${word} is empty`);
  // Without them the rules of an operator would let it do anything.
  if (typeof writes !== 'boolean' && typeof writes !== 'function')
    faults.push('its writes is expected to be true, false or a function of the input');
  if (typeof tables !== 'function') faults.push('its tables is expected to be a function of the input');
  for (const [name, field] of Object.entries(input)) {
    if (!NAME.test(name)) faults.push(`the name of a field is expected to be ${NAMES}, and is ${JSON.stringify(name)}`);
    else if (selectors.includes(name)) faults.push(`the field ${name} has a name by which a job says its operation`);
    else if (common.includes(name)) faults.push(`the field ${name} has the name of one that every operation has`);
    faults.push(...widgetFaults(name, field, input));
  }
  return faults;
}

function widgetFaults(name: string, field: z.ZodType, fields: Defined['input']): string[] {
  const drawn = widgetOf(field);
  if (drawn === undefined)
    return [`the field ${name} has no widget: make it with text(), choice(), attributes() and their like`];
  return shownOf(drawn.widget).flatMap((shown) => shownFaults(name, shown, fields));
}

function shownFaults(name: string, { by, with: choices }: Shown, fields: Defined['input']): string[] {
  const offered = typeof by === 'string' ? choicesOf(by === name ? undefined : fields[by]) : by.choices;
  const sent =
    typeof by === 'string' ? [] : Object.values(by.sends ?? {}).flatMap((values) => Object.keys(values ?? {}));
  const byName = typeof by === 'string' ? by : by.name;
  return [
    ...choices
      .filter((choice) => !Object.hasOwn(offered, choice))
      .map((choice) => `the field ${name} is shown with ${byName} = ${choice}, which there is not`),
    ...sent
      .filter((field) => !Object.hasOwn(fields, field))
      .map((field) => `the way ${byName} sends the field ${field}, which there is not`),
  ];
}

function choicesOf(field: z.ZodType | undefined): Readonly<Record<string, string>> {
  return (field && widgetOf(field)?.widget.choices) ?? {};
}
