import type { TestProject } from 'vitest/node';
import { type Engine, startEngine } from '../../examples/local/engine.ts';
import { type GatewayAccess, namedGatewayAccess } from '../../examples/local/gateway-access.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** An engine for each process of tests, in the order of their numbers; one that the user names has no control. */
    engines: readonly { readonly gateway: GatewayAccess; readonly controlAddress: string | undefined }[];
  }
}

let engines: readonly Engine[] = [];

/** Starts an engine for each process of tests, or takes the gateway that E2E_GATEWAY_ADDRESS names. */
export async function setup(project: TestProject): Promise<void> {
  const { E2E_GATEWAY_ADDRESS: address } = process.env;
  if (address === undefined) {
    // The first prepares what the others use.
    engines = [await startEngine({ onProgress: console.log })];
    const others = Array.from({ length: Number(project.config.maxWorkers) - 1 }, () => startEngine());
    engines = [...engines, ...(await Promise.all(others))];
    project.provide(
      'engines',
      engines.map(({ gateway, controlAddress }) => ({ gateway, controlAddress })),
    );
    return;
  }
  console.warn(
    `The engine of the end-to-end tests is that of E2E_GATEWAY_ADDRESS, ${address}. Tests that read an engine's records, move its ` +
      'clock or end its process are SKIPPED: it offers none of that.',
  );
  const gateway = namedGatewayAccess(address, 'E2E_GATEWAY_ADDRESS');
  project.provide('engines', [{ gateway, controlAddress: undefined }]);
}

/** Stops them. */
export async function teardown(): Promise<void> {
  await Promise.all(engines.map((engine) => engine.stop()));
}
