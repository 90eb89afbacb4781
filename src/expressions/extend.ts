import { combined, type Expressions, type ExpressionText, type Path } from './tree.ts';

/** Expressions with a condition more: that there is an item, which has the attribute of that name. */
export function andExists(expressions: Expressions, name: string): Expressions {
  const exists = { kind: 'test', path: [name], test: { operator: 'exists', exists: true } } as const;
  const { condition } = expressions;
  return { ...expressions, condition: combined('and', condition === undefined ? [exists] : [exists, condition]) };
}

/**
 * Expressions whose projection, if there is one, has the attributes of these names. `added` are those that the task did not
 * ask for.
 */
export function projectAlso(
  expressions: Expressions,
  names: readonly string[],
): { expressions: Expressions; added: readonly string[] } {
  const { projection } = expressions;
  if (projection === undefined) return { expressions, added: [] };
  const paths = projection.flatMap((part) => ('text' in part ? pathsIn(part, expressions) : [part]));
  const whole = new Set(paths.map((path) => (path.length === 1 ? path[0] : undefined)));
  const added = names.filter((name) => !whole.has(name));
  if (added.length === 0) return { expressions, added };
  return { expressions: { ...expressions, projection: [...projection, ...added.map((name) => [name])] }, added };
}

/** Expressions that have no projection, with one of the attributes of these names. */
export function projectOnly(expressions: Expressions, names: readonly string[]): Expressions {
  return { ...expressions, projection: names.map((name) => [name]) };
}

/** The projection of what an update changes, to read that before it or after it; none without an update. */
export function projectionOfUpdate(expressions: Expressions): Expressions {
  const { update } = expressions;
  if (update === undefined) return {};
  if ('text' in update) return { projection: pathsIn(update, expressions) };
  const assigned = [...update.set, ...update.add, ...update.delete].map(({ path }) => path);
  return { projection: [...assigned, ...update.remove] };
}

/** The paths in a text, with the names that its placeholders stand for. */
function pathsIn({ paths }: ExpressionText, { names = {} }: Expressions): Path[] {
  const nameOf = (part: string | number) =>
    typeof part === 'string' && part.startsWith('#') ? (names[part] ?? part) : part;
  return paths.map((path) => path.map(nameOf));
}
