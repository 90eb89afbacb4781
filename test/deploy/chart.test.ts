import { readdirSync, readFileSync } from 'node:fs';
import { CamundaSDKConfiguration } from '@camunda8/sdk/dist/lib/index.js';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import { manifestFiles } from '../../deploy/generate/plain.ts';
import { findRenderer, objectsIn, type Rendered, type Renderer } from '../../deploy/generate/renderer.ts';
import { settings } from '../../src/worker/settings.ts';
import { linkFaults, podOf } from './links.ts';
import { pageSets } from './page.ts';
import { podSecurityFaults } from './pod-security.ts';
import { type KubernetesObject, schemaFaults } from './schemas.ts';
import { address, valueSets, wrongSets } from './value-sets.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const render = findRenderer(process.env);

/** Variables that others than the worker's settings read: the SDK of Camunda, AWS's, and Node. */
const known = new Set([
  ...Object.values(settings).map(({ name }) => name),
  'DYNAMODB_WORKER_CONFIG_FILE',
  'DYNAMODB_WORKER_SECRETS_DIR',
  ...Object.keys(CamundaSDKConfiguration),
  'CAMUNDA_ZEEBE_OAUTH_AUDIENCE',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_REGION',
  'AWS_ENDPOINT_URL_DYNAMODB',
  'HTTPS_PROXY',
  'NO_PROXY',
  'NODE_OPTIONS',
]);

const sets = { ...valueSets, ...pageSets(read('docs/kubernetes.md')) };
const cases = Object.entries(sets).map(([what, values]) => [what, { ...address, ...values }] as const);

describe.skipIf(render === undefined)('the chart', () => {
  const renderAll = render as Renderer;
  let all: Rendered[];
  let objects: KubernetesObject[][];
  beforeAll(() => {
    const given = [...cases, ...wrongSets].map(([, values]) => values);
    all = renderAll(given.map((values) => ({ release: 'orders', namespace: 'camunda', values })));
    objects = all.map((one) => (one.error === undefined ? (objectsIn(one.files) as KubernetesObject[]) : []));
  });
  const objectsOf = (index: number) => {
    expect(all[index]?.error).toBeUndefined();
    return objects[index] as KubernetesObject[];
  };
  const fits = new Ajv({ allErrors: true, strict: false }).compile(
    JSON.parse(read('deploy/helm/camunda-dynamodb-worker/values.schema.json')),
  );

  describe.each(cases.map(([what, values], index) => ({ what, values, index })))('with $what', ({ values, index }) => {
    test('takes the values', () => {
      fits(withoutNull(values));
      expect(fits.errors ?? []).toEqual([]);
    });

    test('gives objects that fit their schemas', () => {
      expect(objectsOf(index).flatMap(schemaFaults)).toEqual([]);
    });

    test('gives objects that fit each other', () => {
      expect(linkFaults(objectsOf(index))).toEqual([]);
    });

    test('gives a pod within the restricted Pod Security Standard', () => {
      expect(podSecurityFaults(podOf(objectsOf(index)).spec)).toEqual([]);
    });

    test('sets variables that somebody reads', () => {
      const names = podOf(objectsOf(index)).spec.containers.flatMap(({ env = [] }) => env.map(({ name }) => name));
      expect(names.filter((name) => !known.has(name))).toEqual([]);
    });
  });

  test.each(wrongSets.map(([what, , said], index) => ({ what, said, index: cases.length + index })))(
    'refuses $what',
    ({ said, index }) => {
      expect(all[index]?.error).toContain(said);
    },
  );

  test('refuses variables for settings that other parts of the pod follow, and names the value for each', () => {
    const folder = new URL('deploy/helm/camunda-dynamodb-worker/templates/', root);
    const templates = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
    const followed = new Set([...templates.join('').matchAll(/\.Values\.config\.(\w+)/g)].map(([, key = '']) => key));
    expect([...followed].sort()).toEqual([
      'httpHost',
      'httpPort',
      'secretPrefix',
      'secretsDir',
      'stopTimeout',
      'transport',
    ]);
    // Who has a volume of his own for secrets may say where it is.
    followed.delete('secretsDir');
    const keys = [...followed] as (keyof typeof settings)[];
    const rendered = renderAll(
      keys.map((key) => ({
        release: 'orders',
        namespace: 'camunda',
        values: { ...address, extraEnv: [{ name: settings[key].name, value: '1' }] },
      })),
    );
    for (const [index, key] of keys.entries())
      expect(rendered[index]?.error).toContain(`extraEnv: expected no ${settings[key].name}, but config.${key}`);
  });

  test('is what the plain manifests are made from', () => {
    for (const { file, content } of manifestFiles(renderAll))
      expect(read(file), `${file}: run npm run manifests`).toBe(content);
  });
});

/** Helm takes a value away before it looks whether values fit. */
function withoutNull(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, member) => (member === null ? undefined : member)));
}
