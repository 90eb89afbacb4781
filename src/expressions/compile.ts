import type { Fault } from '../failure/faults.ts';
import { Aliases, Placeholders } from './aliases.ts';
import { ExpressionSyntaxError } from './expression-reader.ts';
import { type ExpressionFields, type Expressions, type FieldsPlace, nameOf } from './fields.ts';
import { type ParsedExpression, parseExpression } from './parse.ts';
import { type ParsedText, placeholderFaults, placeholdersIn } from './placeholder-faults.ts';
import { type RequestPlaceholders, writeCondition, writeUpdate } from './write-forms.ts';

const slots = [
  { member: 'KeyConditionExpression', field: 'keyConditionExpression', form: 'keyCondition', grammar: 'condition' },
  { member: 'UpdateExpression', field: 'updateExpression', form: 'update', grammar: 'update' },
  { member: 'ConditionExpression', field: 'conditionExpression', form: 'condition', grammar: 'condition' },
  { member: 'FilterExpression', field: 'filterExpression', form: 'filter', grammar: 'condition' },
  { member: 'ProjectionExpression', field: 'projectionExpression', form: undefined, grammar: 'projection' },
] as const;

type Slot = (typeof slots)[number];

interface TextOfMember extends ParsedText {
  readonly member: Slot['member'];
}

/**
 * Expressions as AWS takes them: names that need a placeholder get one, the rest of a text stays as it is; forms become
 * expressions. What is wrong with them or their placeholders is added to `faults`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
 */
export function compileExpressions(
  fields: ExpressionFields,
  faults: Fault[],
  place: FieldsPlace = { path: [] },
): Expressions {
  const found: Fault[] = [];
  const texts = slots.flatMap((slot) =>
    fields[slot.field] === undefined ? [] : parseTexts(slot, fields, found, place),
  );
  for (const fault of found.length > 0 ? found : placeholderFaults(texts, fields, place)) faults.push(fault);
  const placeholders = placeholdersBeside(texts, fields);
  const expressions: Expressions = {};
  for (const { member, parsed } of texts) {
    const text = withAliases(parsed, placeholders.names);
    const before = expressions[member];
    expressions[member] = before === undefined ? text : `${before}, ${text}`;
  }
  writeForms(fields, placeholders, expressions);
  expressions.ExpressionAttributeNames = placeholders.names.with(fields.expressionAttributeNames);
  expressions.ExpressionAttributeValues = placeholders.values.with(fields.expressionAttributeValues);
  return expressions;
}

function parseTexts(slot: Slot, fields: ExpressionFields, faults: Fault[], place: FieldsPlace): TextOfMember[] {
  const given = fields[slot.field] ?? [];
  const name = nameOf(slot.field, place);
  const path = [...place.path, name];
  if (slot.form !== undefined && fields[slot.form] !== undefined) {
    faults.push({ path, expected: `either ${name} or ${nameOf(slot.form, place)}`, got: 'both' });
    return [];
  }
  if (typeof given === 'string') return parseText(slot, given, path, faults);
  return given.flatMap((text, index) => parseText(slot, text, [...path, index], faults));
}

function parseText(slot: Slot, text: string, path: readonly PropertyKey[], faults: Fault[]): TextOfMember[] {
  try {
    return [{ member: slot.member, path, parsed: parseExpression(slot.grammar, text) }];
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    faults.push({ path, expected: error.expected, got: error.got });
    return [];
  }
}

/** New placeholders are none that the task gives or uses. */
function placeholdersBeside(texts: readonly ParsedText[], fields: ExpressionFields): RequestPlaceholders {
  const { expressionAttributeNames: names = {}, expressionAttributeValues: values = {} } = fields;
  const inTexts = { names: placeholdersIn(texts, 'names'), values: placeholdersIn(texts, 'values') };
  return {
    names: new Aliases((text) => Object.hasOwn(names, text) || inTexts.names.has(text)),
    values: new Placeholders(':', (text) => Object.hasOwn(values, text) || inTexts.values.has(text)),
  };
}

function withAliases({ text, aliased }: ParsedExpression, names: Aliases): string {
  if (aliased.length === 0) return text;
  let written = '';
  let position = 0;
  for (const { start, end, name } of aliased) {
    written += text.slice(position, start) + names.of(name);
    position = end;
  }
  return written + text.slice(position);
}

function writeForms(fields: ExpressionFields, placeholders: RequestPlaceholders, expressions: Expressions): void {
  const { keyCondition, update, condition, filter } = fields;
  if (keyCondition !== undefined) expressions.KeyConditionExpression = writeCondition(keyCondition, placeholders);
  if (update !== undefined) expressions.UpdateExpression = writeUpdate(update, placeholders);
  if (condition !== undefined) expressions.ConditionExpression = writeCondition(condition, placeholders);
  if (filter !== undefined) expressions.FilterExpression = writeCondition(filter, placeholders);
}
