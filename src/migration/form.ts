import { readFileSync } from 'node:fs';
import { templateFiles } from '../review/templates.ts';

/** The values of a form, by what its fields are bound to: the name of an input, header or property, or `retries` and `type`. */
export type FormValues = ReadonlyMap<string, string>;

interface Comparison {
  readonly property: string;
  readonly equals?: string;
  readonly oneOf?: readonly string[];
}

interface Binding {
  readonly type: string;
  readonly name?: string;
  readonly key?: string;
  readonly property?: string;
}

interface Property {
  readonly id: string;
  readonly type: string;
  readonly binding: Binding;
  readonly value?: string | boolean;
  readonly feel?: string;
  readonly choices?: readonly { readonly value: string }[];
  readonly condition?: Comparison | { readonly allMatch: readonly Comparison[] };
}

/** One of our element templates, as it comes with this package. */
export interface Template {
  readonly id: string;
  readonly version: number;
  readonly icon: { readonly contents: string };
  readonly engines: { readonly camunda: string };
  readonly properties: readonly Property[];
}

/** A field that is filled in, and where that stands in a diagram. */
export interface Filled {
  readonly kind: 'input' | 'taskHeader' | 'property' | 'taskDefinition' | 'jobPriorityDefinition';
  readonly name: string;
  readonly value: string;
}

/** Gives our template for a version of Camunda: the one whose job type is fixed, or the one in which it is chosen. */
export function ourTemplate(isFor810: boolean, choosesJobType: boolean): Template {
  const name = `aws-dynamodb${choosesJobType ? '-job-type' : ''}${isFor810 ? '-8.10' : ''}.json`;
  const file = templateFiles().find((url) => url.pathname.endsWith(`/${name}`));
  if (file === undefined) throw new Error(`The package has no element template ${name}`);
  return JSON.parse(readFileSync(file, 'utf8')) as Template;
}

/**
 * Fills in the form of a template, as the Modeler does: fields show or hide each other, and those that show have a value from the start.
 * @returns what stands in the diagram, and the values for which the form has no field
 */
export function fillForm(
  { properties }: Template,
  given: FormValues,
): { readonly filled: readonly Filled[]; readonly left: readonly string[] } {
  let form = new Map<string, string>();
  for (;;) {
    const shown = shownOf(properties, form);
    const next = new Map(shown.flatMap((property) => startOf(property, given)));
    if (sameText(next) === sameText(form)) break;
    form = next;
  }
  const shown = shownOf(properties, form);
  const filled = new Map(
    shown.flatMap((property): [string, Filled][] => {
      const name = boundTo(property);
      const value = form.get(name);
      if (value === undefined || value === '') return [];
      return [[name, { kind: property.binding.type.replace('zeebe:', '') as Filled['kind'], name, value }]];
    }),
  );
  return {
    filled: [...filled.values()],
    left: [...given.keys()].filter((name) => filled.get(name)?.value !== given.get(name)),
  };
}

function boundTo({ binding: { name, key, property } }: Property): string {
  return name ?? key ?? property ?? '';
}

function shownOf(properties: readonly Property[], form: FormValues): Property[] {
  const byId = new Map(properties.map((property) => [property.id, property]));
  const holds = ({ property, equals, oneOf = [equals ?? ''] }: Comparison) => {
    const other = byId.get(property);
    return oneOf.includes((other && form.get(boundTo(other))) ?? '');
  };
  return properties.filter(({ condition }) => {
    if (condition === undefined) return true;
    return 'allMatch' in condition ? condition.allMatch.every(holds) : holds(condition);
  });
}

function startOf(property: Property, given: FormValues): [string, string][] {
  const name = boundTo(property);
  const { type, value, feel } = property;
  const chosen = type === 'Hidden' ? undefined : given.get(name);
  if (chosen !== undefined) return [[name, chosen]];
  if (value === undefined) return [];
  const isFeel = feel === 'required' || (feel === 'optional' && type === 'Boolean');
  return [[name, `${isFeel && !`${value}`.startsWith('=') ? '=' : ''}${value}`]];
}

function sameText(form: FormValues): string {
  return JSON.stringify([...form]);
}
