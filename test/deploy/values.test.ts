import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { chartReadme, valuesSchema } from '../../deploy/generate/chart.ts';
import { settingsSchema } from '../../element-templates/settings-schema.ts';

const chart = new URL('../../deploy/helm/camunda-dynamodb-worker/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, chart), 'utf8');
const values = read('values.yaml');
const fits = new Ajv({ allErrors: true, strict: false }).compile(JSON.parse(valuesSchema(values, settingsSchema())));
const said = (given: object) =>
  fits(given) ? [] : (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

test("the chart's own values fit its schema", () => {
  expect(said(parse(values))).toEqual([]);
});

test('the schema takes no value that the chart does not have', () => {
  const beside = new Set(['global', 'enabled']);
  const { properties } = JSON.parse(valuesSchema(values, settingsSchema())) as { properties: object };
  expect(
    Object.keys(properties)
      .filter((name) => !beside.has(name))
      .sort(),
  ).toEqual(Object.keys(parse(values)).sort());
});

test.each([
  ['a misspelt value', { gateway: { grpcAdress: 'grpc://zeebe' } }],
  ['a misspelt setting of the worker', { config: { maxJob: 3 } }],
  ['a setting of the worker of the wrong kind', { config: { maxJobs: '3' } }],
  ['a setting for a tenant that is no rule', { config: { tenants: { sales: { maxJobs: 3 } } } }],
  ['an address of another protocol', { gateway: { grpcAddress: 'https://zeebe' } }],
  ['an address with a password', { gateway: { restAddress: 'https://ada:pass@zeebe' } }],
  ['a text for a number', { replicas: '2' }],
])('the schema refuses %s', (_, given) => {
  expect(said(given)).not.toEqual([]);
});

test('the schema takes every setting of the worker, as its file of settings does', () => {
  const { properties } = settingsSchema() as { properties: Readonly<Record<string, { default?: unknown }>> };
  const config = Object.fromEntries(Object.entries(properties).map(([key, { default: initial }]) => [key, initial]));
  expect(said({ config: { ...config, tenants: { sales: { allowTables: ['sales-*'] } } } })).toEqual([]);
});

test('the README of the chart has each value with its default', () => {
  const readme = chartReadme(values);
  expect(readme).toContain('| `revisionHistoryLimit` | `5` | How many old versions are kept to go back to. |');
  expect(readme).toContain('| `networkPolicy.extraEgress` | `[]` |');
});

test('a value without a comment is refused', () => {
  expect(() => chartReadme('# A number\na: 1\nb:\n  c: 2\n')).toThrow('values.yaml: expected a comment above b.c');
});

test('the versions in the chart are that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(parse(read('Chart.yaml'))).toMatchObject({ version, appVersion: version });
});
