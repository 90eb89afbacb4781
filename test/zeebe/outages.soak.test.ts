import { describe, expect, test } from 'vitest';
import { carriers } from '../support/gateways.ts';
import { outages, runOutage } from '../support/outages.ts';

/**
 * Longer than two locks: the engine takes the jobs back, and hands them out again when the gateway is well. Reports do not end with
 * the locks, however short those are.
 */
const OUTAGE_MS = 7_000;
const LOCK = 'PT3S';

describe.concurrent.each(carriers)('by %s', (carrier) => {
  test.each(Object.entries(outages))(
    'no work is done twice, and no job is an incident, after %s',
    async (_, outage) => {
      expect(await runOutage(outage, OUTAGE_MS, LOCK, carrier)).toMatchObject({
        jobs: 20,
        writes: 20,
        completed: 20,
        incidents: 0,
      });
    },
  );
});
