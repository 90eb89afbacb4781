import type { z } from 'zod';
import { type Widget, widgetOf } from '../src/fields/field.ts';
import type { Comparison, Condition, Property } from './element-template.ts';

/** Where a field is in the template. */
interface Place {
  readonly id: string;
  /** The variable of the job, like `input.tableName`. */
  readonly variable: string;
  readonly group: string;
  readonly conditions: readonly Comparison[];
}

/**
 * Makes the property of a field in the element template.
 * @throws Error when the field was not made by one of the functions of `field.ts`
 */
export function inputProperty(field: z.ZodType, { id, variable, group, conditions }: Place): Property {
  const { widget, required } = drawingOf(variable, field);
  return {
    id,
    label: widget.label,
    ...(widget.tooltip !== undefined && { tooltip: widget.tooltip }),
    ...(widget.placeholder !== undefined && isTyped(widget) && { placeholder: widget.placeholder }),
    group,
    ...controlOf(widget),
    ...(widget.initial !== undefined && { value: widget.initial }),
    ...(required ? { constraints: { notEmpty: true } } : { optional: true }),
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
  return { widget: drawn.widget, required: !drawn.optional || drawn.widget.onlyWith !== undefined };
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

function controlOf({ control, choices = {} }: Widget): Pick<Property, 'type' | 'feel' | 'choices'> {
  switch (control) {
    case 'Dropdown':
      return { type: control, choices: Object.entries(choices).map(([value, name]) => ({ name, value })) };
    case 'Feel':
      return { type: 'Text', feel: 'required' };
    default:
      return { type: control, feel: 'optional' };
  }
}
