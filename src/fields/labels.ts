import type { z } from 'zod';
import { type Fault, MAX_FAULTS } from '../failure/faults.ts';
import { widgetOf } from './field.ts';

type Fields = Readonly<Record<string, z.ZodType>>;

/** The label of a field, as the form shows it. Undefined for a name that is not one of the fields. */
export function labelOf(fields: Fields, name: PropertyKey | undefined): string | undefined {
  const field = typeof name === 'string' && Object.hasOwn(fields, name) ? fields[name] : undefined;
  return field && widgetOf(field)?.widget.label;
}

/**
 * Adds the labels of fields to faults, because a form shows no names: to the path of each fault, which begins like
 * `['input', 'tableName']`, and to each name between backticks in what was expected. Faults that are too many to be told stay as they
 * are.
 */
export function labelFaults(faults: readonly Fault[], fields: Fields): Fault[] {
  return faults.map((fault, index) => (index < MAX_FAULTS ? labelled(fault, fields) : fault));
}

function labelled(fault: Fault, fields: Fields): Fault {
  const expected = labelNames(fault.expected, fields);
  return { ...fault, label: fault.label ?? labelOf(fields, fault.path[1]), expected };
}

/** Adds to each name between backticks the label of its field, like `limit (Limit)`, and takes the backticks away. */
export function labelNames(text: string, fields: Fields): string {
  return text.replace(/`(\w+)`/g, (_, name: string) => {
    const label = labelOf(fields, name);
    return label === undefined ? name : `${name} (${label})`;
  });
}
