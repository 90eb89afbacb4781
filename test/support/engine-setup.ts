import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import { type Engine, startEngine } from '../../examples/local/engine.ts';
import { type GatewayAccess, namedGatewayAccess } from '../../examples/local/gateway-access.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** An engine for each process of tests, and the folder where they claim one. One that the user names has no control. */
    engines: {
      readonly engines: readonly { readonly gateway: GatewayAccess; readonly controlAddress: string | undefined }[];
      readonly claims: string;
    };
  }
}

/** In megabytes. An engine keeps all that it has seen: some jobs are large. */
const HEAP = 1024;

let engines: readonly Engine[] = [];
let claims = '';

/** Starts an engine for each process of tests, or takes the gateway that E2E_GATEWAY_ADDRESS names. */
export async function setup(project: TestProject): Promise<void> {
  const { E2E_GATEWAY_ADDRESS: address } = process.env;
  claims = await mkdtemp(join(tmpdir(), 'engines-'));
  const provide = (given: ProvidedContext['engines']['engines']) =>
    project.provide('engines', { engines: given, claims });
  if (address === undefined) {
    // The first prepares what the others use.
    engines = [await startEngine({ heap: HEAP, onProgress: console.log })];
    const others = Array.from({ length: Number(project.config.maxWorkers) - 1 }, () => startEngine({ heap: HEAP }));
    engines = [...engines, ...(await Promise.all(others))];
    provide(engines.map(({ gateway, controlAddress }) => ({ gateway, controlAddress })));
    return;
  }
  console.warn(
    `The engine of the end-to-end tests is that of E2E_GATEWAY_ADDRESS, ${address}. Tests that read an engine's records, move its ` +
      'clock or end its process are SKIPPED: it offers none of that.',
  );
  const gateway = namedGatewayAccess(address, 'E2E_GATEWAY_ADDRESS');
  provide([{ gateway, controlAddress: undefined }]);
}

/** Stops them. */
export async function teardown(): Promise<void> {
  await Promise.all(engines.map((engine) => engine.stop()));
  await rm(claims, { recursive: true, force: true });
}
