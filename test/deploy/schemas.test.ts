import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { linkFaults, podOf } from './links.ts';
import { podSecurityFaults } from './pod-security.ts';
import { type KubernetesObject, schemaFaults } from './schemas.ts';

const folder = fileURLToPath(new URL('../../deploy/kubernetes/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
  .sort();
const objects = files.map((file) => parse(readFileSync(folder + file, 'utf8')) as KubernetesObject);

test('the plain manifests fit their schemas and each other, within the restricted Pod Security Standard', () => {
  expect(objects.flatMap(schemaFaults)).toEqual([]);
  expect(linkFaults(objects)).toEqual([]);
  expect(podSecurityFaults(podOf(objects).spec)).toEqual([]);
});

test('the plain manifests are all in the kustomization, except those that need something in the cluster', () => {
  const { resources } = parse(readFileSync(`${folder}kustomization.yaml`, 'utf8')) as { resources: string[] };
  expect(resources).toEqual(files.filter((file) => !file.includes('/')));
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
