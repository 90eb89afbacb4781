import type { Row } from './panel.ts';

/** How the workers and the gateway of Zeebe get on. */
export const gatewayRow: Row = {
  title: 'Gateway and credentials',
  panels: [
    {
      title: 'Polls by result',
      about: 'Questions for jobs. empty is normal where jobs are pushed, or where none are there.',
      unit: 'ops',
      kind: 'stacked',
      width: 8,
      colors: { jobs: 'green', empty: 'blue', failed: 'red' },
      queries: [['sum by (result) (rate(dynamodb_worker_gateway_polls_total{$of}[$__rate_interval]))', '{{result}}']],
    },
    {
      title: 'Reports by result',
      about: 'How the ends of jobs arrived. gone: the job was not there any more. undelivered: Zeebe was not reached.',
      unit: 'ops',
      kind: 'stacked',
      width: 8,
      colors: { taken: 'green', gone: 'yellow', refused: 'orange', undelivered: 'red' },
      queries: [['sum by (result) (rate(dynamodb_worker_reports_total{$of}[$__rate_interval]))', '{{result}}']],
    },
    {
      title: "Jobs as Camunda's connectors count them",
      about: 'The metric that the connectors of Camunda have too, by job type and action.',
      unit: 'ops',
      width: 8,
      queries: [
        [
          'sum by (type, action) (rate(camunda_connector_outbound_invocations_total{$of}[$__rate_interval]))',
          '{{type}} {{action}}',
        ],
      ],
    },
    {
      title: 'Jobs given back',
      about:
        'not_begun: no slot became free, or the worker stopped. cut_off: it stopped while the job ran. unfit: the job came without a lease, or for another physical tenant.',
      unit: 'ops',
      width: 6,
      queries: [
        ['sum by (reason) (rate(dynamodb_worker_jobs_handed_back_total{$of}[$__rate_interval])) > 0', '{{reason}}'],
      ],
    },
    {
      title: 'Extensions of locks',
      about:
        'Jobs that run long have their lock extended. lost: the job was cancelled, or another worker may have it now.',
      unit: 'ops',
      width: 6,
      colors: { extended: 'green', lost: 'red' },
      queries: [
        ['sum(rate(dynamodb_worker_lock_extensions_total{$of}[$__rate_interval]))', 'extended'],
        ['sum(rate(dynamodb_worker_locks_lost_total{$of}[$__rate_interval]))', 'lost'],
      ],
    },
    {
      title: 'Connected workers',
      about: 'Of all workers, those that have the gateway.',
      unit: 'none',
      width: 6,
      colors: { workers: 'red' },
      queries: [
        ['count(dynamodb_worker_build_info{$of})', 'workers'],
        ['sum(dynamodb_worker_gateway_connected{$of})', 'connected'],
      ],
    },
    {
      title: 'Renewals of credentials',
      about:
        'AWS credentials of roles end after a while and are renewed before. failed is no harm as long as a later try succeeds.',
      unit: 'none',
      width: 6,
      queries: [
        [
          'sum by (source, result) (increase(dynamodb_worker_credential_renewals_total{$of}[$__rate_interval]))',
          '{{source}} {{result}}',
        ],
      ],
    },
  ],
};

/** What the processes of the workers use. */
export const processRow: Row = {
  title: 'Processes',
  panels: [
    {
      title: 'CPU',
      about: 'Cores that each worker uses. A worker uses hardly more than one.',
      unit: 'none',
      width: 8,
      queries: [['sum by (instance) (rate(process_cpu_seconds_total{$of}[$__rate_interval]))', '{{instance}}']],
    },
    {
      title: 'CPU for each job',
      about: 'What a job costs. It grows with the size of items and results.',
      unit: 's',
      width: 8,
      queries: [
        [
          'sum(rate(process_cpu_seconds_total{$of}[$__rate_interval])) / sum(rate(dynamodb_worker_job_seconds_count{$of}[$__rate_interval]))',
          'CPU for each job',
        ],
      ],
    },
    {
      title: 'Lag of the event loop p99',
      about:
        'How late the worker starts what is due. Above a tenth of a second it lacks CPU, or its jobs are too large.',
      unit: 's',
      width: 8,
      queries: [['max by (instance) (nodejs_eventloop_lag_p99_seconds{$of})', '{{instance}}']],
    },
    {
      title: 'Memory',
      about: 'What the processes hold in memory. Compare it with the limit of the container.',
      unit: 'bytes',
      width: 8,
      queries: [['max by (instance) (process_resident_memory_bytes{$of})', '{{instance}}']],
    },
    {
      title: 'Heap and what jobs hold',
      about:
        'The heap of JavaScript, and the part of it that the jobs hold of what they read. Jobs wait when it is full.',
      unit: 'bytes',
      width: 8,
      queries: [
        ['max by (instance) (nodejs_heap_size_used_bytes{$of})', '{{instance}} heap'],
        ['max by (instance) (dynamodb_worker_held_bytes{$of})', '{{instance}} jobs'],
        ['max by (instance) (dynamodb_worker_held_bytes_max{$of})', '{{instance}} jobs at most'],
      ],
    },
    {
      title: 'Connections to DynamoDB',
      about: 'One for each authentication, region and endpoint that jobs have. They are kept and used again.',
      unit: 'none',
      width: 8,
      queries: [['sum by (instance) (dynamodb_worker_connections{$of})', '{{instance}}']],
    },
  ],
};
