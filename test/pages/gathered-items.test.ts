import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { type JsonObject, stringifyJson } from '../../src/json/json.ts';
import { gatherItems, itemsMemory } from '../../src/pages/gathered-items.ts';

const page = [{ id: 'ä'.repeat(10) }, { id: 12345678901234567890n }];
/** Text is measured by its characters. */
const BYTES = '[{"id":"ääääääääää"},{"id":12345678901234567890}]'.length;

test('items of plain text are measured as they are written', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c') });
  const values = [
    words,
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  ];
  fc.assert(
    fc.property(fc.array(fc.object({ key: words, values })), (items) => {
      const written = stringifyJson(items as JsonObject[]).length;
      expect(() => itemsMemory(written).keep(items as JsonObject[])).not.toThrow();
      expect(() => itemsMemory(written - 1).keep(items as JsonObject[])).toThrow(
        `${written} characters of JSON so far`,
      );
    }),
  );
});

test('items are gathered in their order as long as there is room for more', () => {
  const gathered = gatherItems(2 * BYTES);
  gathered.add(page, true);
  gathered.add(page, true);
  expect(gathered.items).toEqual([...page, ...page]);
  expect(() => gathered.add(page, true)).toThrow(Failure);
});

test('what is complete with a page is not measured', () => {
  const gathered = gatherItems(BYTES - 1);
  gathered.add(page, false);
  expect(gathered.items).toEqual(page);
});

test('a memory that is full says how full, and what to set', () => {
  const memory = itemsMemory(BYTES);
  memory.keep(page);
  expect(() => memory.keep(page)).toThrow(
    `The items are too large to be read at once: ${2 * BYTES} characters of JSON so far, at most ${BYTES}. ` +
      'Set a limit, maxItems or maxBytes, to read them in parts, or a filterExpression or projectionExpression, to keep less.',
  );
  expect(() => itemsMemory(1, 'Ask for less.').keep(page)).toThrow(/at most 1\. Ask for less\.$/);
});
