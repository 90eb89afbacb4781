import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { prepareEngine } from '../../examples/local/engine.ts';
import { type GatewayAccess, namedGatewayAccess } from '../../examples/local/gateway-access.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The gateway that E2E_GATEWAY_ADDRESS names; else each process of tests starts an engine, whose log is below this folder. */
    engine: { readonly gateway: GatewayAccess | undefined; readonly folder: string };
  }
}

let folder = '';

/** Makes what the engines of all processes use, or says what is missing for them, before any test begins. */
export async function setup(project: TestProject): Promise<void> {
  const { E2E_GATEWAY_ADDRESS: address } = process.env;
  folder = await mkdtemp(join(tmpdir(), 'engines-'));
  if (address === undefined) {
    await prepareEngine(console.log);
    project.provide('engine', { gateway: undefined, folder });
    return;
  }
  console.warn(
    `The engine of the end-to-end tests is that of E2E_GATEWAY_ADDRESS, ${address}. Tests that read an engine's records, move its ` +
      'clock or end its process are SKIPPED: it offers none of that.',
  );
  project.provide('engine', { gateway: namedGatewayAccess(address, 'E2E_GATEWAY_ADDRESS'), folder });
}

/** Removes what the engines leave behind: they end with their processes. */
export async function teardown(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
