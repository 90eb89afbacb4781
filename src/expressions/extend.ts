import { Aliases } from './aliases.ts';
import type { Expressions } from './fields.ts';
import { parseExpression } from './parse.ts';

/** Compiled expressions with a condition more: that there is an item, which has the attribute of that name. */
export function andExists(expressions: Expressions, name: string): Expressions {
  const { ConditionExpression: condition, ExpressionAttributeNames } = expressions;
  const aliases = aliasesOf(expressions);
  const exists = `attribute_exists(${aliases.of(name)})`;
  return {
    ...expressions,
    ConditionExpression: condition === undefined ? exists : `${exists} AND ${asPart(condition)}`,
    ExpressionAttributeNames: aliases.with(ExpressionAttributeNames),
  };
}

/**
 * Compiled expressions whose projection, if there is one, has the attributes of these names. `added` are those that the task
 * did not ask for.
 */
export function projectAlso(
  expressions: Expressions,
  names: readonly string[],
): { expressions: Expressions; added: string[] } {
  const { ProjectionExpression: projection, ExpressionAttributeNames } = expressions;
  if (projection === undefined) return { expressions, added: [] };
  const { paths } = parseExpression('projection', projection);
  const whole = paths.filter(({ start, end, attribute }) => end - start === attribute.length);
  const projected = new Set(whole.map(({ attribute }) => ExpressionAttributeNames?.[attribute] ?? attribute));
  const added = names.filter((name) => !projected.has(name));
  if (added.length === 0) return { expressions, added };
  const aliases = aliasesOf(expressions);
  return {
    expressions: {
      ...expressions,
      ProjectionExpression: [projection, ...added.map((name) => aliases.of(name))].join(', '),
      ExpressionAttributeNames: aliases.with(ExpressionAttributeNames),
    },
    added,
  };
}

/** Compiled expressions that have no projection, with one of the attributes of these names. */
export function projectOnly(expressions: Expressions, names: readonly string[]): Expressions {
  const aliases = aliasesOf(expressions);
  return {
    ...expressions,
    ProjectionExpression: names.map((name) => aliases.of(name)).join(', '),
    ExpressionAttributeNames: aliases.with(expressions.ExpressionAttributeNames),
  };
}

/** The projection of what a compiled update changes, to read that after it. */
export function projectionOfUpdate(
  expressions: Expressions,
): Pick<Expressions, 'ProjectionExpression' | 'ExpressionAttributeNames'> {
  const { UpdateExpression: update, ExpressionAttributeNames: given = {} } = expressions;
  if (update === undefined) return {};
  const { paths } = parseExpression('update', update);
  const projection = paths.map(({ start, end }) => update.slice(start, end)).join(', ');
  const { names } = parseExpression('projection', projection);
  const used = Object.entries(given).filter(([placeholder]) => names.has(placeholder));
  return {
    ProjectionExpression: projection,
    ExpressionAttributeNames: used.length === 0 ? undefined : Object.fromEntries(used),
  };
}

/** The names that have a placeholder keep it. */
function aliasesOf({ ExpressionAttributeNames: given = {} }: Expressions): Aliases {
  const byName = new Map(Object.entries(given).map(([placeholder, name]) => [name, placeholder]));
  return new Aliases((placeholder) => Object.hasOwn(given, placeholder), byName);
}

/** A condition as it can stand beside AND. DynamoDB refuses two pairs of parentheses around the same. */
function asPart(condition: string): string {
  return parseExpression('condition', condition).alternative ? `(${condition})` : condition;
}
