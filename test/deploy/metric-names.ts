import { families } from '../../src/metrics/families.ts';
import { readExposition } from '../support/exposition.ts';
import { metricsOfTest } from '../support/metrics.ts';

/** A metric that workers have. */
export interface Metric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/** What a label with few values may be, by its metric and its name. */
export const labelValues: Readonly<Record<string, readonly string[]>> = {
  'camunda_connector_outbound_invocations_total action': ['activated', 'completed', 'failed', 'bpmn-error'],
  'dynamodb_worker_job_seconds outcome': ['completed', 'failed', 'error'],
  'dynamodb_worker_job_errors_total class': ['configuration', 'connection', 'execution'],
  'dynamodb_worker_gateway_polls_total result': ['jobs', 'empty', 'failed'],
  'dynamodb_worker_reports_total result': ['taken', 'gone', 'refused', 'undelivered'],
  'dynamodb_worker_credential_renewals_total result': ['renewed', 'failed'],
};

/** Gives all metrics of a worker that has just begun: its own, and those of its process. */
export async function metricsOfWorker(): Promise<Metric[]> {
  const metrics = metricsOfTest();
  const scraped = readExposition(await metrics.text());
  metrics.close();
  const own = new Map(Object.values(families).map(({ name, labels }) => [name as string, labels as readonly string[]]));
  return [...scraped.values()].map(({ name, type, samples }) => ({
    name,
    type,
    labels: own.get(name) ?? [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))],
  }));
}
