import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { type Part, pairOf, type Writer } from './writer.ts';

/** Names that need no alias. */
export const plainNames = ['a', 'amount', 'user_name', 'x2'];

/** Names that do, but for `SET`, and two that only the task can give a placeholder. */
const awkwardNames = [
  'status',
  'größe',
  '_x',
  '2fa',
  'size',
  'and',
  'NOT',
  'remove',
  'in',
  'between',
  'Or',
  'contains',
];
const dashedNames = ['user-name', 'not-in', '2024-05'];
const unwritableNames = ['a.b', 'with blank'];

export const allNames = [...plainNames, ...awkwardNames, ...dashedNames, ...unwritableNames];

const number = fc.integer({ min: 0, max: 3 }).map((digit): AttributeValue => ({ N: String(digit) }));
const string = fc.constantFrom('x', 'xy', 'y').map((S): AttributeValue => ({ S }));
const scalar = fc.oneof(number, string);

const list = fc.array(scalar, { maxLength: 3 }).map((L): AttributeValue => ({ L }));
const map = fc
  .dictionary(fc.constantFrom(...allNames), fc.oneof(scalar, list), { maxKeys: 6, noNullPrototype: true })
  .map((M): AttributeValue => ({ M }));

/** Attributes of which conditions may hold. */
export const attributes = fc.dictionary(
  fc.constantFrom(...allNames),
  fc.oneof({ arbitrary: scalar, weight: 4 }, list, map),
  { minKeys: 6, maxKeys: allNames.length, noNullPrototype: true },
);

function pathOf(names: readonly string[]): fc.Arbitrary<Part> {
  const name = fc.constantFrom(...names);
  const step = fc.oneof(
    name.map(
      (within): Part =>
        (writer) =>
          `.${writer.name(within)}`,
    ),
    fc.nat(2).map(
      (index): Part =>
        () =>
          `[${index}]`,
    ),
  );
  return fc.tuple(name, fc.oneof({ arbitrary: fc.constant([]), weight: 3 }, fc.array(step, { maxLength: 2 }))).map(
    ([first, steps]) =>
      (writer) =>
        writer.name(first) + steps.map((part) => part(writer)).join(''),
  );
}

const literal =
  (value: AttributeValue): Part =>
  (writer) =>
    writer.value(value);

interface Shape {
  /** Whether a single operand may stand in parentheses. */
  readonly parentheses: boolean;
  readonly negation: boolean;
}

function conditionOf(names: readonly string[], { parentheses, negation }: Shape): fc.Arbitrary<Part> {
  const path = pathOf(names);
  const measured = fc.oneof(
    path,
    path.map(
      (of): Part =>
        (writer) =>
          `size(${of(writer)})`,
    ),
  );
  const inParentheses = measured.map(
    (of): Part =>
      (writer) =>
        `(${of(writer)})`,
  );
  const operand = parentheses ? fc.oneof(measured, inParentheses) : measured;
  const comparator = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');
  const value = scalar.map(literal);
  const test = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(operand, comparator, value).map(
        (parts): Part =>
          (writer) =>
            written(writer, parts),
      ),
    },
    fc.tuple(value, comparator, path).map(
      (parts): Part =>
        (writer) =>
          written(writer, parts),
    ),
    fc.tuple(operand, fc.array(value, { minLength: 1, maxLength: 3 })).map(
      ([of, members]): Part =>
        (writer) =>
          `${of(writer)} IN (${members.map((member) => member(writer)).join(', ')})`,
    ),
    fc.tuple(operand, fc.nat(2), fc.nat(2)).map(
      ([of, least, more]): Part =>
        (writer) =>
          `${of(writer)} between ${writer.value({ N: `${least}` })} AND ${writer.value({ N: `${least + more}` })}`,
    ),
    fc.tuple(fc.constantFrom('attribute_exists', 'attribute_not_exists'), path).map(
      ([name, of]): Part =>
        (writer) =>
          `${name}(${of(writer)})`,
    ),
    fc.tuple(fc.constantFrom('begins_with', 'contains'), path, string).map(
      ([name, of, text]): Part =>
        (writer) =>
          `${name} (${of(writer)}, ${writer.value(text)})`,
    ),
    fc.tuple(path, fc.constantFrom('S', 'N', 'L', 'M')).map(
      ([of, type]): Part =>
        (writer) =>
          `attribute_type(${of(writer)},${writer.value({ S: type })})`,
    ),
  );
  return fc.letrec<{ condition: Part }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 3, arbitrary: test },
      {
        weight: negation ? 1 : 0,
        arbitrary: tie('condition').map(
          (inner): Part =>
            (writer) =>
              `NOT ${inner(writer)}`,
        ),
      },
      {
        weight: 2,
        arbitrary: fc.tuple(tie('condition'), fc.constantFrom('AND', 'and', 'OR', 'Or'), tie('condition')).map(
          ([left, keyword, right]): Part =>
            (writer) =>
              `(${left(writer)} ${keyword} ${right(writer)})`,
        ),
      },
    ),
  })).condition;
}

const written = (writer: Writer, [left, between, right]: readonly [Part, string, Part]) =>
  `${left(writer)} ${between} ${right(writer)}`;

/** Conditions over names that need no alias. */
export const plainConditions = conditionOf(plainNames, { parentheses: true, negation: true }).map(pairOf);

/** Conditions over names of all kinds that a database reads as AWS does: dynalite none with NOT twice, dynoxide none with `(a) = :v`. */
export const conditionsFor = {
  dynalite: conditionOf(allNames, { parentheses: true, negation: false }).map(pairOf),
  dynoxide: conditionOf(allNames, { parentheses: false, negation: true }).map(pairOf),
};
