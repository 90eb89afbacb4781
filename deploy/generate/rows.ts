import { awsRow } from './aws-row.ts';
import { gatewayRow, processRow } from './operations-rows.ts';
import type { Row } from './panel.ts';

const jobs = 'dynamodb_worker_job_seconds_count{$of}';
const outcomes = { completed: 'green', failed: 'orange', error: 'red' };

const atAGlance: Row = {
  title: 'At a glance',
  panels: [
    {
      title: 'Workers',
      about: 'How many workers Prometheus sees.',
      unit: 'none',
      kind: 'number',
      width: 3,
      queries: [['count(dynamodb_worker_build_info{$of})', 'workers']],
    },
    {
      title: 'Gateway',
      about: 'Whether each worker has a connection to the gateway of Zeebe.',
      unit: 'none',
      kind: 'number',
      width: 3,
      words: { '0': { text: 'lost', color: 'red' }, '1': { text: 'connected', color: 'green' } },
      queries: [['min(dynamodb_worker_gateway_connected{$of})', 'gateway']],
    },
    {
      title: 'Jobs a second',
      about: 'Jobs that ended, however they ended.',
      unit: 'ops',
      kind: 'number',
      width: 3,
      queries: [[`sum(rate(${jobs}[$__rate_interval]))`, 'jobs']],
    },
    {
      title: 'Not completed',
      about: 'The share of jobs that failed, or ended in a BPMN error. A BPMN error may be what the process expects.',
      unit: 'percentunit',
      kind: 'number',
      width: 3,
      thresholds: [0.05, 0.25],
      queries: [
        [
          `sum(rate(dynamodb_worker_job_seconds_count{outcome!="completed",$of}[$__rate_interval])) / sum(rate(${jobs}[$__rate_interval]))`,
          'not completed',
        ],
      ],
    },
    {
      title: 'Busy slots',
      about: 'The share of slots with a job in them. Near 100 %, further jobs wait.',
      unit: 'percentunit',
      kind: 'number',
      width: 3,
      thresholds: [0.7, 0.95],
      queries: [['sum(dynamodb_worker_jobs_active{$of}) / sum(dynamodb_worker_jobs_max{$of})', 'busy']],
    },
    {
      title: 'Latency p95',
      about: '95 % of jobs ended sooner than this.',
      unit: 's',
      kind: 'number',
      width: 3,
      queries: [
        [
          'histogram_quantile(0.95, sum by (le) (rate(dynamodb_worker_job_seconds_bucket{$of}[$__rate_interval])))',
          'p95',
        ],
      ],
    },
    {
      title: 'Throttled a second',
      about: 'Requests that DynamoDB refused because a table has too little capacity.',
      unit: 'reqps',
      kind: 'number',
      width: 3,
      thresholds: [0.1, 1],
      queries: [['sum(rate(dynamodb_worker_aws_throttles_total{$of}[$__rate_interval]))', 'throttled']],
    },
    {
      title: 'Version',
      about: 'The versions that run. Two are shown while a new one takes the place of the old.',
      unit: 'none',
      kind: 'text',
      width: 3,
      queries: [['count by (version, node) (dynamodb_worker_build_info{$of})', '{{version}} on Node {{node}}']],
    },
  ],
};

const jobsRow: Row = {
  title: 'Jobs',
  panels: [
    {
      title: 'Jobs by outcome',
      about:
        'completed: the task goes on. failed: the job is tried again, or becomes an incident. error: a BPMN error was thrown.',
      unit: 'ops',
      kind: 'stacked',
      width: 8,
      colors: outcomes,
      queries: [['sum by (outcome) (rate(dynamodb_worker_job_seconds_count{$of}[$__rate_interval]))', '{{outcome}}']],
    },
    {
      title: 'Jobs by operation',
      about: 'What the jobs ask of DynamoDB.',
      unit: 'ops',
      kind: 'stacked',
      width: 8,
      queries: [
        ['sum by (operation) (rate(dynamodb_worker_job_seconds_count{$of}[$__rate_interval]))', '{{operation}}'],
      ],
    },
    {
      title: 'Slots',
      about: 'Jobs that run, and how many may run. When they meet, raise maxJobs or add workers.',
      unit: 'none',
      width: 8,
      colors: { slots: 'red' },
      queries: [
        ['sum(dynamodb_worker_jobs_max{$of})', 'slots'],
        ['sum by (instance) (dynamodb_worker_jobs_active{$of})', '{{instance}}'],
      ],
    },
    ...(['0.5', '0.95', '0.99'] as const).map((quantile) => ({
      title: `Latency p${Number(quantile) * 100} by operation`,
      about: 'From the start of a job in the worker to its end, without its way from and to the gateway.',
      unit: 's',
      width: 8,
      queries: [
        [
          `histogram_quantile(${quantile}, sum by (le, operation) (rate(dynamodb_worker_job_seconds_bucket{$of}[$__rate_interval])))`,
          '{{operation}}',
        ] as const,
      ],
    })),
    {
      title: 'How long jobs take',
      about: 'Each column shows how many jobs took how long: the darker, the more.',
      unit: 's',
      kind: 'heatmap',
      width: 8,
      queries: [['sum by (le) (increase(dynamodb_worker_job_seconds_bucket{$of}[$__rate_interval]))', '{{le}}']],
    },
    {
      title: 'Errors by class and type',
      about:
        'configuration: the task is set up wrongly. connection: DynamoDB or the credentials were not there. execution: DynamoDB said no.',
      unit: 'ops',
      width: 8,
      queries: [
        [
          'sum by (class, type) (rate(dynamodb_worker_job_errors_total{$of}[$__rate_interval])) > 0',
          '{{class}}: {{type}}',
        ],
      ],
    },
    {
      title: 'Errors by operation',
      about: 'Which tasks end in errors.',
      unit: 'ops',
      width: 8,
      queries: [
        [
          'sum by (operation, class) (rate(dynamodb_worker_job_errors_total{$of}[$__rate_interval])) > 0',
          '{{operation}} ({{class}})',
        ],
      ],
    },
  ],
};

/** The dashboard, from the top. */
export const rows: readonly Row[] = [atAGlance, jobsRow, awsRow, gatewayRow, processRow];
