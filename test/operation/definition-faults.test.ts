import { expect, test } from 'vitest';
import { z } from 'zod';
import { choice, text } from '../../src/fields/field.ts';
import { way } from '../../src/fields/way.ts';
import { byId } from '../../src/operation/by-id.ts';
import { defineOperation, type OperationGroup } from '../../src/operation/operation.ts';

const by = way('by', 'By', { x: 'X' }, { tooltip: 'How', sends: { x: { b: '=true' } } });

const words = {
  id: 'own',
  group: 'itemOperation' as OperationGroup,
  label: 'Own',
  description: 'An own one',
  keywords: [],
  iamActions: { needed: ['GetItem'] },
  writes: false,
  tables: () => [],
  run: async () => ({}),
};

/** What is said of a definition with these parts. */
function saidOf(parts: object): string {
  try {
    defineOperation({ ...words, input: {}, ...parts });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test.each<[object, string]>([
  [{ id: 'get item' }, 'its id is expected to be letters, digits and _, a letter first, and is "get item"'],
  [{ group: 'item' }, 'its group is expected to be one of itemOperation, tableOperation, and is item'],
  [{ label: ' ' }, 'its label is empty'],
  [{ description: undefined }, 'its description is empty'],
  [{ writes: undefined }, 'its writes is expected to be true, false or a function of the input'],
  [{ writes: 'no' }, 'its writes is expected to be true, false or a function of the input'],
  [{ tables: undefined }, 'its tables is expected to be a function of the input'],
  [{ tables: ['orders'] }, 'its tables is expected to be a function of the input'],
  [
    { input: { 'a.b': text('A') } },
    'the name of a field is expected to be letters, digits and _, a letter first, and is "a.b"',
  ],
  [{ input: { type: text('Type') } }, 'the field type has a name by which a job says its operation'],
  [{ input: { debug: text('Debug') } }, 'the field debug has the name of one that every operation has'],
  [{ input: { plain: z.string() } }, 'the field plain has no widget: make it with text(), choice()'],
  [
    { input: { a: text('A', { shown: { by: 'b', with: ['x'] } }), b: choice('B', { y: 'Y' }) } },
    'the field a is shown with b = x, which there is not',
  ],
  [
    { input: { a: choice('A', { x: 'X' }, { shown: { by: 'a', with: ['x'] } }) } },
    'the field a is shown with a = x, which there is not',
  ],
  [
    { input: { a: text('A', { shown: { by: by, with: ['y'] } }) } },
    'the field a is shown with by = y, which there is not',
  ],
  [{ input: { a: text('A', { shown: by.is('x') }) } }, 'the way by sends the field b, which there is not'],
])('a definition with %j is refused with what is wrong', (parts, said) => {
  expect(saidOf(parts)).toContain(said);
});

test('everything that is wrong is said at once, with the name of the operation', () => {
  const said = saidOf({ label: '', input: { type: text('Type'), inputFormat: z.number() } });
  expect(said).toBe(
    'The operation own cannot be defined: its label is empty; the field type has a name by which a job says its operation; ' +
      'the field inputFormat has the name of one that every operation has; ' +
      'the field inputFormat has no widget: make it with text(), choice(), attributes() and their like',
  );
});

test('operations by their ids keep their order, and each id is one operation’s', () => {
  const [a, b] = ['a', 'b'].map((id) => defineOperation({ ...words, id, input: {} }));
  if (a === undefined || b === undefined) throw new Error('Two operations were defined');
  expect([...byId([b, a])]).toEqual([
    ['b', b],
    ['a', a],
  ]);
  expect(() => byId([a, b, a, a])).toThrow('operations: expected operations with an id each, got more than one a');
  expect(() => byId([])).toThrow('operations: expected at least one operation, got an empty list');
});
