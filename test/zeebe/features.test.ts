import { describe, expect, test } from 'vitest';
import { type Features, keepFeatures } from '../../src/zeebe/features.ts';
import { GatewayError } from '../../src/zeebe/gateway-error.ts';

/** Features of a gateway that answers what the test says, and what was told of them. */
function featuresOf(...answers: (string | GatewayError)[]) {
  const told: Features[] = [];
  let asked = 0;
  const topology = async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (typeof answer !== 'string') throw answer;
    return { gatewayVersion: answer };
  };
  return { ...keepFeatures({ topology }, (features) => told.push(features)), told, asked: () => asked };
}

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
])('version %j has leases: %s, the filter of tenants: %s', async (version, leases, tenantFilter) => {
  expect(await featuresOf(version).current()).toEqual({ version, leases, tenantFilter });
});

test('the gateway is asked once', async () => {
  const features = featuresOf('8.10.0');
  await Promise.all([features.current(), features.current()]);
  await features.current();
  expect([features.asked(), features.told.length]).toEqual([1, 1]);
});

test('it is asked again after a failure, and what is new is told', async () => {
  const features = featuresOf('8.9.3', '8.9.3', '8.10.0');
  await features.current();
  features.failed(new GatewayError('unreachable', 'down'));
  await features.current();
  features.failed(new GatewayError('unreachable', 'down'));
  expect((await features.current()).leases).toBe(true);
  expect(features.told.map(({ version }) => version)).toEqual(['8.9.3', '8.10.0']);
});

test('a member that the gateway does not know is not sent again', async () => {
  const features = featuresOf('8.10.0');
  await features.current();
  features.failed(new GatewayError('refused', '400', { unknownMember: 'withLease' }));
  expect(await features.current()).toEqual({ version: '8.10.0', leases: false, tenantFilter: true });
});

describe('a gateway that cannot be asked', () => {
  test('because it cannot be reached, is asked again', async () => {
    const features = featuresOf(new GatewayError('unreachable', 'down'), '8.9.0');
    await expect(features.current()).rejects.toThrow('down');
    expect((await features.current()).version).toBe('8.9.0');
  });

  test('because it does not let the worker ask, counts as an old one', async () => {
    const features = featuresOf(new GatewayError('unclear', '403'));
    expect(await features.current()).toEqual({ version: '', leases: false, tenantFilter: false });
  });
});
