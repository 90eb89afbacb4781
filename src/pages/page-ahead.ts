import type { Attributes } from '../attributes/attributes.ts';
import { type Extent, type Page, type ReadPage, readsAll } from './page.ts';

/** Reads pages one after the other. */
interface PagesInOrder {
  /** Gives the page that begins after a key. If pages are read ahead, the one after it is on its way then. */
  next(key: Attributes | undefined): Promise<Page>;
  /** Waits for the page that is on its way. No call goes on when its job has ended. */
  settle(): Promise<void>;
}

/** A page that may fail before anybody waits for it. */
type PageAhead = Promise<{ readonly page: Page } | { readonly error: unknown }>;

/** Reads pages: with `isAhead`, each is asked for as soon as the one before has come, while that is converted. */
export function pagesInOrder(
  readPage: (key: Attributes | undefined) => ReturnType<ReadPage>,
  isAhead: boolean,
): PagesInOrder {
  let ahead: PageAhead | undefined;
  const ask = (key: Attributes | undefined): PageAhead =>
    readPage(key).then(
      (page) => ({ page }),
      (error: unknown) => ({ error }),
    );
  return {
    async next(key) {
      const asked = ahead ?? ask(key);
      ahead = undefined;
      const answer = await asked;
      if ('error' in answer) throw answer.error;
      const { LastEvaluatedKey } = answer.page;
      if (isAhead && LastEvaluatedKey !== undefined) ahead = ask(LastEvaluatedKey);
      return answer.page;
    },
    async settle() {
      await ahead;
    },
  };
}

/**
 * Whether it is clear, when a page has come, that the next is wanted: AWS's key alone decides it. A task with a read rate is in no
 * hurry, and where items are only counted, nothing is converted.
 */
export function readsAhead(
  reading: Extent & { readonly maxReadUnits?: number | undefined; readonly select?: string | undefined },
): boolean {
  const { maxItems, maxBytes, maxReadUnits, select } = reading;
  const isLimited = [maxItems, maxBytes, maxReadUnits].some((limit) => limit !== undefined);
  return !isLimited && select !== 'COUNT' && readsAll(reading);
}
