import type { status } from '@grpc/grpc-js';

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
