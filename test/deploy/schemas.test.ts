import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { linkFaults, podOf } from './links.ts';
import { podSecurityFaults } from './pod-security.ts';
import { type KubernetesObject, schemaFaults } from './schemas.ts';

const folder = fileURLToPath(new URL('../../deploy/kubernetes/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml') && !file.endsWith('kustomization.yaml') && file !== 'config.yaml')
  .sort();
const read = (file: string) => parse(readFileSync(folder + file, 'utf8'));
const objects = files.map((file) => read(file) as KubernetesObject);
const kustomization = read('kustomization.yaml') as {
  resources: string[];
  configMapGenerator: { name: string; files: string[] }[];
};

test('the plain manifests fit their schemas and each other, within the restricted Pod Security Standard', () => {
  const made = kustomization.configMapGenerator.map(({ name }) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
  }));
  expect(objects.flatMap(schemaFaults)).toEqual([]);
  expect(linkFaults([...objects, ...made])).toEqual([]);
  expect(podSecurityFaults(podOf(objects).spec)).toEqual([]);
});

test('the plain manifests are all in a kustomization, with a component for what something in the cluster is needed for', () => {
  expect(kustomization.resources).toEqual(files.filter((file) => !file.includes('/')));
  const folders = new Set(files.filter((file) => file.includes('/')).map((file) => file.replace(/[^/]*$/, '')));
  expect([...folders]).toEqual(['keda/', 'prometheus-operator/']);
  for (const below of folders) {
    const { kind, resources } = read(`${below}kustomization.yaml`) as { kind: string; resources: string[] };
    expect(kind).toBe('Component');
    expect(resources.map((file) => below + file)).toEqual(files.filter((file) => file.startsWith(below)));
  }
});

test('other settings in the plain manifests start the workers anew, by another name of their ConfigMap', () => {
  expect(kustomization.configMapGenerator).toEqual([{ name: 'camunda-dynamodb-worker', files: ['config.yaml'] }]);
  expect(read('config.yaml')).toEqual({ maxJobs: 32 });
  expect(podOf(objects).metadata.annotations).toBeUndefined();
});

test('the plain manifests leave the number of workers to KEDA where it is', () => {
  const { patches } = read('keda/kustomization.yaml') as { patches: { target: { kind: string }; patch: string }[] };
  expect(patches.map(({ target, patch }) => [target.kind, parse(patch)])).toEqual([
    ['Deployment', [{ op: 'remove', path: '/spec/replicas' }]],
  ]);
});

/** Maps, whose members have names that anybody may choose. */
const maps = new Set(['data', 'labels', 'annotations', 'matchLabels', 'selector', 'limits', 'requests']);
const isFree = (path: readonly string[]) => {
  const [parent = '', grandparent = ''] = path.slice(0, -1).toReversed();
  return (maps.has(parent) && path.at(-1) !== 'matchLabels') || (parent === 'metadata' && /^\d+$/.test(grandparent));
};

test.each(objects)('each misspelt member of a $kind is found', (object) => {
  const paths = pathsIn(object).filter((path) => !isFree(path));
  expect(paths.length).toBeGreaterThan(3);
  const unfound = paths.filter((path) => schemaFaults(misspelt(object, path) as KubernetesObject).length === 0);
  expect(unfound.map((path) => path.join('.'))).toEqual([]);
});

function pathsIn(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    ...(Array.isArray(value) ? [] : [[...path, name]]),
    ...pathsIn(member, [...path, name]),
  ]);
}

/** Gives a value in which the last member of a path has another name. */
function misspelt(value: unknown, [name = '', ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) return value.with(Number(name), misspelt(value[Number(name)], rest));
  return Object.fromEntries(
    Object.entries(value as object).map(([key, member]) => {
      if (key !== name) return [key, member];
      return rest.length === 0 ? [`${key}x`, member] : [key, misspelt(member, rest)];
    }),
  );
}
