import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Features, featuresOf, keepFeatures } from '../../src/zeebe/features.ts';
import { GatewayError } from '../../src/zeebe/gateway-error.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Features of a gateway that answers what the test says, one after the other, and what was told of it. */
function featuresWith(...answers: (string | Error)[]) {
  const told: string[] = [];
  const failures: string[] = [];
  let asked = 0;
  const topology = async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (answer instanceof Error) throw answer;
    return { gatewayVersion: answer ?? '' };
  };
  const kept = keepFeatures(
    { topology },
    { onKnown: ({ version }: Features) => told.push(version), onUnknown: ({ message }) => failures.push(message) },
  );
  return {
    told,
    failures,
    asked: () => asked,
    failed: kept.failed,
    /** Gives what is known when so many seconds have passed, and what was asked by then is answered. */
    async after(seconds: number): Promise<Features> {
      vi.advanceTimersByTime(seconds * 1_000);
      await kept.current();
      await new Promise(setImmediate);
      return kept.current();
    },
  };
}

const down = new GatewayError('unreachable', 'down');
const unknown = (unknownMember: string) => new GatewayError('unclear', '400', { unknownMember });

test.each([
  ['8.6.0', false, false],
  ['8.8.21', false, false],
  ['8.9.0', false, true],
  ['8.10.0-alpha4', true, true],
  ['8.10.9', true, true],
  ['9.0.0', true, true],
  ['10.1', true, true],
  ['', false, false],
  ['main-SNAPSHOT', false, false],
])('version %j has leases and physical tenants: %s, the filter of tenants: %s', (version, leases, tenantFilter) => {
  expect(featuresOf(version)).toEqual({ version, leases, tenantFilter, physicalTenants: leases });
});

describe('the gateway is asked', () => {
  test('once, for some minutes', async () => {
    const features = featuresWith('8.10.0');
    await Promise.all([features.after(0), features.after(0)]);
    await features.after(200);
    expect([features.asked(), features.told]).toEqual([1, ['8.10.0']]);
  });

  test('again after some minutes, so that an upgrade is noticed; and what is new is told', async () => {
    const features = featuresWith('8.9.3', '8.9.3', '8.10.0');
    expect((await features.after(0)).leases).toBe(false);
    await features.after(301);
    expect((await features.after(301)).leases).toBe(true);
    expect(features.told).toEqual(['8.9.3', '8.10.0']);
  });

  test('again soon after a call has failed', async () => {
    const features = featuresWith('8.9.3', '8.10.0');
    await features.after(0);
    features.failed(down);
    expect((await features.after(2)).version).toBe('8.10.0');
  });
});

describe('a gateway that does not tell its version', () => {
  test('counts as an old one, and is asked again soon', async () => {
    const features = featuresWith(down, '8.10.0');
    expect(await features.after(0)).toEqual(featuresOf(''));
    expect(features.failures).toEqual(['down']);
    expect((await features.after(11)).leases).toBe(true);
  });

  test.each([down, new GatewayError('unclear', '404, with text/html'), new TypeError('no such member')])(
    'but has told it before is what it was: %s',
    async (failure) => {
      const features = featuresWith('8.10.0', failure);
      await features.after(0);
      features.failed(down);
      expect((await features.after(2)).leases).toBe(true);
    },
  );
});

describe('a member that the gateway does not know', () => {
  test('is not sent again, and the others are', async () => {
    const features = featuresWith('8.10.0');
    await features.after(0);
    features.failed(unknown('withLease'));
    expect(await features.after(0)).toMatchObject({ leases: false, tenantFilter: true });
  });

  test('is tried again after some minutes: during an upgrade, it was another gateway', async () => {
    const features = featuresWith('8.10.0');
    await features.after(0);
    features.failed(unknown('tenantFilter'));
    expect(await features.after(601)).toEqual(featuresOf('8.10.0'));
  });
});
