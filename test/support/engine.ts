import { inject } from 'vitest';
import { type EngineControl, type EngineOptions, engineControl, startEngine } from '../../examples/local/engine.ts';
import type { GatewayAccess } from '../../examples/local/gateway-access.ts';
import { isLongForm } from './long-form.ts';

/** An engine that tests use. */
export interface TestEngine extends EngineControl {
  readonly gateway: GatewayAccess;
}

/** In megabytes. An engine keeps all that it has seen: some jobs are large. */
const HEAP = 1024;

// Each process has an engine of its own: two at one would do each other's jobs. It ends with the process.
const { gateway: named, folder } = inject('engine');
const started = named === undefined ? await startEngine({ heap: HEAP, folder }) : undefined;
const gateway = started?.gateway ?? (named as GatewayAccess);
const controlAddress = started?.controlAddress;

/**
 * Whether the tests start their engines themselves. A gateway that the user names (E2E_GATEWAY_ADDRESS) shows no records and has a
 * clock of its own: tests that need more than a gateway run by `test.runIf(startsEngines)`.
 */
export const startsEngines = controlAddress !== undefined;

/** Where that engine listens: its gateway, and its control where it has one. */
export const addresses = [gateway.ZEEBE_GRPC_ADDRESS, controlAddress].filter((address) => address !== undefined);

/** The engine that the test files of one process share, one after the other. */
export const sharedEngine: TestEngine = {
  gateway,
  ...(controlAddress === undefined ? { records: refuse, addTime: refuse } : engineControl(controlAddress)),
};

/** The same for who would stop it. */
const lentEngine: StartedEngine = { ...sharedEngine, stop: async () => {} };

type StartedEngine = TestEngine & { stop(): Promise<void> };

/** An engine for tests whose long form has so many jobs that its log makes it slow. The shared one in the short form. */
export async function startLongEngine(options: EngineOptions): Promise<StartedEngine> {
  return isLongForm && startsEngines ? startEngine(options) : lentEngine;
}

async function refuse(): Promise<never> {
  throw new Error('The gateway of E2E_GATEWAY_ADDRESS shows no records and has a clock of its own');
}
