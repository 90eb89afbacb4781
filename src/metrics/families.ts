/** A family of metrics: what Prometheus calls all series of one name. https://prometheus.io/docs/concepts/data_model/ */
export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** What it counts or measures, as a sentence. */
  readonly help: string;
  readonly labels: readonly string[];
  /** The upper bounds of a histogram. */
  readonly buckets?: readonly number[];
}

/** From a warm call beside DynamoDB to a job that waits for a table. */
const JOB_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];
const REQUEST_SECONDS = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * All families that are the worker's own, and those that Camunda's connectors have too. Their names follow
 * https://prometheus.io/docs/practices/naming/.
 */
export const families = {
  invocations: {
    name: 'camunda_connector_outbound_invocations_total',
    type: 'counter',
    help: "Jobs by what happened: activated, completed, failed or bpmn-error; those that are handed back only as activated, if they were begun. Camunda's connectors count the same. `type` is the job type.",
    labels: ['type', 'action'],
  },
  executionSeconds: {
    name: 'camunda_connector_outbound_execution_time_seconds',
    type: 'histogram',
    help: "How long jobs ran, in seconds. Camunda's connectors measure the same.",
    labels: ['type'],
    buckets: JOB_SECONDS,
  },
  jobsActive: {
    name: 'dynamodb_worker_jobs_active',
    type: 'gauge',
    help: 'Jobs that run or are being reported now.',
    labels: [],
  },
  jobsMax: {
    name: 'dynamodb_worker_jobs_max',
    type: 'gauge',
    help: 'How many jobs can run at the same time (DYNAMODB_WORKER_MAX_JOBS).',
    labels: [],
  },
  jobSeconds: {
    name: 'dynamodb_worker_job_seconds',
    type: 'histogram',
    help: 'How long jobs ran, in seconds, until their end was known. `outcome` is completed, failed (it is tried again) or error (a BPMN error).',
    labels: ['operation', 'outcome'],
    buckets: JOB_SECONDS,
  },
  jobErrors: {
    name: 'dynamodb_worker_job_errors_total',
    type: 'counter',
    help: "Jobs that could not be done, unless their error expression ignored it. `class` is configuration, connection or execution; `type` is AWS's name of the error, or none.",
    labels: ['operation', 'class', 'type'],
  },
  requests: {
    name: 'dynamodb_worker_aws_requests_total',
    type: 'counter',
    help: 'Requests to DynamoDB and to the stores of secrets at AWS, each try of its own. `status` is that of HTTP, or none without an answer; `table` is none (as for secrets), several or unknown (an unclear statement) if it is not one.',
    labels: ['command', 'table', 'status'],
  },
  requestSeconds: {
    name: 'dynamodb_worker_aws_request_seconds',
    type: 'histogram',
    help: 'How long these requests took until their whole answer was there, in seconds, each try of its own.',
    labels: ['command'],
    buckets: REQUEST_SECONDS,
  },
  retries: {
    name: 'dynamodb_worker_aws_retries_total',
    type: 'counter',
    help: 'Those of these requests that repeat one that failed.',
    labels: [],
  },
  throttles: {
    name: 'dynamodb_worker_aws_throttles_total',
    type: 'counter',
    help: 'Those of these requests that AWS refused because too much was asked at the same time.',
    labels: ['table'],
  },
  consumedCapacity: {
    name: 'dynamodb_worker_consumed_capacity_units_total',
    type: 'counter',
    help: 'Capacity units that DynamoDB says it consumed: where a job asks for that, and with DYNAMODB_WORKER_CAPACITY_METRICS always. `kind` is read or write.',
    labels: ['table', 'kind'],
  },
  handedBack: {
    name: 'dynamodb_worker_jobs_handed_back_total',
    type: 'counter',
    help: 'Jobs that were given back undone, with all their retries, by why. not_begun: no slot became free, or the worker stopped; cut_off: the worker stopped while it ran, or the job was not ours any more; unfit: it came without a lease, or for another physical tenant.',
    labels: ['reason'],
  },
  items: {
    name: 'dynamodb_worker_items_total',
    type: 'counter',
    help: 'Items that DynamoDB gave or took. `direction` is read or written; a deleted item is written too.',
    labels: ['operation', 'direction'],
  },
  polls: {
    name: 'dynamodb_worker_gateway_polls_total',
    type: 'counter',
    help: 'Polls of the gateway for jobs, by how they ended: jobs, empty or failed.',
    labels: ['result'],
  },
  reports: {
    name: 'dynamodb_worker_reports_total',
    type: 'counter',
    help: 'Reports on jobs by what became of them. taken: accepted; gone: the job was not there any more; refused: the job is an incident; undelivered: the job is done again.',
    labels: ['result'],
  },
  lockExtensions: {
    name: 'dynamodb_worker_lock_extensions_total',
    type: 'counter',
    help: 'Locks of jobs that were extended.',
    labels: [],
  },
  locksLost: {
    name: 'dynamodb_worker_locks_lost_total',
    type: 'counter',
    help: 'Jobs that were not ours any more when their lock was to be extended: they were cancelled, or another worker has them.',
    labels: [],
  },
  gatewayConnected: {
    name: 'dynamodb_worker_gateway_connected',
    type: 'gauge',
    help: '1 if the gateway answers, of all gateways if there are several; else 0.',
    labels: [],
  },
  connections: {
    name: 'dynamodb_worker_connections',
    type: 'gauge',
    help: 'Connections to DynamoDB that are kept: one for each authentication, region and endpoint that jobs have.',
    labels: [],
  },
  credentialRenewals: {
    name: 'dynamodb_worker_credential_renewals_total',
    type: 'counter',
    help: 'How often sources of credentials were asked. `source` is the type of authentication, `result` renewed or failed.',
    labels: ['source', 'result'],
  },
  heldBytes: {
    name: 'dynamodb_worker_held_bytes',
    type: 'gauge',
    help: 'Bytes of memory that are held for the variables and results of jobs.',
    labels: [],
  },
  heldBytesMax: {
    name: 'dynamodb_worker_held_bytes_max',
    type: 'gauge',
    help: 'How many bytes all jobs may hold together. It follows from the limit of the heap.',
    labels: [],
  },
  buildInfo: {
    name: 'dynamodb_worker_build_info',
    type: 'gauge',
    help: '1, with the versions of the worker and of Node.',
    labels: ['version', 'node'],
  },
} as const satisfies Readonly<Record<string, Family>>;
