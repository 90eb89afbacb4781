import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Attributes } from '../../src/attributes/attributes.ts';
import { type JsonObject, stringifyJson } from '../../src/json/json.ts';
import { attributesDecoder } from '../../src/operation/response.ts';
import { type GivenItems, givenItems } from '../../src/pages/given-items.ts';
import { anyCharacter } from '../support/texts.ts';

const decode = attributesDecoder('json');
const itemOf = (text: string) => ({ id: { S: text }, hidden: { N: '1' }, long: { N: '9007199254740993' } });
const pages = fc.array(fc.array(fc.string({ unit: anyCharacter, maxLength: 30 }).map(itemOf), { maxLength: 6 }));

/** What is given of some pages, which ends with the first page that is not given wholly. */
function untilCut(pages: readonly Attributes[][], givenOf: GivenItems): JsonObject[] {
  const given: JsonObject[] = [];
  for (const page of pages) {
    const items = givenOf(page);
    given.push(...items);
    if (items.length < page.length) break;
  }
  return given;
}

test('all items are given where there is no limit', () => {
  fc.assert(
    fc.property(pages, (pages) => {
      const givenOf = givenItems({}, decode);
      expect(pages.flatMap(givenOf)).toEqual(pages.flat().map(decode));
    }),
  );
});

test('items are given up to a number, and up to a size of their list as JSON, to the byte', () => {
  const limits = fc.record({ maxItems: fc.integer({ min: 1, max: 12 }), maxBytes: fc.integer({ min: 250, max: 900 }) });
  fc.assert(
    fc.property(pages, limits, (pages, limits) => {
      const givenOf = givenItems(limits, decode);
      const given = untilCut(pages, givenOf);
      const all = pages.flat().map((item) => decode(item) ?? {});
      expect(given).toEqual(all.slice(0, given.length));
      const fits = (count: number) =>
        count <= limits.maxItems && Buffer.byteLength(stringifyJson(all.slice(0, count))) <= limits.maxBytes;
      expect(fits(given.length)).toBe(true);
      if (given.length < all.length) expect(fits(given.length + 1)).toBe(false);
    }),
  );
});

test('attributes that were read for their keys only are left out, and not measured', () => {
  const givenOf = givenItems({ hidden: ['hidden', 'long', 'none'], maxBytes: 23 }, decode);
  expect(givenOf(['a', 'b', 'c'].map(itemOf))).toEqual([{ id: 'a' }, { id: 'b' }]);
});

test('an item that alone is too large is refused when it is the first, else left for the next task', () => {
  const large = itemOf('x'.repeat(1_000));
  const bytes = stringifyJson([decode(large)]).length;
  const limits = { maxBytes: 100 };
  expect(() => givenItems(limits, decode)([large])).toThrow(
    `The first item alone is larger than \`maxBytes\`: ${bytes} bytes of JSON, in a list, at most 100. Set a larger \`maxBytes\``,
  );
  const givenOf = givenItems(limits, decode);
  expect([...givenOf([itemOf('a')]), ...givenOf([large])]).toHaveLength(1);
});
