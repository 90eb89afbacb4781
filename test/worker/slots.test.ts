import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Slots } from '../../src/worker/slots.ts';

test('a source that is alone has all slots', () => {
  const slots = new Slots(32, 1);
  expect([slots.most, slots.free(0), slots.askable(0)]).toEqual([32, 32, 32]);
  Object.assign(slots.share(0), { active: 20, waiting: 2, asked: 3 });
  expect([slots.free(0), slots.askable(0)]).toEqual([12, 7]);
});

describe('two sources', () => {
  test('have a quarter of the slots each, whatever the other takes, and half for whoever comes first', () => {
    const slots = new Slots(32, 2);
    expect([slots.free(0), slots.free(1)]).toEqual([24, 24]);
    slots.share(0).active = 24;
    expect([slots.free(0), slots.free(1)]).toEqual([0, 8]);
    slots.share(1).active = 8;
    expect([slots.free(0), slots.free(1)]).toEqual([0, 0]);
    slots.share(0).active = 10;
    expect([slots.free(0), slots.free(1)]).toEqual([14, 14]);
  });

  test('ask for no more than there will be room for', () => {
    const slots = new Slots(32, 2);
    slots.share(0).asked = 24;
    expect([slots.askable(0), slots.askable(1)]).toEqual([0, 8]);
  });
});

test('jobs of one source that wait take nothing of what is kept for the other', () => {
  const slots = new Slots(32, 2);
  Object.assign(slots.share(0), { active: 24, waiting: 8 });
  expect([slots.free(1), slots.askable(1)]).toEqual([8, 8]);
});

test('of more sources than half the slots, each may still ask for one', () => {
  const slots = new Slots(4, 10);
  expect([slots.most, slots.few, slots.free(9)]).toEqual([4, 1, 4]);
});

test('however the sources take and end jobs, no more run than there are slots, and one that holds none can begin', () => {
  const steps = fc.array(fc.record({ source: fc.nat(4), ends: fc.boolean() }), { maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5 }), steps, (max, sources, taken) => {
      const slots = new Slots(max, sources);
      const shares = Array.from({ length: sources }, (_, source) => slots.share(source));
      for (const { source, ends } of taken) {
        const share = shares[source % sources] as { active: number };
        if (ends && share.active > 0) share.active--;
        else if (!ends && slots.free(source % sources) > 0) share.active++;
        expect(shares.reduce((sum, { active }) => sum + active, 0)).toBeLessThanOrEqual(max);
        if (max >= 2 * sources)
          for (const [index, { active }] of shares.entries()) expect(active > 0 || slots.free(index) > 0).toBe(true);
      }
    }),
  );
});
