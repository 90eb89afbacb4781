import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DOCS } from '../../src/failure/help.ts';
import { type Metric, metricsOfWorker } from './metric-names.ts';
import { labelsOfResult, queryFaults } from './queries.ts';

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: { readonly query?: string } }[];
  };
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
}

const deploy = new URL('../../deploy/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, deploy), 'utf8');
const alerts = (parse(read('prometheus/alerts.yaml')) as { groups: { rules: Alert[] }[] }).groups.flatMap(
  ({ rules }) => rules,
);
const dashboard = JSON.parse(read('grafana/dynamodb-worker.json')) as Dashboard;
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
/** Grafana puts a range in its place. */
const ranged = (query: string) => query.replaceAll('$__rate_interval', '5m');
const targets = panels.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, ...target })));
const scaler = parse(read('kubernetes/keda/scaledobject.yaml')) as {
  spec: { triggers: { metadata: { query: string } }[] };
};

const operating = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
const sections = [...operating.matchAll(/^### (.+)$/gm)].map(([, title = '']) =>
  title.toLowerCase().replaceAll(' ', '-'),
);

let families: Metric[];
beforeAll(async () => {
  families = await metricsOfWorker();
});

test.each(targets)(
  'the query of $title names metrics and labels that workers have: $expr',
  ({ expr, legendFormat }) => {
    expect(queryFaults(ranged(expr), families)).toEqual([]);
    const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
    expect(labelsOfResult(ranged(expr))).toEqual(expect.arrayContaining(named));
  },
);

test('the choices and marks of the dashboard name metrics and labels that workers have', () => {
  const choices = dashboard.templating.list.flatMap(
    ({ query }) => /label_values\((.+), (\w+)\)/.exec(query.query ?? '') ?? [],
  );
  expect(choices.filter((_, index) => index % 3 === 1).flatMap((query) => queryFaults(query, families))).toEqual([]);
  expect(choices.filter((_, index) => index % 3 === 2)).toEqual(['namespace', 'job', 'instance']);
  expect(dashboard.annotations.list.flatMap(({ expr }) => queryFaults(expr, families))).toEqual([]);
});

test('the query by which KEDA scales names metrics and labels that workers have', () => {
  const queries = scaler.spec.triggers.map(({ metadata }) => metadata.query);
  expect(queries.flatMap((query) => queryFaults(query, families))).toEqual([]);
});

test('the queries on the pages name metrics and labels that workers have', () => {
  const metrics = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
  const queries = [
    ...(metrics + operating).matchAll(/`([^`\n]*\((?:dynamodb_worker|camunda_connector|rate|sum)[^`\n]*)`/g),
  ];
  expect(queries.length).toBeGreaterThan(4);
  expect(queries.flatMap(([, query = '']) => queryFaults(query, families))).toEqual([]);
});

test("the dashboard shows each metric of the worker's own", () => {
  const asked = targets.map(({ expr }) => expr).join('\n');
  const own = families.map(({ name }) => name).filter((name) => name.startsWith('dynamodb_worker_'));
  expect(own.filter((name) => !asked.includes(name))).toEqual([]);
});

test('each panel says what it shows, and none covers another', () => {
  expect(panels.filter(({ description = '' }) => description === '')).toEqual([]);
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(dashboard.panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
});

describe.each(alerts)('the alert $alert', ({ expr, labels, annotations }) => {
  test('names metrics and labels that workers have', () => {
    expect(queryFaults(expr, families)).toEqual([]);
    const named = [
      ...Object.values(annotations)
        .join()
        .matchAll(/\$labels\.(\w+)/g),
    ].map(([, label]) => label);
    expect(labelsOfResult(expr)).toEqual(expect.arrayContaining(named));
  });

  test('says how grave it is, what is wrong, and where to read what to do', () => {
    expect(['critical', 'warning', 'info']).toContain(labels.severity);
    expect(annotations.summary).toMatch(/^\S/);
    expect(annotations.description).toMatch(/\.$/);
    const [page, section] = annotations.runbook_url?.split('#') ?? [];
    expect(page).toBe(`${DOCS}operating.md`);
    expect(sections).toContain(section);
  });
});

test.each([
  ['a metric that is not there', 'sum(dynamodb_worker_job_active)', 'there is no metric dynamodb_worker_job_active'],
  [
    'a histogram without its part',
    'sum(dynamodb_worker_job_seconds)',
    'there is no metric dynamodb_worker_job_seconds',
  ],
  [
    'a label that is not there',
    'sum(dynamodb_worker_jobs_active{table="a"})',
    'dynamodb_worker_jobs_active has no label table',
  ],
  [
    'a group that is not there',
    'sum by (table) (dynamodb_worker_jobs_max)',
    'dynamodb_worker_jobs_max has no label table',
  ],
  [
    'a value that never comes',
    'dynamodb_worker_reports_total{result="lost"}',
    'result of dynamodb_worker_reports_total is never lost',
  ],
  [
    'growth of a gauge',
    'rate(dynamodb_worker_jobs_active[5m])',
    'rate of dynamodb_worker_jobs_active, which is no counter',
  ],
  [
    'a quantile without buckets',
    'histogram_quantile(0.9, sum by (operation) (rate(dynamodb_worker_job_seconds_bucket[5m])))',
    'histogram_quantile without le',
  ],
  ['no PromQL', 'sum(dynamodb_worker_jobs_active', 'no PromQL at ""'],
])('the check of queries finds %s', (_, query, fault) => {
  expect(queryFaults(query, families)).toEqual([`${query}: ${fault}`]);
});
