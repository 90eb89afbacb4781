import { Failure } from '../failure/failure.ts';
import { type Extent, type Page, type PageRequest, type ReadPage, readsAll } from './page.ts';

type Pause = (milliseconds: number) => Promise<void>;

/** Reads pages at a rate. */
interface PacedPages {
  /** Waits until the pages before are paid for, then reads the next. */
  readonly readPage: ReadPage;
  /** Waits until all pages are paid for, so that the next task can go on at the same rate. */
  settle(): Promise<void>;
}

/** AWS reads at most 1 MB for a page. A consistent read of 1 MB takes 256 read units, any other read half as many. */
const UNITS_OF_FULL_PAGE = 256;

/**
 * Reads pages at the rate that a task sets with `maxReadUnits`, in read units a second. Without it, reads as fast as possible.
 *
 * Several pages may be read at the same time. A page begins when the pages before it are paid for: each at the units that it
 * consumed or, while it is under way, is expected to consume. So the consumption never runs ahead of the rate by more than the
 * pages under way. If the task sets no limit, pages get a size that one second pays for.
 * @param now gives the time in milliseconds
 * @returns a `readPage` that throws a Failure (execution) when an answer does not say what it consumed
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

/** Keeps an account of read units that are paid off at a rate. A turn begins when all units owed before are paid off. */
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

/** Chooses the size of pages, so that each costs at most the units of one second. Learns from the cost of the last page. */
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
  throw new Failure('execution', 'The answer does not say what it consumed, so that `maxReadUnits` cannot be held.');
}
