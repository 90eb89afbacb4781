import { collectDefaultMetrics, Registry } from 'prom-client';

/** A metric that workers have. */
export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly labels: readonly string[];
}

const counter = (name: string, ...labels: string[]): Family => ({ name, type: 'counter', labels });
const gauge = (name: string, ...labels: string[]): Family => ({ name, type: 'gauge', labels });
const histogram = (name: string, ...labels: string[]): Family => ({ name, type: 'histogram', labels });

const own: readonly Family[] = [
  counter('camunda_connector_outbound_invocations_total', 'type', 'action'),
  histogram('camunda_connector_outbound_execution_time_seconds'),
  gauge('dynamodb_worker_jobs_active'),
  gauge('dynamodb_worker_jobs_max'),
  histogram('dynamodb_worker_job_seconds', 'operation', 'outcome'),
  counter('dynamodb_worker_job_errors_total', 'operation', 'class', 'type'),
  counter('dynamodb_worker_aws_requests_total', 'command', 'table', 'status'),
  histogram('dynamodb_worker_aws_request_seconds', 'command'),
  counter('dynamodb_worker_aws_retries_total', 'command'),
  counter('dynamodb_worker_aws_throttles_total', 'table'),
  counter('dynamodb_worker_consumed_capacity_units_total', 'table', 'kind'),
  counter('dynamodb_worker_items_total', 'operation', 'direction'),
  counter('dynamodb_worker_gateway_polls_total', 'result'),
  counter('dynamodb_worker_reports_total', 'result'),
  counter('dynamodb_worker_lock_extensions_total', 'result'),
  gauge('dynamodb_worker_gateway_connected'),
  gauge('dynamodb_worker_connections'),
  counter('dynamodb_worker_credential_renewals_total', 'source', 'result'),
  gauge('dynamodb_worker_held_bytes'),
  gauge('dynamodb_worker_build_info', 'version', 'node'),
];

/** What a label with few values may be, by its metric and its name. */
export const labelValues: Readonly<Record<string, readonly string[]>> = {
  'camunda_connector_outbound_invocations_total action': ['activated', 'completed', 'failed', 'bpmn-error'],
  'dynamodb_worker_job_seconds outcome': ['completed', 'failed', 'error'],
  'dynamodb_worker_job_errors_total class': ['configuration', 'connection', 'execution'],
  'dynamodb_worker_gateway_polls_total result': ['jobs', 'empty', 'failed'],
  'dynamodb_worker_reports_total result': ['taken', 'gone', 'refused', 'undelivered'],
  'dynamodb_worker_lock_extensions_total result': ['extended', 'lost', 'failed'],
  'dynamodb_worker_credential_renewals_total result': ['renewed', 'failed'],
};

/** Gives all metrics of a worker: its own, and those of its process. */
export async function metricFamilies(): Promise<Family[]> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const ofProcess = (await registry.getMetricsAsJSON()).map(({ name, type, values }) => ({
    name,
    type: String(type) as Family['type'],
    labels: [...new Set(values.flatMap(({ labels }) => Object.keys(labels)))],
  }));
  return [...own, ...ofProcess];
}
