import { z } from 'zod';
import { checked, objectOf, oneOf, textFault, textValue, trueOrFalse, wholeNumberFrom } from './value.ts';

/** What the Modeler needs to draw a field. */
export interface Widget {
  readonly label: string;
  /** `Feel` is a value that a modeler writes in FEEL: a map or a list. */
  readonly control: 'String' | 'Text' | 'Feel' | 'Dropdown' | 'Boolean' | 'Number';
  readonly tooltip?: string;
  readonly placeholder?: string;
  /** Value -> label, in the order shown. */
  readonly choices?: Readonly<Record<string, string>>;
  /** The choice or flag a new task starts with. */
  readonly initial?: string | boolean;
  /** Rarely used: drawn in a group of its own. */
  readonly advanced?: boolean;
  /** Shown, and then to be filled in, only with this choice of another field. */
  readonly onlyWith?: { readonly field: string; readonly choice: string };
}

/** What may be said of a widget beside its label. */
export type Words = Pick<Widget, 'tooltip' | 'placeholder' | 'initial' | 'advanced' | 'onlyWith'>;

/** How each field is drawn. A field is an ordinary zod schema; this remembers its widget. */
export const widgets = z.registry<Widget>();

/** A text of at least one character. */
export function text(label: string, words: Words = {}) {
  return textValue().register(widgets, { label, control: 'String', ...words });
}

/** A longer text, an expression of DynamoDB. */
export function expression(label: string, words: Words = {}) {
  return text(label, words).register(widgets, { label, control: 'Text', ...words });
}

/** An expression that is a list of names, also given as one: a text with commas, or a list of texts, or the JSON text of it. */
export function namesExpression(label: string, words: Words = {}) {
  return z
    .unknown()
    .transform((value, context): string | readonly string[] => {
      const list = objectOf(value);
      const given = Array.isArray(list) ? list : value;
      const faults = Array.isArray(given) ? listFaults(given) : textFaults(given);
      for (const { path, message } of faults) context.issues.push({ code: 'custom', message, path, input: given });
      return given as string | readonly string[];
    })
    .register(widgets, { label, control: 'Text', ...words });
}

/** One of a few values. */
export function choice<const Value extends string>(
  label: string,
  choices: Readonly<Record<Value, string>>,
  words: Words = {},
) {
  return oneOf(Object.keys(choices) as Value[]).register(widgets, { label, control: 'Dropdown', choices, ...words });
}

/** One of a few values, in upper or lower case. */
export function choiceInAnyCase<const Value extends string>(
  label: string,
  choices: Readonly<Record<Value, string>>,
  words: Words = {},
) {
  const values = Object.keys(choices) as Value[];
  return checked(`one of ${values.join(', ')}`, (given) =>
    values.find((value) => typeof given === 'string' && value.toLowerCase() === given.toLowerCase()),
  ).register(widgets, { label, control: 'Dropdown', choices, ...words });
}

/** True or false, also as text. */
export function flag(label: string, words: Words = {}) {
  return trueOrFalse().register(widgets, { label, control: 'Boolean', ...words });
}

/** True or false, also as text, where neither is meant unless it is chosen: a box to tick would always be one of them. */
export function onOrOff(label: string, words: Words = {}) {
  const choices = { true: 'On', false: 'Off' };
  return trueOrFalse().register(widgets, { label, control: 'Dropdown', choices, ...words });
}

/** A whole number from `minimum` to `maximum`, also as text. */
export function wholeNumber(label: string, minimum: number, words: Words = {}, maximum?: number) {
  return wholeNumberFrom(minimum, maximum).register(widgets, { label, control: 'Number', ...words });
}

/** The widget of a field, and whether the field may be left out. */
export function widgetOf(field: z.ZodType): { widget: Widget; optional: boolean } | undefined {
  const optional = field instanceof z.ZodOptional;
  const widget = widgets.get(optional ? (field.unwrap() as z.ZodType) : field);
  return widget && { widget, optional };
}

interface ValueFault {
  readonly path: number[];
  readonly message: string;
}

function listFaults(list: readonly unknown[]): ValueFault[] {
  if (list.length === 0) return [{ path: [], message: 'text, or a list of at least one' }];
  return list.flatMap((name, index) =>
    name === '' ? [{ path: [index], message: 'text' }] : textFaults(name, [index]),
  );
}

function textFaults(value: unknown, path: number[] = []): ValueFault[] {
  const message = textFault(value);
  return message === undefined ? [] : [{ path, message }];
}
