import { Failure } from '../failure/failure.ts';
import { type Extent, type Page, type PageRequest, type ReadPage, readsAll } from './page.ts';

type Pause = (milliseconds: number) => Promise<void>;

/** Pages that are read at a rate. */
interface PacedPages {
  /** Waits until the pages before are paid for, then asks. */
  readonly readPage: ReadPage;
  /** Waits until all pages are paid for: another task may then go on at the same rate. */
  settle(): Promise<void>;
}

/** AWS reads at most 1 MB for a page: 256 units, and half as many unless the read is consistent. */
const UNITS_OF_FULL_PAGE = 256;

/**
 * Reads pages at the rate that a task says: at most so many read units a second, or as fast as can be. Several pages may be
 * read at a time. Each begins when those before are paid for, by what they consumed or are expected to: what is consumed
 * never runs ahead of the rate by more than the pages under way. Without a limit of the task, pages get a size that a second
 * pays for.
 * @param now the time in milliseconds
 */
export function paced(
  readPage: ReadPage,
  extent: Extent & { readonly maxReadUnits?: number | undefined },
  pause: Pause,
  now = () => performance.now(),
): PacedPages {
  const { maxReadUnits } = extent;
  if (maxReadUnits === undefined) return { readPage, settle: async () => {} };
  const rate = atRate(maxReadUnits, pause, now);
  const size = pageSize(maxReadUnits, extent);
  let firstPage: Promise<unknown> | undefined;

  async function readNext(request: PageRequest): Promise<Page> {
    const Limit = size.limit(request.Limit);
    const expected = size.expected(Limit);
    await rate.turn(expected);
    const page = await readPage({ ...request, Limit });
    const units = unitsOf(page);
    rate.owe(units - expected);
    size.learn(units, page.ScannedCount ?? 0);
    return page;
  }

  return {
    async readPage(request) {
      while (!size.isKnown() && firstPage !== undefined) await firstPage;
      const page = readNext(request);
      if (!size.isKnown()) {
        firstPage = Promise.allSettled([page]).then(() => {
          firstPage = undefined;
        });
      }
      return page;
    },
    settle: rate.settle,
  };
}

/** Who takes a turn has waited until what was owed before is paid off. */
function atRate(unitsPerSecond: number, pause: Pause, now: () => number) {
  let paidAt = now();

  async function waitUntil(time: number): Promise<void> {
    const milliseconds = time - now();
    if (milliseconds > 0) await pause(milliseconds);
  }

  function owe(units: number): void {
    paidAt += (units / unitsPerSecond) * 1_000;
  }

  return {
    async turn(units: number): Promise<void> {
      const begin = Math.max(paidAt, now());
      paidAt = begin;
      owe(units);
      await waitUntil(begin);
    },
    owe,
    settle: () => waitUntil(paidAt),
  };
}

/** The size of pages that cost at most a second's units, learned from what the last one cost. */
function pageSize(unitsPerSecond: number, extent: Extent) {
  const isGiven = extent.limit !== undefined || unitsPerSecond >= UNITS_OF_FULL_PAGE;
  let unitsPerItem: number | undefined;
  return {
    isKnown: () => unitsPerItem !== undefined,
    limit(wanted = Number.POSITIVE_INFINITY): number | undefined {
      if (isGiven) return Number.isFinite(wanted) ? wanted : undefined;
      if (unitsPerItem !== undefined) return Math.min(wanted, Math.max(1, Math.floor(unitsPerSecond / unitsPerItem)));
      return Math.min(wanted, readsAll(extent) ? 1 : unitsPerSecond);
    },
    expected: (limit = Number.MAX_VALUE) => Math.min(limit * (unitsPerItem ?? 0), UNITS_OF_FULL_PAGE),
    learn(units: number, items: number): void {
      if (items > 0) unitsPerItem = units / items;
    },
  };
}

function unitsOf({ ConsumedCapacity }: Page): number {
  const units = ConsumedCapacity?.CapacityUnits;
  if (units !== undefined) return units;
  throw new Failure('execution', 'The answer does not say what it consumed, so that maxReadUnits cannot be held.');
}
