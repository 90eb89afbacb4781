import { combined, type Expressions, type ExpressionText, type Path } from './tree.ts';

/** Adds a condition to expressions: there is an item, with the key attribute `name`, or there is none. */
export function andExists(expressions: Expressions, name: string, exists = true): Expressions {
  const test = { kind: 'test', path: [name], test: { operator: 'exists', exists } } as const;
  const { condition } = expressions;
  return { ...expressions, condition: combined('and', condition === undefined ? [test] : [test, condition]) };
}

/**
 * Adds the attributes of these names to the projection of expressions, if there is one. `added` are those that the task did not
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

/** Gives expressions without a projection one of the attributes of these names. */
export function projectOnly(expressions: Expressions, names: readonly string[]): Expressions {
  return { ...expressions, projection: names.map((name) => [name]) };
}

/** Makes a projection of what an update changes, to read that before the update or after it. Without an update it has none. */
export function projectionOfUpdate(expressions: Expressions): Expressions {
  const { update } = expressions;
  if (update === undefined) return {};
  if ('text' in update) return { projection: pathsIn(update, expressions) };
  const assigned = [...update.set, ...update.add, ...update.delete].map(({ path }) => path);
  return { projection: [...assigned, ...update.remove] };
}

/** Gives the paths in a text, with the names that its placeholders stand for. */
function pathsIn({ paths }: ExpressionText, { names = {} }: Expressions): Path[] {
  const nameOf = (part: string | number) =>
    typeof part === 'string' && part.startsWith('#') ? (names[part] ?? part) : part;
  return paths.map((path) => path.map(nameOf));
}
