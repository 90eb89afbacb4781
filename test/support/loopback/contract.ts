import { createRequire } from 'node:module';
import { loadPackageDefinition, type ServiceDefinition, type status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** The calls the loopback gateway answers; every other one is answered with 12 UNIMPLEMENTED. */
export type Rpc = 'ActivateJobs' | 'CompleteJob' | 'FailJob' | 'ThrowError' | 'UpdateJobTimeout' | 'Topology';

/** Why a call is refused, as a gRPC status. */
export interface Refusal {
  code: status;
  details: string;
}

export interface ActivateJobsRequest {
  type: string;
  worker: string;
  timeout: string;
  maxJobsToActivate: number;
  fetchVariable: string[];
  requestTimeout: string;
  tenantIds: string[];
}

export interface ActivatedJob {
  key: string;
  type: string;
  processInstanceKey: string;
  bpmnProcessId: string;
  processDefinitionVersion: number;
  processDefinitionKey: string;
  elementId: string;
  elementInstanceKey: string;
  customHeaders: string;
  worker: string;
  retries: number;
  deadline: number;
  variables: string;
  tenantId: string;
}

export interface CompleteJobRequest {
  jobKey: string;
  variables: string;
}

export interface FailJobRequest {
  jobKey: string;
  retries: number;
  errorMessage: string;
  retryBackOff: string;
  variables: string;
}

export interface ThrowErrorRequest {
  jobKey: string;
  errorCode: string;
  errorMessage: string;
  variables: string;
}

export interface UpdateJobTimeoutRequest {
  jobKey: string;
  timeout: string;
}

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
