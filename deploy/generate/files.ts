import { readFileSync } from 'node:fs';
import { chartReadme, valuesSchema } from './chart.ts';
import { dashboard } from './dashboard.ts';

const CHART = 'deploy/helm/camunda-dynamodb-worker';
const root = new URL('../../', import.meta.url);

/**
 * Gives the files of `deploy` that are made from others. The alerts and the dashboard are there twice: a chart has only its own files.
 * @param settings the JSON schema of the worker's settings
 */
export function deployFiles(settings: Parameters<typeof valuesSchema>[1]): { file: string; content: string }[] {
  const valuesYaml = readFileSync(new URL(`${CHART}/values.yaml`, root), 'utf8');
  const alerts = readFileSync(new URL('deploy/prometheus/alerts.yaml', root), 'utf8');
  const board = `${JSON.stringify(dashboard(), undefined, 2)}\n`;
  return [
    { file: `${CHART}/values.schema.json`, content: valuesSchema(valuesYaml, settings) },
    { file: `${CHART}/README.md`, content: chartReadme(valuesYaml) },
    { file: `${CHART}/files/alerts.yaml`, content: alerts },
    { file: `${CHART}/files/dashboard.json`, content: board },
    { file: 'deploy/grafana/dynamodb-worker.json', content: board },
  ];
}
