/** A job as Zeebe gives it to a worker. `customHeaders` and `variables` are JSON texts. */
export interface ActivatedJob {
  readonly key: string;
  readonly type: string;
  readonly processInstanceKey: string;
  readonly bpmnProcessId: string;
  readonly processDefinitionVersion: number;
  readonly elementId: string;
  readonly elementInstanceKey: string;
  readonly retries: number;
  readonly customHeaders: string;
  readonly variables: string;
  readonly tenantId: string;
  /** Of Camunda 8.8 and later; empty before. */
  readonly tags: readonly string[];
  /** Of Camunda 8.9 and later, by REST. */
  readonly rootProcessInstanceKey?: string | undefined;
  /** Of Camunda 8.10 and later; 0 before. */
  readonly priority: number;
  /** Of Camunda 8.10 and later. */
  readonly physicalTenantId?: string | undefined;
  /**
   * What proves that this worker has the job, if it was activated with a lease. Each report on the job must carry it.
   * https://docs.camunda.io/docs/components/concepts/job-workers/
   */
  readonly jobLeaseToken?: string | undefined;
  /**
   * When the job's lock ends, as `performance.now()` tells it, so that setting the clock does not move it. It changes when the
   * lock is extended.
   */
  deadline: number;
}

/** Which jobs a worker wants, under the names of Zeebe's ActivateJobs. `timeout` is how long it locks them, in milliseconds. */
export interface Subscription {
  readonly type: string;
  readonly worker: string;
  readonly timeout: number;
  readonly fetchVariable: readonly string[];
  readonly tenantIds: readonly string[];
  /** `ASSIGNED`: jobs of all tenants that the worker's own authorization has, whatever `tenantIds` says. Camunda 8.9 has it. */
  readonly tenantFilter?: 'ASSIGNED';
  /** Whether each job comes with a lease. Camunda 8.10 has it. */
  readonly withLease?: true;
}

/** A report says which job it is about, and proves that this worker has it. */
interface JobRequest {
  readonly jobKey: string;
  readonly jobLeaseToken?: string | undefined;
}

interface CompleteJobRequest extends JobRequest {
  /** JSON text. */
  readonly variables: string;
}

interface FailJobRequest extends JobRequest {
  readonly retries: number;
  readonly errorMessage: string;
  /** When the job may come again, in milliseconds. */
  readonly retryBackOff: number;
  /** JSON text. */
  readonly variables: string;
}

interface ThrowErrorRequest extends JobRequest {
  readonly errorCode: string;
  readonly errorMessage: string;
  /** JSON text. */
  readonly variables: string;
}

interface UpdateJobTimeoutRequest extends JobRequest {
  /** How long the job is locked from now on, in milliseconds. */
  readonly timeout: number;
}

/** What a gateway tells of its cluster. */
export interface Topology {
  /** Like `8.8.21`; empty if it is not told. */
  readonly gatewayVersion: string;
}

/** A stream on which the gateway pushes jobs as soon as there are some. */
export interface JobStream {
  /**
   * Resolves when the stream has ended, be it by `close` or by the gateway. Rejects with a GatewayError when it broke. Before that,
   * what it has brought is given, even if it is paused.
   */
  readonly ended: Promise<void>;
  /** Takes no more jobs for a while. The gateway notices, and gives other jobs to others. Some may already be on their way. */
  pause(): void;
  /** Takes jobs again. Those that were on their way come now. */
  resume(): void;
  close(): void;
}

/**
 * The calls of Zeebe's gateway that a worker needs, whatever carries them. All reject with a GatewayError. Times are in
 * milliseconds.
 */
export interface Gateway {
  /** Whether there is a connection. */
  readonly connected: boolean;
  /**
   * Waits up to `requestTimeout` milliseconds for jobs, and gives each to `onJob` as it comes; 0 leaves it to the gateway how long.
   * Resolves when the gateway has ended the poll, or when `signal` aborts. If a job cannot be read, those beside it are given all
   * the same.
   */
  activateJobs(
    subscription: Subscription,
    poll: { maxJobsToActivate: number; requestTimeout: number; signal: AbortSignal },
    onJob: (job: ActivatedJob) => void,
  ): Promise<void>;
  /** Opens a stream, and gives each job to `onJob` as it comes. Undefined if this carrier has no streams. */
  readonly streamJobs: ((subscription: Subscription, onJob: (job: ActivatedJob) => void) => JobStream) | undefined;
  completeJob(request: CompleteJobRequest): Promise<unknown>;
  failJob(request: FailJobRequest): Promise<unknown>;
  throwError(request: ThrowErrorRequest): Promise<unknown>;
  updateJobTimeout(request: UpdateJobTimeoutRequest): Promise<unknown>;
  topology(): Promise<Topology>;
  /**
   * Whether the worker's own authorizations let it take jobs of any process. Undefined if the gateway does not tell: Camunda 8.10
   * does, by REST.
   */
  mayTakeJobs(): Promise<boolean | undefined>;
  close(): void;
}
