import { expect, test } from 'vitest';
import { readConfig } from '../../src/worker/config.ts';
import { keepPolicies } from '../../src/worker/job-settings.ts';

test('what a task may name is what the settings say, and AWS’s own token file', () => {
  const config = readConfig({
    DYNAMODB_WORKER_ALLOW_ENDPOINTS: 'https://*.example.com',
    DYNAMODB_WORKER_ALLOW_ROLES: 'arn:aws:iam::*:role/tenant-*',
    DYNAMODB_WORKER_ALLOW_PROFILES: 'none',
    DYNAMODB_WORKER_ALLOW_TOKEN_FILES: '/tokens/*',
  });
  const variables = { AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/token' };
  const nobody = { tenantId: '<default>', physicalTenantId: undefined };
  const policy = keepPolicies(config, { secret: () => 's', aws: { variables } }).of(nobody);
  expect(policy.secret('X')).toBe('s');
  expect(['https://a.example.com', 'https://a.com'].map(policy.allowsEndpoint)).toEqual([true, false]);
  const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
  expect([role('tenant-a'), role('admin')].map(policy.allowsRole)).toEqual([true, false]);
  expect(policy.allowsProfile('default')).toBe(false);
  expect(['/tokens/a', '/var/run/token', '/var/run/token2'].map(policy.allowsTokenFile)).toEqual([true, true, false]);
  const usual = keepPolicies(readConfig({}), { secret: () => 's', aws: { variables: {} } }).of(nobody);
  expect([usual.allowsRole(role('admin')), usual.allowsProfile('a'), usual.allowsTokenFile('/a')]).toEqual([
    true,
    true,
    false,
  ]);
});
