/** A job as Zeebe gives it to a worker. `customHeaders` and `variables` are JSON texts. */
export interface ActivatedJob {
  readonly key: string;
  readonly type: string;
  readonly processInstanceKey: string;
  readonly bpmnProcessId: string;
  readonly elementId: string;
  readonly elementInstanceKey: string;
  readonly retries: number;
  readonly customHeaders: string;
  readonly variables: string;
  readonly tenantId: string;
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
}

/**
 * The calls of Zeebe's gateway that a worker needs. All reject with a gRPC `ServiceError`. Times are in milliseconds.
 * https://docs.camunda.io/docs/apis-tools/zeebe-api/gateway-service/
 */
export interface Gateway {
  /** Whether there is a connection. */
  readonly connected: boolean;
  /**
   * Waits up to `requestTimeout` milliseconds for jobs, and gives each to `onJob` as it comes. Resolves when the gateway has
   * ended the poll, or when `signal` aborts.
   */
  activateJobs(
    subscription: Subscription,
    poll: { maxJobsToActivate: number; requestTimeout: number; signal: AbortSignal },
    onJob: (job: ActivatedJob) => void,
  ): Promise<void>;
  completeJob(request: { jobKey: string; variables: string }): Promise<unknown>;
  failJob(request: {
    jobKey: string;
    retries: number;
    errorMessage: string;
    retryBackOff: number;
    variables: string;
  }): Promise<unknown>;
  throwError(request: { jobKey: string; errorCode: string; errorMessage: string; variables: string }): Promise<unknown>;
  updateJobTimeout(request: { jobKey: string; timeout: number }): Promise<unknown>;
  topology(): Promise<unknown>;
  close(): void;
}
