import { describe, expect, onTestFinished, test } from 'vitest';
import { operations } from '../../src/operations/index.ts';
import { openSettings, type Variables } from '../../src/worker/open.ts';
import { startLoopbackGateway } from '../support/loopback-gateway.ts';

/** Opens the gateway that variables name, and asks it once. Gives which carrier the call came by. */
async function carrierOf(variables: (addresses: { grpc: string; rest: string }) => Variables) {
  const loopback = await startLoopbackGateway();
  onTestFinished(() => loopback.stop());
  const env = { CAMUNDA_AUTH_STRATEGY: 'NONE', ...variables({ grpc: loopback.address, rest: loopback.restAddress }) };
  const { gateways, address } = await openSettings(operations, env);
  for (const { gateway } of gateways) {
    onTestFinished(() => gateway.close());
    await gateway.topology();
  }
  expect([loopback.restAddress, loopback.address]).toContain(address);
  return loopback.seen.map(({ carrier }) => carrier);
}

describe('the gateway is called', () => {
  test('by REST if only its address for REST is set', async () => {
    expect(await carrierOf(({ rest }) => ({ ZEEBE_REST_ADDRESS: rest, ZEEBE_GRPC_ADDRESS: '' }))).toEqual(['rest']);
  });

  test('by gRPC if its address for gRPC is set too', async () => {
    const both = await carrierOf(({ grpc, rest }) => ({ ZEEBE_REST_ADDRESS: rest, ZEEBE_GRPC_ADDRESS: grpc }));
    const older = await carrierOf(({ grpc, rest }) => {
      return {
        ZEEBE_REST_ADDRESS: rest,
        ZEEBE_ADDRESS: grpc.replace('grpc://', ''),
        ZEEBE_INSECURE_CONNECTION: 'true',
      };
    });
    expect([both, older]).toEqual([['grpc'], ['grpc']]);
  });

  test('as DYNAMODB_WORKER_TRANSPORT says', async () => {
    expect(
      await carrierOf(({ grpc, rest }) => {
        return { DYNAMODB_WORKER_TRANSPORT: 'rest', ZEEBE_REST_ADDRESS: rest, ZEEBE_GRPC_ADDRESS: grpc };
      }),
    ).toEqual(['rest']);
  });
});

test('an address that cannot be used is refused by its name, and only the one that counts', async () => {
  const wrong = { CAMUNDA_AUTH_STRATEGY: 'NONE', ZEEBE_REST_ADDRESS: 'gateway:8080' };
  await expect(openSettings(operations, wrong)).rejects.toThrow(
    /^ZEEBE_REST_ADDRESS: expected an http or https address/,
  );
  const { gateways } = await openSettings(operations, { ...wrong, ZEEBE_GRPC_ADDRESS: 'grpc://127.0.0.1:1' });
  for (const { gateway } of gateways) gateway.close();
});

test('an address for gRPC without a scheme is refused: nobody guesses whether it has TLS', async () => {
  const env = { CAMUNDA_AUTH_STRATEGY: 'NONE', ZEEBE_GRPC_ADDRESS: 'gateway:26500' };
  const message = 'expected an address like grpc://localhost:26500, or grpcs://… with TLS, got gateway:26500';
  await expect(openSettings(operations, env)).rejects.toThrow(`ZEEBE_GRPC_ADDRESS: ${message}`);
});

test('the older address of the gateway may lack a scheme, and what is taken for it is said', async () => {
  const told = async (variables: Variables) => {
    const env = { CAMUNDA_AUTH_STRATEGY: 'NONE', ZEEBE_ADDRESS: 'gateway:26500', ...variables };
    const { address, gateways } = await openSettings(operations, env);
    for (const { gateway } of gateways) gateway.close();
    return address;
  };
  expect(await told({})).toBe('grpcs://gateway:26500');
  expect(await told({ ZEEBE_INSECURE_CONNECTION: 'true' })).toBe('grpc://gateway:26500');
});

test('a rule that names no operation there is, is refused with all else that is wrong', async () => {
  const env = { CAMUNDA_AUTH_STRATEGY: 'NONE', DYNAMODB_WORKER_ALLOW_OPERATIONS: 'getItm', ZEEBE_GRPC_ADDRESS: 'a:1' };
  await expect(openSettings(operations, env)).rejects.toMatchObject({
    faults: [
      expect.stringContaining('DYNAMODB_WORKER_ALLOW_OPERATIONS: expected ids of operations'),
      expect.stringContaining('ZEEBE_GRPC_ADDRESS'),
    ],
  });
});

test.each([
  [{}, undefined],
  [{ CAMUNDA_TENANT_ID: '' }, undefined],
  [{ CAMUNDA_TENANT_ID: 'sales' }, ['sales']],
  [{ CAMUNDA_TENANT_ID: 'sales', DYNAMODB_WORKER_TENANT_IDS: 'a,b' }, ['a', 'b']],
])('the tenants of %j are %j', async (variables, expected) => {
  const { tenantIds, gateways } = await openSettings(operations, { CAMUNDA_AUTH_STRATEGY: 'NONE', ...variables });
  for (const { gateway } of gateways) gateway.close();
  expect(tenantIds).toEqual(expected);
});
