import { expect, onTestFinished, test } from 'vitest';
import { operations } from '../../src/operations/index.ts';
import { checkGateway } from '../../src/worker/check.ts';
import { readConfig } from '../../src/worker/config.ts';
import { openSettings } from '../../src/worker/open.ts';
import { Slots } from '../../src/worker/slots.ts';

test('R1: without a tenant in the settings, all tenants are served to which the worker is assigned', async () => {
  const { tenantIds, gateways } = await openSettings(operations, { CAMUNDA_AUTH_STRATEGY: 'NONE' });
  onTestFinished(() => {
    for (const { gateway } of gateways) gateway.close();
  });
  expect(tenantIds).toBeUndefined();
});

test('R4: jobs of one source that wait take nothing of what is kept for the other', () => {
  const slots = new Slots(32, 2);
  Object.assign(slots.share(0), { active: 24, waiting: 8 });
  expect(slots.free(1)).toBe(8);
  expect(slots.askable(1)).toBe(8);
});

test('R12: a physical tenant with a long id can have rules of its own', () => {
  const id = 'a'.repeat(40);
  const { tenantRules } = readConfig({
    DYNAMODB_WORKER_PHYSICAL_TENANTS: id,
    [`DYNAMODB_WORKER_ALLOW_TABLES__TENANT_${id}`]: 'orders',
  });
  expect(tenantRules.get(id)).toBeDefined();
});

test('R13: where the gateway has no filter of tenants, the text says that only the default tenant is served', async () => {
  const gateway = {
    topology: async () => ({ gatewayVersion: '8.8.21' }),
    mayTakeJobs: async () => undefined,
  };
  const { text } = await checkGateway(
    { gateway, physicalTenantId: undefined },
    { address: 'localhost:26500', jobType: 'x', tenantIds: undefined },
  );
  expect(text).toContain('<default>');
});

test('R15: a tenant that is named twice is served once', () => {
  expect(readConfig({ DYNAMODB_WORKER_TENANT_IDS: 'a,a', DYNAMODB_WORKER_PHYSICAL_TENANTS: 'b,b' })).toMatchObject({
    tenantIds: ['a'],
    physicalTenants: ['b'],
  });
});
