import type { Comparison, ElementTemplate, Property } from '../../element-templates/element-template.ts';

/** A form as the Modeler keeps it, by what its fields are bound to: the texts of the diagram. */
export type FilledForm = ReadonlyMap<string, string>;

/** What a field is bound to. */
export function boundTo({ binding }: Property): string {
  if (binding.type === 'zeebe:input' || binding.type === 'zeebe:property') return binding.name;
  return binding.type === 'zeebe:taskHeader' ? binding.key : binding.property;
}

/** The properties that a form has while it is filled in like this, with those that are hidden. */
export function shownProperties(template: ElementTemplate, form: FilledForm): Property[] {
  const byId = propertiesById(template);
  const holds = (comparison: Comparison) => {
    const other = byId.get(comparison.property);
    const value = (other && form.get(boundTo(other))) ?? '';
    return 'equals' in comparison ? value === comparison.equals : comparison.oneOf.includes(value);
  };
  return template.properties.filter(({ condition }) => {
    if (condition === undefined) return true;
    return 'allMatch' in condition ? condition.allMatch.every(holds) : holds(condition);
  });
}

const known = new WeakMap<ElementTemplate, ReadonlyMap<string | undefined, Property>>();

function propertiesById(template: ElementTemplate): ReadonlyMap<string | undefined, Property> {
  const found = known.get(template) ?? new Map(template.properties.map((property) => [property.id, property]));
  known.set(template, found);
  return found;
}

/**
 * A new form, with some choices made before all others: a value that a property starts with is there as soon as the property shows,
 * and goes with it.
 */
export function newForm(template: ElementTemplate, choices: Readonly<Record<string, string>>): Map<string, string> {
  let form = new Map<string, string>();
  for (;;) {
    const last = form;
    const shown = shownProperties(template, last);
    const next = new Map(
      shown.flatMap((property): [string, string][] => {
        const { type, value, feel } = property;
        const chosen = type === 'Hidden' ? undefined : choices[boundTo(property)];
        const text = chosen ?? last.get(boundTo(property)) ?? value;
        if (text === undefined) return [];
        const isFeel = feel === 'required' || (feel === 'optional' && type === 'Boolean');
        const written = isFeel && !`${text}`.startsWith('=') ? `=${text}` : `${text}`;
        return [[boundTo(property), type === 'Hidden' ? `${value}` : written]];
      }),
    );
    if (next.size === last.size && [...next].every(([name, text]) => last.get(name) === text)) return next;
    form = next;
  }
}
