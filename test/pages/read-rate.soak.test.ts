import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Extent, Page, PageRequest } from '../../src/pages/page.ts';
import { paced } from '../../src/pages/read-rate.ts';
import { startClock } from '../support/clock.ts';
import { inLongForm } from '../support/long-form.ts';

interface Table {
  /** Items of each segment. */
  readonly segments: readonly number[];
  readonly bytesPerItem: number;
  /** Of an answer, in milliseconds. */
  readonly latency: number;
}

interface AskedPage {
  readonly at: number;
  readonly limit: number | undefined;
  readonly units: number;
}

const PAGE_BYTES = 2 ** 20;
const UNIT_BYTES = 8_192;

/** Reads all segments of a table at once, in a time that takes none. */
async function readAll(table: Table, words: Extent & { maxReadUnits: number }) {
  const clock = startClock();
  const asked: AskedPage[] = [];
  const left = [...table.segments];

  async function answer({ Segment = 0, Limit }: PageRequest): Promise<Page> {
    const at = clock.now();
    const wanted = Math.min(Limit ?? Number.POSITIVE_INFINITY, Math.ceil(PAGE_BYTES / table.bytesPerItem));
    const scanned = Math.min(left[Segment] as number, wanted);
    // AWS rounds a page up to half a unit
    const units = Math.max(1, Math.ceil((2 * scanned * table.bytesPerItem) / UNIT_BYTES)) / 2;
    left[Segment] = (left[Segment] as number) - scanned;
    asked.push({ at, limit: Limit, units });
    await clock.pause(table.latency);
    return { ScannedCount: scanned, ConsumedCapacity: { CapacityUnits: units } };
  }

  const { readPage, settle } = paced(answer, words, clock.pause, clock.now);
  const readSegment = async (Segment: number) => {
    do await readPage({ Segment, Limit: words.limit });
    while ((left[Segment] as number) > 0);
  };
  await clock.runUntil(Promise.all(table.segments.map((_, segment) => readSegment(segment))));
  await clock.runUntil(settle());
  return { asked, seconds: clock.now() / 1_000, units: asked.reduce((sum, { units }) => sum + units, 0) };
}

const tables = fc.record({
  segments: fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 16 }),
  bytesPerItem: fc.integer({ min: 20, max: 100_000 }),
  latency: fc.integer({ min: 1, max: 100 }),
});
const rates = fc.integer({ min: 1, max: 400 });

test('no more is consumed than the rate allows in the time that the reading takes', async () => {
  const limits = fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(tables, rates, limits, async (table, maxReadUnits, limit) => {
      const { seconds, units } = await readAll(table, { maxReadUnits, limit, paging: 'all' });
      expect(units / seconds).toBeLessThanOrEqual(maxReadUnits * 1.001);
    }),
    { numRuns: inLongForm(200, 40) },
  );
});

test('one page after the other: each begins when those before it are paid for', async () => {
  await fc.assert(
    fc.asyncProperty(tables, rates, async (table, maxReadUnits) => {
      const { asked } = await readAll({ ...table, segments: table.segments.slice(0, 1) }, { maxReadUnits });
      let consumed = 0;
      for (const { at, units } of asked) {
        expect((at / 1_000) * maxReadUnits).toBeGreaterThanOrEqual(consumed * 0.999);
        consumed += units;
      }
    }),
    { numRuns: inLongForm(200, 40) },
  );
});

test.each([
  [1, 25],
  [4, 25],
  [16, 25],
  [4, 200],
  [4, 300],
  [1, 1_000],
])('%i segments at %i units a second take nine tenths of the rate at least', async (count, maxReadUnits) => {
  const table = { segments: Array.from({ length: count }, () => 400_000 / count), bytesPerItem: 400, latency: 20 };
  const { seconds, units } = await readAll(table, { maxReadUnits });
  expect(units / seconds).toBeGreaterThan(maxReadUnits * 0.9);
});

test('pages get a size that a second can pay for, from the first on', async () => {
  const table = { segments: [20_000, 20_000], bytesPerItem: 300, latency: 5 };
  const { asked } = await readAll(table, { maxReadUnits: 10 });
  expect(asked[0]?.limit).toBe(1);
  for (const { units } of asked) expect(units).toBeLessThanOrEqual(10);
  const largest = Math.max(...asked.map(({ units }) => units));
  expect(largest).toBeGreaterThan(9);
});

test('the one page of a task, of which nothing is known before, has an item for each unit', async () => {
  const { asked } = await readAll(
    { segments: [5], bytesPerItem: 300, latency: 5 },
    { maxReadUnits: 10, paging: 'page' },
  );
  expect(asked.map(({ limit }) => limit)).toEqual([10]);
});

test('a limit of the task stays as it is, and a rate that can pay for any page needs none', async () => {
  const table = { segments: [90, 30], bytesPerItem: 300, latency: 5 };
  const withLimit = await readAll(table, { maxReadUnits: 10, limit: 30, paging: 'all' });
  expect(withLimit.asked.map(({ limit }) => limit)).toEqual([30, 30, 30, 30]);
  const fast = await readAll(table, { maxReadUnits: 256 });
  expect(fast.asked.map(({ limit }) => limit)).toEqual([undefined, undefined]);
});

test('an answer that does not say what it consumed ends the reading', async () => {
  const { readPage } = paced(
    async () => ({}),
    { maxReadUnits: 1 },
    async () => {},
  );
  await expect(readPage({})).rejects.toThrow('does not say what it consumed, so that `maxReadUnits` cannot be held');
});
