import type { z } from 'zod';
import { authenticationTypes } from '../src/connection/authentication.ts';
import { configurationFields } from '../src/connection/place.ts';
import { shownOf, type Widget } from '../src/fields/field.ts';
import type { Shown } from '../src/fields/way.ts';
import { commonFields, type Operation } from '../src/operation/operation.ts';
import { sentBy, waysOf } from './drawings.ts';
import { groupsOf } from './operation-properties.ts';
import { drawingOf } from './property.ts';

type Fields = Readonly<Record<string, z.ZodType>>;

/**
 * Gives the text of docs/operations.md: all operations with their fields.
 * @param pictures the picture of an operation's form by the operation's id, from the page on
 */
export function operationsPage(
  operations: readonly Operation[],
  pictures: Readonly<Record<string, string>> = {},
): string {
  const lines = [
    '# Operations',
    '',
    '<!-- Generated from the code by `npm run generate`. -->',
    '',
    'This page lists every operation with its fields: the label in the Modeler, the variable that the worker reads, whether it is required, and what it is.',
    '',
    ...leftOut(operations),
    '',
  ];
  for (const [group, name] of groupsOf(operations)) {
    lines.push(`## ${name}`, '');
    for (const { id, label, description, fields } of operations.filter((operation) => operation.group === group)) {
      const own = Object.fromEntries(Object.entries(fields).filter(([field]) => !(field in commonFields)));
      const picture = pictures[id] === undefined ? [] : [`![The form of ${label}, filled in](${pictures[id]})`, ''];
      lines.push(
        `### ${label}`,
        '',
        `\`input.${group}\` = \`${id}\`. ${description}.`,
        '',
        ...picture,
        ...table('input', own),
      );
    }
  }
  lines.push('## Fields of every operation', '', ...table('input', commonFields), '## Connection', '');
  for (const [type, { label, fields }] of Object.entries(authenticationTypes)) {
    lines.push(`### Authentication: ${label}`, '', `\`authentication.type\` = \`${type}\``, '');
    if (Object.keys(fields).length > 0) lines.push(...table('authentication', fields));
  }
  lines.push('### Place', '', ...table('configuration', configurationFields));
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Says which values count as a field that was left out, and in which fields. */
function leftOut(operations: readonly Operation[]): string[] {
  const guards = namesOf(operations, ({ guards }) => guards);
  const positions = ['sessionToken', ...namesOf(operations, ({ mayBeNull }) => mayBeNull)];
  const empty = 'An empty text counts as a field that was left out';
  return [
    guards.length === 0
      ? `${empty}.`
      : `${empty}, except in a field that may prevent a write: ${listed(guards)}. There it is refused.`,
    `Null counts as left out only in ${listed(positions)}. In data it is a value. In any other`,
    'field it is refused, because it most often comes from a misspelt variable. Otherwise a condition with a misspelt variable would count as no',
    'condition.',
  ];
}

/** Gives the names of the fields whose widgets pass a test, each once. */
function namesOf(operations: readonly Operation[], is: (widget: Widget) => boolean | undefined): string[] {
  const names = operations.flatMap(({ fields }) =>
    Object.entries(fields).flatMap(([name, field]) => (is(drawingOf(name, field).widget) ? [name] : [])),
  );
  return [...new Set(names)];
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function table(variable: string, fields: Fields): string[] {
  const rows = Object.entries(fields).map(([name, field]) => {
    const { widget, required } = drawingOf(`${variable}.${name}`, field);
    const what = [words(widget), ...whenSent(name, fields)].join(' ');
    return `| ${widget.label} | \`${variable}.${name}\` | ${need(widget, required)} | ${what} |`;
  });
  return ['| Field | Variable | Required | What it is |', '| --- | --- | --- | --- |', ...rows, ''];
}

/** Says with which choices the form sends a field of itself. */
function whenSent(name: string, fields: Fields): string[] {
  const said = waysOf(fields).flatMap((way) =>
    sentBy(way)
      .filter(({ field }) => field === name)
      .map(({ choice, value }) => `\`${value.replace(/^=/, '')}\` with _${way.label}:_ ${way.choices[choice]}`),
  );
  return said.length === 0 ? [] : [`The form sends ${said.join(', ')}.`];
}

/** Where the form asks for a field with a choice of its own, only the form knows that choice: it is said by its label. */
function need(widget: Widget, required: boolean): string {
  if (!required) return '';
  const shown = shownOf(widget);
  if (shown.length === 0) return 'yes';
  return shown.map((one) => whenShown(one)).join(', or ');
}

function whenShown({ by, with: choices }: Shown): string {
  if (typeof by === 'string') return `with \`${by}\` = ${choices.map((choice) => `\`${choice}\``).join(' or ')}`;
  return `_${by.label}:_ ${choices.map((choice) => by.choices[choice]).join(' or ')}`;
}

const kinds: Readonly<Record<Widget['control'], string>> = {
  String: 'Text.',
  Text: 'Text.',
  Feel: 'A value in FEEL.',
  Dropdown: 'A choice.',
  Boolean: 'True or false.',
  Number: 'A whole number.',
};

function words({ control, tooltip, placeholder, choices, initial }: Widget): string {
  const parts = choices
    ? [
        `${Object.entries(choices)
          .map(([value, label]) => `\`${value}\` (${label})`)
          .join(', ')}.`,
      ]
    : [kinds[control]];
  if (tooltip !== undefined) parts.push(tooltip.replaceAll(/<\/?code>/g, '`'));
  if (placeholder !== undefined) parts.push(`Example: \`${placeholder}\`.`);
  if (initial !== undefined) parts.push(`A new task starts with \`${initial}\`.`);
  return parts.join(' ').replaceAll('|', '\\|');
}
