import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { type Region, regionOf } from '../../../src/feel/temporal/region.ts';

const names = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'UTC',
];
const FROM_1700_TO_2200 = { min: -98_617, max: 84_000 };

const offsetIn = (name: string, day: number, second: number) =>
  Math.round(
    Temporal.Instant.fromEpochMilliseconds((day * 86_400 + second) * 1000).toZonedDateTimeISO(name).offsetNanoseconds /
      1e9,
  );

test('an offset is that of the region, whichever others were asked for before', () => {
  const moment = fc.tuple(fc.constantFrom(...names), fc.integer(FROM_1700_TO_2200), fc.nat(86_399));
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1 }), (moments) => {
      for (const [name, day, second] of moments) {
        const region = regionOf(name) as Region;
        expect(region.offsetAt(day, second), `${name} ${day} ${second}`).toBe(offsetIn(name, day, second));
      }
    }),
  );
});

test('and stays so when more were asked for than are kept', () => {
  const regions = names.map((name) => [name, regionOf(name) as Region] as const);
  const ask = () => {
    for (const [, region] of regions) for (let day = 0; day < 40_000; day += 8) region.offsetAt(day, 0);
  };
  ask();
  ask();
  for (const [name, region] of regions) {
    for (const day of [0, 10_000, 20_000]) expect(region.offsetAt(day, 0)).toBe(offsetIn(name, day, 0));
  }
});

test('the far future repeats what the calendar repeats', () => {
  const berlin = regionOf('Europe/Berlin') as Region;
  expect(berlin.offsetAt(20_000 + 10 * 146_097, 0)).toBe(berlin.offsetAt(20_000 + 146_097 * 2, 0));
});

test.each(['Europe/Nowhere', 'europe/berlin', 'EST', '', 'x'.repeat(100)])('%j is no region', (name) => {
  expect(regionOf(name)).toBeUndefined();
});
