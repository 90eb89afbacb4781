import type { TestProject } from 'vitest/node';
import { type Broker, type BrokerAddresses, startBroker } from '../../examples/local/zeebe-broker.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The broker that all test files share; `brokerControl` reads its records and moves its clock. */
    broker: BrokerAddresses;
  }
}

let broker: Broker | undefined;

/** Starts one broker for all test files; its clock can be moved. */
export async function setup(project: TestProject): Promise<void> {
  broker = await startBroker({ onProgress: console.log });
  const { grpcAddress, restAddress, managementAddress, recordsAddress } = broker;
  project.provide('broker', { grpcAddress, restAddress, managementAddress, recordsAddress });
}

/** Stops it. */
export async function teardown(): Promise<void> {
  await broker?.stop();
}
