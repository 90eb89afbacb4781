import { expect, test } from 'vitest';
import type { Page } from '../../src/pages/page.ts';
import { pagesInOrder, readsAhead } from '../../src/pages/page-ahead.ts';

const key = (id: string) => ({ id: { S: id } });

/** Pages with these keys to go on with, and what was asked for so far. The last page has none. */
function pagesWith(...answers: (Page | Error)[]) {
  const asked: (string | undefined)[] = [];
  const readPage = async (from: ReturnType<typeof key> | undefined) => {
    const answer = answers[asked.push(from?.id.S) - 1] as Page | Error;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, readPage: readPage as Parameters<typeof pagesInOrder>[0] };
}

test('when a page is given, the next is on its way, and the last has none after it', async () => {
  const { asked, readPage } = pagesWith({ LastEvaluatedKey: key('a') }, { LastEvaluatedKey: key('b') }, {});
  const pages = pagesInOrder(readPage, true);
  await pages.next(undefined);
  expect(asked).toEqual([undefined, 'a']);
  await pages.next(key('a'));
  expect(asked).toEqual([undefined, 'a', 'b']);
  expect(await pages.next(key('b'))).toEqual({});
  expect(asked).toHaveLength(3);
});

test('without reading ahead, a page is asked for when it is wanted', async () => {
  const { asked, readPage } = pagesWith({ LastEvaluatedKey: key('a') }, {});
  const pages = pagesInOrder(readPage, false);
  await pages.next(undefined);
  expect(asked).toEqual([undefined]);
  await pages.next(key('a'));
  expect(asked).toEqual([undefined, 'a']);
});

test('a page that fails while nobody waits for it fails whoever wants it, and nobody else', async () => {
  const { readPage } = pagesWith({ LastEvaluatedKey: key('a') }, new Error('throttled'));
  const pages = pagesInOrder(readPage, true);
  await pages.next(undefined);
  await pages.settle();
  await expect(pages.next(key('a'))).rejects.toThrow('throttled');
});

test('a job that ends before waits for the page that is on its way', async () => {
  let isOver = false;
  const slow = async (from: unknown) => {
    if (from === undefined) return { LastEvaluatedKey: key('a') };
    await new Promise((resolve) => setTimeout(resolve, 20));
    isOver = true;
    return {};
  };
  const pages = pagesInOrder(slow, true);
  await pages.next(undefined);
  await pages.settle();
  expect(isOver).toBe(true);
});

test.each([
  [{}, true],
  [{ paging: 'all', limit: 5 }, true],
  [{ limit: 5 }, false],
  [{ paging: 'page' }, false],
  [{ maxItems: 5 }, false],
  [{ maxBytes: 5 }, false],
  [{ maxReadUnits: 5 }, false],
  [{ select: 'COUNT' }, false],
] as const)('what is read ahead: %j: %s', (reading, expected) => {
  expect(readsAhead(reading)).toBe(expected);
});
