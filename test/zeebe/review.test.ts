import { expect, test } from 'vitest';
import { keepFeatures } from '../../src/zeebe/features.ts';
import { GatewayError } from '../../src/zeebe/gateway-error.ts';

function featuresOf(...answers: (string | GatewayError)[]) {
  let asked = 0;
  const topology = async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (typeof answer !== 'string') throw answer;
    return { gatewayVersion: answer };
  };
  return keepFeatures({ topology }, () => {});
}

test.each(['unclear', 'doubtful'] as const)(
  'R2: one topology that is %s does not cost the tenants and leases until the next failure',
  async (verdict) => {
    const features = featuresOf('8.10.9', new GatewayError(verdict, '500'), '8.10.9');
    await features.current();
    features.failed(new GatewayError('unreachable', 'cut'));
    await features.current();
    expect(await features.current()).toEqual({ version: '8.10.9', leases: true, tenantFilter: true });
  },
);

test('R3: a member that an old gateway did not know is sent when the version is a newer one', async () => {
  const features = featuresOf('8.9.4', '8.10.9');
  await features.current();
  features.failed(new GatewayError('unclear', '400', { unknownMember: 'withLease' }));
  expect((await features.current()).leases).toBe(true);
});
