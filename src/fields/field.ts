import { z } from 'zod';
import { describeValue, type Fault } from '../failure/faults.ts';
import {
  addFieldFaults,
  checked,
  expectedText,
  objectOf,
  oneOf,
  textValue,
  trueOrFalse,
  wholeNumberFrom,
} from './value.ts';
import type { Shown } from './way.ts';

/** What the Modeler needs to draw a field. */
export interface Widget {
  readonly label: string;
  /** `Feel` is a value that a modeler writes in FEEL, like a map or a list. */
  readonly control: 'String' | 'Text' | 'Feel' | 'Dropdown' | 'Boolean' | 'Number';
  readonly tooltip?: string;
  readonly placeholder?: string;
  /** The label of each value, in the order in which they are shown. */
  readonly choices?: Readonly<Record<string, string>>;
  /** The choice or flag of a new task. */
  readonly initial?: string | boolean;
  /** Whether the field is seldom used. It is then shown in a group of its own. */
  readonly advanced?: boolean;
  /** Whether null stands for a field that was left out: it says where to go on, and the first turn of a loop has no such place. */
  readonly mayBeNull?: boolean;
  /** Whether it keeps a write from happening. An empty text then does not stand for a field that was left out. */
  readonly guards?: boolean;
  /** When the field is shown: with any of these. Without it, always. */
  readonly shown?: Shown | readonly Shown[];
  /** Whether a modeler must fill it in where it is shown, even though a job may leave it out. */
  readonly required?: boolean;
  /** Where the field is when `shown` does not hold. The default is nowhere. */
  readonly otherwise?: 'advanced';
  /** Of a number, the least that the form takes, and the greatest if there is one. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** What the form takes of a text that is no expression, and how a message goes on after the label. */
  readonly pattern?: { readonly value: string; readonly message: string };
  /** Whether the form leaves it out. Jobs may have it. */
  readonly undrawn?: boolean;
}

/** What a field may give for its widget beside the label. */
export type Words = Omit<Widget, 'label' | 'control' | 'choices'>;

/** The widget of each field. A field itself is an ordinary zod schema. */
export const widgets = z.registry<Widget>();

/** Makes a field for a text. An empty text comes here only if the field guards: else it counts as a field that was left out. */
export function text(label: string, words: Words = {}) {
  return textValue().register(widgets, { label, control: 'String', ...words });
}

/** Characters of an expression. DynamoDB takes 4 KB, with placeholders for the names. */
const MAX_EXPRESSION = 65_536;

/** Makes a field for a longer text, like an expression of DynamoDB. */
export function expression(label: string, words: Words = {}, longest = MAX_EXPRESSION) {
  const schema = textValue().max(longest, { error: `text of at most ${longest} characters` });
  return schema.register(widgets, { label, control: 'Text', ...words });
}

/** More names than an expression of DynamoDB has room for. */
const MAX_NAMES = 2_000;

/**
 * Makes a field for an expression that is a list of names. It takes a text with commas, a list of texts, or the JSON text of one.
 */
export function namesExpression(label: string, words: Words = {}) {
  return z
    .unknown()
    .transform((value, context): string | readonly string[] => {
      const list = objectOf(value);
      const given = Array.isArray(list) ? list : value;
      const faults = Array.isArray(given) ? listFaults(given) : textFaults(given);
      addFieldFaults(faults, given, context);
      return given as string | readonly string[];
    })
    .register(widgets, { label, control: 'Text', ...words });
}

/**
 * Makes a field for one of a few values.
 * @param choices the label of each value
 */
export function choice<const Value extends string>(
  label: string,
  choices: Readonly<Record<Value, string>>,
  words: Words = {},
) {
  return oneOf(Object.keys(choices) as Value[]).register(widgets, { label, control: 'Dropdown', choices, ...words });
}

/** Makes a field like `choice`, which takes the values in upper and lower case. */
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

/** Makes a field for true or false. It also takes them as text. It is drawn as a checkbox. */
export function flag(label: string, words: Words = {}) {
  return trueOrFalse().register(widgets, { label, control: 'Boolean', ...words });
}

/**
 * Makes a field like `flag`, but drawn as a dropdown, because a checkbox cannot be left without a choice.
 * @param labels what the form calls true and false
 */
export function onOrOff(label: string, words: Words = {}, labels: readonly [string, string] = ['On', 'Off']) {
  const choices = { true: labels[0], false: labels[1] };
  return trueOrFalse().register(widgets, { label, control: 'Dropdown', choices, ...words });
}

/** Makes a field for a whole number from `minimum` to `maximum`. It also takes the number as text. */
export function wholeNumber(label: string, minimum: number, words: Words = {}, maximum?: number) {
  const widget = { label, control: 'Number', minimum, ...(maximum !== undefined && { maximum }), ...words } as const;
  return wholeNumberFrom(minimum, maximum).register(widgets, widget);
}

/** When a field is shown, as a list. */
export function shownOf({ shown = [] }: Widget): readonly Shown[] {
  return 'by' in shown ? [shown] : shown;
}

/** Gives the widget of a field, and whether the field may be left out. Gives undefined for a schema that is not a field. */
export function widgetOf(field: z.ZodType): { widget: Widget; optional: boolean } | undefined {
  const optional = field instanceof z.ZodOptional;
  const widget = widgets.get(optional ? (field.unwrap() as z.ZodType) : field);
  return widget && { widget, optional };
}

function listFaults(list: readonly unknown[]): Fault[] {
  if (list.length === 0) return [{ path: [], expected: 'text, or a list of at least one', got: describeValue(list) }];
  if (list.length > MAX_NAMES)
    return [{ path: [], expected: `a list of at most ${MAX_NAMES}`, got: describeValue(list) }];
  return list.flatMap((name, index) =>
    name === '' ? [{ path: [index], expected: 'text', got: describeValue(name) }] : textFaults(name, [index]),
  );
}

function textFaults(value: unknown, path: number[] = []): Fault[] {
  const expected = expectedText(value);
  return expected === undefined ? [] : [{ path, expected, got: describeValue(value) }];
}
