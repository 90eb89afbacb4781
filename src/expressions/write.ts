import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { Aliases, Placeholders } from './aliases.ts';
import type { Assignment, Condition, Expressions, ExpressionText, Path, Test, UpdateForm } from './tree.ts';

/** The members of AWS's request that are expressions. The maps are never empty, because AWS would refuse that. */
export interface ExpressionMembers {
  readonly KeyConditionExpression: string | undefined;
  readonly UpdateExpression: string | undefined;
  readonly ConditionExpression: string | undefined;
  readonly FilterExpression: string | undefined;
  readonly ProjectionExpression: string | undefined;
  readonly ExpressionAttributeNames: Record<string, string> | undefined;
  readonly ExpressionAttributeValues: Attributes | undefined;
}

/** The placeholders of a request. */
interface RequestPlaceholders {
  readonly names: Aliases;
  readonly values: Placeholders<AttributeValue>;
}

const NO_PLACEHOLDERS = {};

/** Writes expressions as AWS takes them. A name that needs a placeholder gets one. The rest of a text stays as it is. */
export function writeExpressions(expressions: Expressions): ExpressionMembers {
  const { keyCondition, update, condition, filter, projection } = expressions;
  const names = new Aliases(expressions.names ?? NO_PLACEHOLDERS);
  const values = new Placeholders<AttributeValue>(':', expressions.values ?? NO_PLACEHOLDERS);
  const placeholders = { names, values };
  return {
    KeyConditionExpression: keyCondition && writeCondition(keyCondition, placeholders),
    UpdateExpression: update && writeUpdate(update, placeholders),
    ConditionExpression: condition && writeCondition(condition, placeholders),
    FilterExpression: filter && writeCondition(filter, placeholders),
    ProjectionExpression: projection?.map((part) => writeProjected(part, placeholders)).join(', '),
    ExpressionAttributeNames: names.all(),
    ExpressionAttributeValues: values.all(),
  };
}

function writeText({ text, aliased }: ExpressionText, { names }: RequestPlaceholders): string {
  let written = '';
  let position = 0;
  for (const { start, end, name } of aliased) {
    written += text.slice(position, start) + names.placeholderOf(name);
    position = end;
  }
  return position === 0 ? text : written + text.slice(position);
}

function writeProjected(part: ExpressionText | Path, placeholders: RequestPlaceholders): string {
  return 'text' in part ? writeText(part, placeholders) : writePath(part, placeholders);
}

function writeCondition(condition: Condition, placeholders: RequestPlaceholders): string {
  switch (condition.kind) {
    case 'text':
      return writeText(condition, placeholders);
    case 'test':
      return writeTest(condition.path, condition.test, placeholders);
    case 'not':
      return `NOT ${writeWithin('not', condition.condition, placeholders)}`;
    default: {
      const parts = condition.conditions.map((part) => writeWithin(condition.kind, part, placeholders));
      return parts.join(condition.kind === 'and' ? ' AND ' : ' OR ');
    }
  }
}

/** How strongly a part of a condition binds. A part that binds less than what is around it needs parentheses. */
const strengths = { or: 1, and: 2, not: 3, test: 4 };

/** Writes a part of a condition, in parentheses only if it needs them: DynamoDB refuses two pairs around the same part. */
function writeWithin(around: 'and' | 'or' | 'not', condition: Condition, placeholders: RequestPlaceholders): string {
  const text = writeCondition(condition, placeholders);
  return strengths[weakestIn(condition)] < strengths[around] ? `(${text})` : text;
}

function weakestIn(condition: Condition): keyof typeof strengths {
  if (condition.kind !== 'text') return condition.kind;
  return condition.alternative ? 'or' : 'and';
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

/** Writes an update as an expression; undefined if it changes nothing. */
function writeUpdate(update: ExpressionText | UpdateForm, placeholders: RequestPlaceholders): string | undefined {
  if ('text' in update) return writeText(update, placeholders);
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
