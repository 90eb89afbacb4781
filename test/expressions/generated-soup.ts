import fc from 'fast-check';

const shared = ['(', ')', ',', '.', '[0]', '[', ']', '1', ':v', ':w', '#n', '#m', 'a', 'b', 'x2', '=', '-', '+'];

/** What each kind of expression is made of. */
const ingredients = {
  filterExpression: [
    ...['<>', '<', '<=', '>', '>=', 'AND', 'and', 'OR', 'NOT', 'IN', 'BETWEEN', 'size(', 'contains(', 'foo('],
    ...['attribute_exists(', 'a = :v', 'b > :w', 'a.b', 'a IN (:v)', 'a BETWEEN :v AND :w'],
  ],
  projectionExpression: ['a.b', 'b[1]', 'a,', ', b'],
  updateExpression: [
    ...['SET', 'set', 'REMOVE', 'ADD', 'DELETE', 'if_not_exists(', 'list_append(', 'size('],
    ...['SET a = :v', 'REMOVE b', 'ADD a :v', 'a = b', ', b = a + :v'],
  ],
} as const;

export type SoupField = keyof typeof ingredients;

/** Texts made of what expressions are made of: few of them are one. */
export function soupFor(field: SoupField): fc.Arbitrary<string> {
  const ingredient = fc.constantFrom(...shared, ...ingredients[field]);
  return fc
    .array(fc.tuple(ingredient, fc.constantFrom(' ', ' ', '', '\n')), { minLength: 1, maxLength: 9 })
    .map((parts) => parts.flat().join('').trim());
}
