import type {
  Comparison,
  Condition,
  ElementTemplate,
  Property,
  Step,
} from '../../element-templates/element-template.ts';
import { compile, FeelSyntaxError } from '../../src/feel/index.ts';

/** What is wrong with an element template that its schema lets pass, in sentences. */
export function lintTemplate(template: ElementTemplate): string[] {
  const { properties, groups, presets } = template;
  const byId = new Map(properties.map((property) => [property.id, property]));
  const groupIds = new Set(groups.map(({ id }) => id));
  return [
    ...repeated(properties.map(({ id }) => id)).map((id) => `Two properties have the id ${id}`),
    ...repeated(groups.map(({ id }) => id)).map((id) => `Two groups have the id ${id}`),
    ...groups
      .filter(({ id }) => !properties.some(({ group }) => group === id))
      .map(({ id }) => `Nothing is in group ${id}`),
    ...properties.flatMap((property) => {
      const { id, type, group, label } = property;
      const faults = [
        ...defaultFaults(property),
        ...patternFaults(property),
        ...comparisons(property.condition).flatMap((comparison) => conditionFaults(comparison, byId)),
      ];
      if (type !== 'Hidden' && !groupIds.has(group ?? '')) faults.push(`is in no group`);
      if (type !== 'Hidden' && !/^[A-Z][^A-Z]*$/.test((label ?? '').replaceAll(/\b(ARN|AWS|JSON|DynamoDB)\b/g, '')))
        faults.push('has no label in sentence case');
      if (property.feel === 'required' && property.placeholder?.startsWith('='))
        faults.push('has a placeholder with "=", which the form shows already');
      return faults.map((fault) => `${id} ${fault}`);
    }),
    ...bindingFaults(properties),
    ...presets.flatMap(({ id, properties: values }) =>
      Object.entries(values)
        .filter(([name, value]) => !byId.get(name)?.choices?.some((choice) => choice.value === value))
        .map(([name, value]) => `Preset ${id} sets ${name} to ${value}, which it does not offer`),
    ),
    ...stepFaults(template),
  ];
}

function defaultFaults({ type, value, choices, feel, placeholder }: Property): string[] {
  const faults: string[] = [];
  if (choices !== undefined && value !== undefined && !choices.some((choice) => choice.value === value))
    faults.push(`starts with ${value}, which it does not offer`);
  if (type === 'Boolean' && value !== undefined && typeof value !== 'boolean') faults.push('starts with no boolean');
  if (type === 'Hidden' && value === undefined) faults.push('is hidden and has no value');
  if (feel === 'required') {
    for (const text of [value, placeholder])
      if (typeof text === 'string' && !isFeel(text)) faults.push(`shows ${text}, which is no FEEL`);
  }
  return faults;
}

function isFeel(text: string): boolean {
  try {
    compile(text);
    return true;
  } catch (error) {
    if (error instanceof FeelSyntaxError) return false;
    throw error;
  }
}

function patternFaults({ constraints, placeholder, value }: Property): string[] {
  const pattern = constraints?.pattern;
  if (pattern === undefined) return [];
  const expression = new RegExp(pattern.value);
  const samples = [placeholder, value, ...(constraints?.notEmpty ? [] : [''])].filter(
    (text) => typeof text === 'string',
  );
  const faults = samples.filter((text) => !expression.test(text)).map((text) => `refuses its own "${text}"`);
  if (!pattern.message.startsWith('must be')) faults.push('has a pattern whose message does not go on from its label');
  return faults;
}

function conditionFaults(comparison: Comparison, byId: ReadonlyMap<string, Property>): string[] {
  const other = byId.get(comparison.property);
  if (other === undefined) return [`depends on ${comparison.property}, which there is not`];
  return valuesOf(comparison)
    .filter((value) => !isOffered(other, value))
    .map((value) => `depends on ${comparison.property} being ${value}, which it does not offer`);
}

/** A task that was made without a way has the empty text for it. */
function isOffered({ choices, binding }: Property, value: string): boolean {
  return choices?.some((choice) => choice.value === value) || (value === '' && binding.type === 'zeebe:property');
}

/** Two properties may be bound to the same place if they never show together, and neither takes the other's choice for its own. */
function bindingFaults(properties: readonly Property[]): string[] {
  return properties.flatMap((one, index) =>
    properties.slice(index + 1).flatMap((other) => {
      if (JSON.stringify(one.binding) !== JSON.stringify(other.binding)) return [];
      const faults: string[] = [];
      if (!apart(one.condition, other.condition))
        faults.push(`${one.id} and ${other.id} can show together, bound to the same`);
      const differ =
        one.binding.type !== 'zeebe:property' && JSON.stringify(one.choices) !== JSON.stringify(other.choices);
      if (differ && (one.value ?? other.value) !== undefined)
        faults.push(
          `${one.id} and ${other.id} offer different choices and start with one, which a switch would take along`,
        );
      return faults;
    }),
  );
}

function apart(one: Condition | undefined, other: Condition | undefined): boolean {
  const selectors = ['input.itemOperation', 'input.tableOperation'];
  return comparisons(one).some((first) =>
    comparisons(other).some((second) =>
      first.property === second.property
        ? !valuesOf(first).some((value) => valuesOf(second).includes(value))
        : selectors.includes(first.property) && selectors.includes(second.property),
    ),
  );
}

/** A search in the Modeler's menu finds a step by the words of its own only. */
function stepFaults({ steps, presets }: ElementTemplate): string[] {
  const leaves = (all: readonly Step[]): Step[] =>
    all.flatMap((step) => ('steps' in step ? leaves(step.steps) : [step]));
  const offered = leaves(steps).map((step) => ('presetId' in step ? step.presetId : ''));
  return [
    ...leaves(steps)
      .filter((step) => !step.keywords?.some((word) => word.includes('DynamoDB')))
      .map(({ name }) => `A search for DynamoDB does not find the step ${name}`),
    ...presets.filter(({ id }) => !offered.includes(id)).map(({ id }) => `No step has the preset ${id}`),
    ...offered.filter((id) => !presets.some((preset) => preset.id === id)).map((id) => `There is no preset ${id}`),
  ];
}

function comparisons(condition: Condition | undefined): readonly Comparison[] {
  if (condition === undefined) return [];
  return 'allMatch' in condition ? condition.allMatch : [condition];
}

function valuesOf(comparison: Comparison): readonly string[] {
  return 'equals' in comparison ? [comparison.equals] : comparison.oneOf;
}

function repeated(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}
