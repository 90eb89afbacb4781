import { expect, test } from 'vitest';
import { namedGatewayAccess } from '../../examples/local/gateway-access.ts';

test('a gateway of the user is signed in to as the environment says, and else not at all', () => {
  const at = (environment: NodeJS.ProcessEnv) =>
    namedGatewayAccess('grpcs://zeebe.example:443', '--gateway', environment);
  expect(at({})).toEqual({ ZEEBE_GRPC_ADDRESS: 'grpcs://zeebe.example:443', CAMUNDA_AUTH_STRATEGY: 'NONE' });
  expect(at({ CAMUNDA_AUTH_STRATEGY: 'OAUTH' })).toMatchObject({ CAMUNDA_AUTH_STRATEGY: 'OAUTH' });
});

test.each(['localhost:26500', 'http://localhost:8080', 'grpc://', 'grpc://localhost:26500/v2', ''])(
  '%j is no address of a gateway',
  (address) => {
    expect(() => namedGatewayAccess(address, 'E2E_GATEWAY_ADDRESS')).toThrow(
      `E2E_GATEWAY_ADDRESS: expected an address like grpc://localhost:26500 (grpcs:// with TLS), got "${address}"`,
    );
  },
);
