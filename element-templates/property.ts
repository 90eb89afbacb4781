import type { z } from 'zod';
import { type Widget, widgetOf } from '../src/fields/field.ts';
import type { Way } from '../src/fields/way.ts';
import type { Comparison, Condition, Pattern, Property } from './element-template.ts';
import { atLeast, atMost } from './number-patterns.ts';

/** Where a field is in the template. */
interface Place {
  readonly id: string;
  /** The variable of the job, like `input.tableName`. */
  readonly variable: string;
  readonly group: string;
  readonly conditions: readonly Comparison[];
  /** Whether it must be filled in here. The default is that of the field. */
  readonly required?: boolean;
}

/**
 * Makes the property of a field in the element template.
 * @throws Error when the field was not made by one of the functions of `field.ts`
 */
export function inputProperty(field: z.ZodType, { id, variable, group, conditions, ...place }: Place): Property {
  const { widget, ...drawn } = drawingOf(variable, field);
  const { required } = { ...drawn, ...place };
  const pattern = patternOf(widget, required);
  return {
    id,
    label: widget.label,
    ...(widget.tooltip !== undefined && { tooltip: widget.tooltip }),
    ...(widget.placeholder !== undefined && isTyped(widget) && { placeholder: widget.placeholder }),
    group,
    ...controlOf(widget),
    ...(widget.initial !== undefined && { value: widget.initial }),
    ...(required ? {} : { optional: true }),
    // The schema wants an optional field with a pattern to say that it may be empty.
    ...((required || pattern) && { constraints: { notEmpty: required, ...(pattern && { pattern }) } }),
    binding: { type: 'zeebe:input', name: variable },
    ...conditionOf(conditions),
  };
}

/**
 * Gives the widget of a field, and whether a modeler must fill it in where it is shown.
 * @throws Error when the field was not made by one of the functions of `field.ts`
 */
export function drawingOf(variable: string, field: z.ZodType): { widget: Widget; required: boolean } {
  const drawn = widgetOf(field);
  if (drawn === undefined)
    throw new Error(`The field ${variable} has no widget: make it with the functions of field.ts`);
  return { widget: drawn.widget, required: !drawn.optional || drawn.widget.required === true };
}

/** Makes the property in which a modeler chooses a way. */
export function wayProperty(way: Way, id: string, group: string, conditions: readonly Comparison[]): Property {
  const choices = Object.entries(way.choices).map(([value, name]) => ({ name, value }));
  return {
    id,
    label: way.label,
    tooltip: way.tooltip,
    group,
    type: 'Dropdown',
    choices,
    value: choices[0]?.value ?? '',
    constraints: { notEmpty: true },
    binding: { type: 'zeebe:property', name: `form.${way.keptAs ?? way.name}` },
    ...conditionOf(conditions),
  };
}

/** The comparison that a property has one of some values. */
export function comparison(property: string, values: readonly string[]): Comparison {
  const [first, ...others] = values;
  return others.length === 0 ? { property, equals: first as string } : { property, oneOf: values };
}

/**
 * The comparison that a way has one of some choices. A task that was made without the way has its first choice, so that a template
 * with the way takes nothing from it.
 */
export function wayComparison(way: Way, id: string, choices: readonly string[]): Comparison {
  const [usual] = Object.keys(way.choices);
  return comparison(id, usual !== undefined && choices.includes(usual) ? [...choices, ''] : choices);
}

/** Gives the condition that all comparisons hold. Gives no condition when there are no comparisons. */
export function conditionOf(comparisons: readonly Comparison[]): { condition?: Condition } {
  const [first, ...others] = comparisons;
  if (first === undefined) return {};
  return { condition: others.length === 0 ? first : { allMatch: comparisons } };
}

/** Whether a modeler types into it: the format has placeholders there only. */
function isTyped({ control }: Widget): boolean {
  return control === 'String' || control === 'Text' || control === 'Feel';
}

/** In the panel, an optional field that is empty has the value undefined, and a pattern is held against that word. */
export const EMPTY = '^(?:undefined)?$';

/** The Modeler holds no pattern against a value in FEEL. */
function patternOf(widget: Widget, required: boolean): Pattern | undefined {
  const pattern = widget.control === 'Number' ? ofNumber(widget) : widget.pattern;
  return pattern && { ...pattern, value: required ? pattern.value : `${EMPTY}|${pattern.value}` };
}

function ofNumber({ minimum = 0, maximum }: Widget): Pattern {
  const range = maximum === undefined ? `${minimum} on` : `${minimum} to ${maximum}`;
  const value = `^(?=(?:${atLeast(minimum)})$)(?:${maximum === undefined ? '\\d{1,15}' : atMost(maximum)})$`;
  return { value, message: `must be a whole number from ${range}, or an expression after =` };
}

const offOrOn = [
  { name: 'No', value: '' },
  { name: 'Yes', value: 'true' },
];

function controlOf({ control, choices = {}, initial }: Widget): Pick<Property, 'type' | 'feel' | 'choices'> {
  switch (control) {
    case 'Dropdown':
      return { type: control, choices: Object.entries(choices).map(([value, name]) => ({ name, value })) };
    case 'Feel':
      return { type: 'Text', feel: 'required' };
    case 'Number':
      // A field of type Number has no place for an expression that is typed.
      return { type: 'String', feel: 'optional' };
    case 'Boolean':
      // A box without a tick would stand in the diagram as false. What is off at the start need not be said at all.
      return initial === true ? { type: control, feel: 'optional' } : { type: 'Dropdown', choices: offOrOn };
    default:
      return { type: control, feel: 'optional' };
  }
}
