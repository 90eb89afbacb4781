import { families } from '../src/metrics/families.ts';

/** Gives the text of docs/metrics.md: all metrics of the worker. */
export function metricsPage(): string {
  const rows = Object.values(families).map(
    ({ name, type, labels, help }) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
  );
  return `# Metrics

<!-- Generated from the code by \`npm run generate\`. -->

\`GET /metrics\` on the port of the health paths (8090) gives all metrics in Prometheus' text format:

\`\`\`sh
curl --silent http://localhost:8090/metrics | grep '^dynamodb_worker'
\`\`\`

Each family is there from the start, though it may have no series yet. No label has a key, a value of an item, a secret, or the number of a job or process instance.

| Name | Type | Labels | What it counts or measures |
| --- | --- | --- | --- |
${rows.join('\n')}

Beside them are Node's own: \`process_cpu_seconds_total\`, \`process_resident_memory_bytes\`, \`nodejs_eventloop_lag_p99_seconds\`, \`nodejs_heap_size_used_bytes\`, \`nodejs_gc_duration_seconds\` and others. The lag of the event loop is looked at each 50 ms, so an idle worker shows about 0.05 s.

## How many series

Each table is a series of its own in three families. The first 100 tables that jobs ask for have their names; later ones count together as \`other\`. \`DYNAMODB_WORKER_METRICS_TABLES\` changes the number.
\`status\` and \`type\` come from the server that answers, and are limited too: after 40 and 100 values, further ones are \`other\`. \`operation\` and \`command\` are the worker's own words.

## Consumed capacity

DynamoDB says what a call consumed if it is asked. A task asks by its field _Return consumed capacity_. With \`DYNAMODB_WORKER_CAPACITY_METRICS=true\` the worker asks in all calls on items. The task still gets only what it asked for itself.

## Questions to Prometheus

| Question | Query |
| --- | --- |
| Jobs a second, by how they end | \`sum by (action) (rate(camunda_connector_outbound_invocations_total{action!="activated"}[5m]))\` |
| How busy the workers are, from 0 to 1 | \`sum(avg_over_time(dynamodb_worker_jobs_active[5m])) / sum(dynamodb_worker_jobs_max)\` |
| 95 of 100 jobs are faster than, by operation | \`histogram_quantile(0.95, sum by (operation, le) (rate(dynamodb_worker_job_seconds_bucket[5m])))\` |
| Which operations fail, and why | \`topk(10, sum by (operation, class, type) (rate(dynamodb_worker_job_errors_total[5m])))\` |
| Errors a minute, by class | \`sum by (class) (rate(dynamodb_worker_job_errors_total[5m])) * 60\` |
| Which tables throttle | \`topk(5, sum by (table) (rate(dynamodb_worker_aws_throttles_total[5m])))\` |

A dashboard for Grafana and rules for alerts are in the folder \`deploy\` of the repository: [kubernetes.md](kubernetes.md) shows how to install them. [operating.md](operating.md) says what to do about each alert.
`;
}
