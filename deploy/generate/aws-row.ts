import type { Row } from './panel.ts';

/** What the workers ask of AWS, and what that costs. */
export const awsRow: Row = {
  title: 'AWS',
  panels: [
    {
      title: 'Requests by command',
      about: 'One job can make many requests: a scan makes one for each page.',
      unit: 'reqps',
      kind: 'stacked',
      width: 8,
      queries: [['sum by (command) (rate(dynamodb_worker_aws_requests_total{$of}[$__rate_interval]))', '{{command}}']],
    },
    {
      title: 'Requests by status',
      about: 'The HTTP status of the answer. none: no answer came.',
      unit: 'reqps',
      kind: 'stacked',
      width: 8,
      colors: { '200': 'green', '400': 'orange', none: 'red' },
      queries: [['sum by (status) (rate(dynamodb_worker_aws_requests_total{$of}[$__rate_interval]))', '{{status}}']],
    },
    {
      title: 'Requests by table',
      about: 'The busiest tables. Those beyond the limit of names count as other.',
      unit: 'reqps',
      width: 8,
      queries: [
        ['topk(10, sum by (table) (rate(dynamodb_worker_aws_requests_total{$of}[$__rate_interval])))', '{{table}}'],
      ],
    },
    {
      title: 'Latency of AWS',
      about: 'From a request to its whole answer.',
      unit: 's',
      width: 8,
      queries: ['0.5', '0.95', '0.99'].map((quantile) => [
        `histogram_quantile(${quantile}, sum by (le) (rate(dynamodb_worker_aws_request_seconds_bucket{$of}[$__rate_interval])))`,
        `p${Number(quantile) * 100}`,
      ]),
    },
    {
      title: 'Latency of AWS p95 by command',
      about: '95 % of the requests were answered sooner than this.',
      unit: 's',
      width: 8,
      queries: [
        [
          'histogram_quantile(0.95, sum by (le, command) (rate(dynamodb_worker_aws_request_seconds_bucket{$of}[$__rate_interval])))',
          '{{command}}',
        ],
      ],
    },
    {
      title: 'Retries',
      about: 'Requests that were made again, because AWS did not answer, answered 5xx or throttled.',
      unit: 'reqps',
      width: 8,
      queries: [['sum(rate(dynamodb_worker_aws_retries_total{$of}[$__rate_interval]))', 'retries']],
    },
    {
      title: 'Throttles by table',
      about: 'Refused for lack of capacity. Raise the capacity of the table or index, or slow the processes down.',
      unit: 'reqps',
      width: 8,
      queries: [['sum by (table) (rate(dynamodb_worker_aws_throttles_total{$of}[$__rate_interval])) > 0', '{{table}}']],
    },
    {
      title: 'Consumed capacity',
      about: 'Capacity units a second. Only counted where a task asks for them, or with the setting capacityMetrics.',
      unit: 'none',
      width: 8,
      queries: [
        [
          'sum by (table, kind) (rate(dynamodb_worker_consumed_capacity_units_total{$of}[$__rate_interval]))',
          '{{table}} {{kind}}',
        ],
      ],
    },
    {
      title: 'Items',
      about: 'Items that were read and written.',
      unit: 'ops',
      width: 8,
      queries: [
        [
          'sum by (operation, direction) (rate(dynamodb_worker_items_total{$of}[$__rate_interval])) > 0',
          '{{operation}} {{direction}}',
        ],
      ],
    },
  ],
};
