import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { type JsonObject, stringifyJson } from '../../src/json/json.ts';
import { gatherItems, itemsMemory } from '../../src/pages/gathered-items.ts';

/** What a job may keep, in a worker that has memory enough. */
const roomFor = (maxItemsBytes: number) => ({ maxItemsBytes, keepOnly: async () => {} });

const page = [{ id: 'ä'.repeat(10) }, { id: 12345678901234567890n }];
/** Text is measured by its characters. */
const BYTES = '[{"id":"ääääääääää"},{"id":12345678901234567890}]'.length;

test('items of plain text are measured as they are written', async () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c') });
  const values = [
    words,
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.object({ key: words, values })), async (items) => {
      const written = stringifyJson(items as JsonObject[]).length;
      const keep = (most: number) => itemsMemory(roomFor(most)).keep({}, items as JsonObject[]);
      await keep(written);
      await expect(keep(written - 1)).rejects.toThrow(`${written} characters of JSON so far`);
    }),
  );
});

test('items are gathered in their order as long as there is room for more', async () => {
  const gathered = gatherItems(roomFor(2 * BYTES));
  await gathered.add({}, page, true);
  await gathered.add({}, page, true);
  expect(gathered.items).toEqual([...page, ...page]);
  await expect(gathered.add({}, page, true)).rejects.toThrow(Failure);
});

test('what is complete with a page is not measured', async () => {
  const gathered = gatherItems(roomFor(BYTES - 1));
  await gathered.add({}, page, false);
  expect(gathered.items).toEqual(page);
});

test('of an answer only what its items take is held while others are read', async () => {
  const kept: [object, number][] = [];
  const answer = {};
  const keepOnly = async (of: object, bytes: number) => void kept.push([of, bytes]);
  await gatherItems({ maxItemsBytes: BYTES, keepOnly }).add(answer, page, true);
  // The two texts, the two objects, the list.
  expect(kept).toEqual([[answer, BYTES + 5 * 40]]);
});

test('a memory that is full says how full, and what to set', async () => {
  const memory = itemsMemory(roomFor(BYTES));
  await memory.keep({}, page);
  await expect(memory.keep({}, page)).rejects.toThrow(
    `The items are too large to be read at once: ${2 * BYTES} characters of JSON so far, at most ${BYTES}. ` +
      'Set `limit`, `maxItems` or `maxBytes`, to read them in parts, or `filterExpression` or `projectionExpression`, to keep less.',
  );
  await expect(itemsMemory(roomFor(1), 'Ask for less.').keep({}, page)).rejects.toThrow(/at most 1\. Ask for less\.$/);
});
