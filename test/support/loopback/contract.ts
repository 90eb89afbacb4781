import type { status } from '@grpc/grpc-js';

/** The calls the loopback gateway answers; every other one is answered with 12 UNIMPLEMENTED, or 404. */
export type { Rpc } from '../../../src/zeebe/proto.ts';

export type Carrier = 'grpc' | 'rest';

/** Why a call is refused, as a gRPC status. */
export interface Refusal {
  code: status;
  details: string;
  /** What REST says, where the status alone does not tell it; `text/html` is said by something before the gateway. */
  rest?: { status: number; title: string; type?: 'text/html' };
}

/** Who makes a call, and how. */
export interface Caller {
  readonly carrier: Carrier;
  readonly authorization: string | undefined;
  readonly userAgent: string | undefined;
  readonly physicalTenantId: string;
  /** Whether nobody waits for the answer any more. */
  isGone(): boolean;
  /** Resets the connection. */
  cut(): void;
}

/** Which jobs a poll or a stream wants. */
export interface JobsRequest {
  type: string;
  worker: string;
  timeout: string;
  fetchVariable: string[];
  tenantIds: string[];
  tenantFilter: 'PROVIDED' | 'ASSIGNED';
  withLease: boolean;
}

export interface ActivateJobsRequest extends JobsRequest {
  maxJobsToActivate: number;
  requestTimeout: string;
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
  tags: string[];
  priority: number;
  jobLeaseToken?: string;
  physicalTenantId: string;
  /** By REST only. */
  rootProcessInstanceKey: string;
}

interface JobRequest {
  jobKey: string;
  jobLeaseToken?: string | undefined;
}

export interface CompleteJobRequest extends JobRequest {
  variables: string;
}

export interface FailJobRequest extends JobRequest {
  retries: number;
  errorMessage: string;
  retryBackOff: string;
  variables: string;
}

export interface ThrowErrorRequest extends JobRequest {
  errorCode: string;
  errorMessage: string;
  variables: string;
}

export interface UpdateJobTimeoutRequest extends JobRequest {
  timeout: string;
}

/** How jobs are given to a worker. */
export interface Terms {
  worker: string;
  lockMs: number;
  withLease: boolean;
}

/** What one poll asks for. */
export interface Wanted extends Terms {
  type: string;
  tenantIds: readonly string[];
  physicalTenantId: string;
  max: number;
  maxBytes: number;
}

/** A stream that takes a job now. */
export interface Taker {
  terms: Terms;
  push(job: ActivatedJob): void;
}
