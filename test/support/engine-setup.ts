import type { TestProject } from 'vitest/node';
import { type Engine, startEngine } from '../../examples/local/engine.ts';
import { type GatewayAccess, namedGatewayAccess } from '../../examples/local/gateway-access.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The engine that all test files share; one that the user names has no control. */
    engine: { gateway: GatewayAccess; controlAddress: string | undefined };
  }
}

let engine: Engine | undefined;

/** Starts one engine for all test files, or takes the gateway that E2E_GATEWAY_ADDRESS names. */
export async function setup(project: TestProject): Promise<void> {
  const { E2E_GATEWAY_ADDRESS: address } = process.env;
  if (address === undefined) {
    engine = await startEngine({ onProgress: console.log });
    project.provide('engine', { gateway: engine.gateway, controlAddress: engine.controlAddress });
    return;
  }
  console.warn(
    `The engine of the end-to-end tests is that of E2E_GATEWAY_ADDRESS, ${address}. Tests that read an engine's records, move its ` +
      'clock or end its process are SKIPPED: it offers none of that.',
  );
  const gateway = namedGatewayAccess(address, 'E2E_GATEWAY_ADDRESS');
  project.provide('engine', { gateway, controlAddress: undefined });
}

/** Stops it. */
export async function teardown(): Promise<void> {
  await engine?.stop();
}
