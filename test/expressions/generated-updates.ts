import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { type Part, pairOf } from './writer.ts';

type Clause = 'SET' | 'REMOVE' | 'ADD' | 'DELETE';

interface Action {
  readonly clause: Clause;
  readonly part: Part;
}

const N = (value: number): AttributeValue => ({ N: String(value) });

/** In SET, a dash is a minus. */
const numbers = ['total', 'status', 'größe', 'NOT', 'a.b'];
const dashedNumbers = ['user-name', '2024-05'];
const lists = ['a', '2fa', 'between'];
const maps = ['user_name', 'size', 'data'];
const sets = ['remove', '_x', 'not-in', 'set'];

/** The item that the updates are of. */
export const item: Record<string, AttributeValue> = Object.fromEntries([
  ...[...numbers, ...dashedNumbers].map((name) => [name, N(5)]),
  ...lists.map((name) => [name, { L: [N(1), N(2), N(3)] }]),
  ...maps.map((name) => [name, { M: { add: N(1), 'in-stock': N(2) } }]),
  ...sets.map((name) => [name, { SS: ['x', 'y', 'z'] }]),
]);

const operand = fc.oneof(
  fc.constantFrom(...numbers).map(
    (name): Part =>
      (writer) =>
        writer.name(name),
  ),
  fc.constantFrom(...numbers).map(
    (name): Part =>
      (writer) =>
        `(${writer.name(name)})`,
  ),
  fc.nat(9).map(
    (number): Part =>
      (writer) =>
        writer.value(N(number)),
  ),
  fc.tuple(fc.constantFrom(...numbers, 'missing', 'null_'), fc.nat(9)).map(
    ([name, number]): Part =>
      (writer) =>
        `if_not_exists(${writer.name(name)}, ${writer.value(N(number))})`,
  ),
);
const sum = fc.tuple(operand, fc.constantFrom('+', '-', ' + ', ' - '), operand).map(
  ([left, sign, right]): Part =>
    (writer) =>
      left(writer) + sign + right(writer),
);
const setValue = fc.oneof(
  operand,
  sum,
  sum.map(
    (inner): Part =>
      (writer) =>
        `(${inner(writer)})`,
  ),
);

const setTo = (target: Part, value: fc.Arbitrary<Part>) =>
  value.map((part): Action => ({ clause: 'SET', part: (writer) => `${target(writer)} = ${part(writer)}` }));
const change = (clause: Clause, name: string, value: AttributeValue): Action => ({
  clause,
  part: (writer) => `${writer.name(name)} ${writer.value(value)}`,
});
const remove = (part: Part): Action => ({ clause: 'REMOVE', part });

/** What can be done with an attribute of the item. */
const actionsOn = (name: string): fc.Arbitrary<Action> => {
  const whole: Part = (writer) => writer.name(name);
  const removed = fc.constant(remove(whole));
  if (numbers.includes(name)) {
    return fc.oneof(removed, setTo(whole, setValue), fc.constant(change('ADD', name, N(3))));
  }
  if (dashedNumbers.includes(name)) return fc.oneof(removed, fc.constant(change('ADD', name, N(3))));
  if (lists.includes(name)) {
    const appended = fc.constant<Part>((writer) => `list_append(${writer.name(name)}, ${writer.value({ L: [N(4)] })})`);
    const first: Part = (writer) => `${writer.name(name)}[0]`;
    return fc.oneof(removed, fc.constant(remove(first)), setTo(first, setValue), setTo(whole, appended));
  }
  if (maps.includes(name)) {
    const inside: Part = (writer) => `${writer.name(name)}.${writer.name('add')}`;
    const dashed: Part = (writer) => `${writer.name(name)}.${writer.name('in-stock')}`;
    return fc.oneof(removed, fc.constant(remove(dashed)), setTo(inside, setValue));
  }
  return fc.oneof(
    removed,
    fc.constant(change('ADD', name, { SS: ['w', 'x'] })),
    fc.constant(change('DELETE', name, { SS: ['x', 'w'] })),
  );
};

const keywords = fc.constantFrom(
  ['SET', 'REMOVE', 'ADD', 'DELETE'] as const,
  ['Delete', 'add', 'Remove', 'set'] as const,
  ['remove', 'Set', 'DELETE', 'Add'] as const,
);

/** Updates of the item. */
export const updates = fc
  .tuple(
    fc.subarray(Object.keys(item), { minLength: 1, maxLength: 8 }).chain((names) => fc.tuple(...names.map(actionsOn))),
    keywords,
  )
  .map(([actions, inOrder]) =>
    pairOf((writer) =>
      inOrder
        .map((keyword) => [keyword, actions.filter(({ clause }) => clause === keyword.toUpperCase())] as const)
        .filter(([, ofClause]) => ofClause.length > 0)
        .map(([keyword, ofClause]) => `${keyword} ${ofClause.map(({ part }) => part(writer)).join(', ')}`)
        .join(' '),
    ),
  );
