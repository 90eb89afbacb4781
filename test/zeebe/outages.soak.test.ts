import { describe, expect, test } from 'vitest';
import { carriers } from '../support/gateways.ts';
import { inLongForm } from '../support/long-form.ts';
import { outages, runOutage } from '../support/outages.ts';

/**
 * Longer than two locks: the engine takes the jobs back, and hands them out again when the gateway is well. Reports do not end with
 * the locks, however short those are.
 */
const OUTAGE_MS = 7_000;
const LOCK = 'PT3S';
const JOBS = inLongForm(20, 8);

describe.concurrent.each(carriers)('by %s', (carrier) => {
  test.each(Object.entries(outages))(
    'no work is done twice, and no job is an incident, after %s',
    async (_, outage) => {
      const { writes, completed, incidents } = await runOutage(outage, OUTAGE_MS, LOCK, carrier, JOBS);
      expect({ writes, completed, incidents }).toEqual({ writes: JOBS, completed: JOBS, incidents: 0 });
    },
  );
});
