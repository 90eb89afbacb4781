import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Aliases, Placeholders } from './aliases.ts';
import type { Assignment, ConditionForm, Path, Test, UpdateForm } from './forms.ts';

/** The placeholders that a request has. */
export interface RequestPlaceholders {
  readonly names: Aliases;
  readonly values: Placeholders<AttributeValue>;
}

/** The binding power of what a condition is made of: what binds less than what is around it needs parentheses. */
const strengths = { or: 1, and: 2, not: 3, test: 4 };

/** A condition as an expression. */
export function writeCondition(form: ConditionForm, placeholders: RequestPlaceholders): string {
  switch (form.kind) {
    case 'test':
      return writeTest(form.path, form.test, placeholders);
    case 'not':
      return `NOT ${writeWithin('not', form.form, placeholders)}`;
    default: {
      const parts = form.forms.map((part) => writeWithin(form.kind, part, placeholders));
      return parts.join(form.kind === 'and' ? ' AND ' : ' OR ');
    }
  }
}

function writeWithin(around: ConditionForm['kind'], form: ConditionForm, placeholders: RequestPlaceholders): string {
  const text = writeCondition(form, placeholders);
  return strengths[form.kind] < strengths[around] ? `(${text})` : text;
}

function writeTest(path: Path, test: Test, placeholders: RequestPlaceholders): string {
  const at = writePath(path, placeholders);
  const placeholderOf = (value: AttributeValue) => writeValue(path, value, placeholders);
  switch (test.operator) {
    case 'exists':
      return `${test.exists ? 'attribute_exists' : 'attribute_not_exists'}(${at})`;
    case 'type':
      return `attribute_type(${at}, ${placeholderOf(test.value)})`;
    case 'beginsWith':
      return `begins_with(${at}, ${placeholderOf(test.value)})`;
    case 'contains':
      return `contains(${at}, ${placeholderOf(test.value)})`;
    case 'between':
      return `${at} BETWEEN ${test.values.map(placeholderOf).join(' AND ')}`;
    case 'in':
      return `${at} IN (${test.values.map(placeholderOf).join(', ')})`;
    case 'size':
      return `size(${at}) ${test.comparator} ${placeholderOf(test.value)}`;
    default:
      return `${at} ${test.operator} ${placeholderOf(test.value)}`;
  }
}

/** An update as an expression; undefined when it changes nothing. */
export function writeUpdate(update: UpdateForm, placeholders: RequestPlaceholders): string | undefined {
  const assign = (assignments: readonly Assignment[], between: string) =>
    assignments.map(
      ({ path, value }) => `${writePath(path, placeholders)}${between}${writeValue(path, value, placeholders)}`,
    );
  const clauses = [
    ['SET', assign(update.set, ' = ')],
    ['REMOVE', update.remove.map((path) => writePath(path, placeholders))],
    ['ADD', assign(update.add, ' ')],
    ['DELETE', assign(update.delete, ' ')],
  ] as const;
  const written = clauses
    .filter(([, actions]) => actions.length > 0)
    .map(([keyword, actions]) => `${keyword} ${actions.join(', ')}`);
  return written.length === 0 ? undefined : written.join(' ');
}

function writePath(path: Path, { names }: RequestPlaceholders): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? names.of(part) : `.${names.of(part)}`;
  }
  return text;
}

function writeValue(path: Path, value: AttributeValue, { values }: RequestPlaceholders): string {
  return values.add(path.findLast((part) => typeof part === 'string') ?? '', value);
}
