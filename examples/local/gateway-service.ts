import { createRequire } from 'node:module';
import { loadPackageDefinition, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** Reads the service `Gateway` from the proto file that the SDK ships. */
export function loadGatewayService(): ServiceDefinition {
  const file = createRequire(import.meta.url).resolve('@camunda8/sdk/dist/proto/zeebe.proto');
  const definition = loadSync(file, { keepCase: true, longs: String, enums: String, defaults: true });
  const root = loadPackageDefinition(definition).gateway_protocol;
  if (!root || !('Gateway' in root) || !('service' in (root.Gateway as object))) {
    throw new Error(`${file} has no service gateway_protocol.Gateway`);
  }
  return (root.Gateway as unknown as { service: ServiceDefinition }).service;
}
