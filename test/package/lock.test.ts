import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
const { '': project, ...packages }: Record<string, Locked> = read('package-lock.json').packages;
const nameOf = (path: string) => path.replace(/^.*node_modules\//, '');

test('the lock has the checksum of every package, and the host of none', () => {
  const entries = Object.entries(packages);
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([]);
  expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
});

test('the lock has every dependency, those of other platforms too', () => {
  const locked = new Set(Object.keys(packages).map(nameOf));
  const wanted = [project, ...Object.values(packages)].flatMap(
    ({ dependencies, optionalDependencies } = { version: '' }) =>
      Object.keys({ ...dependencies, ...optionalDependencies }),
  );
  expect(wanted.filter((name) => !locked.has(name))).toEqual([]);
});

test('no package runs a script when it is installed', () => {
  const allowed: Record<string, boolean> = read('package.json').allowScripts;
  expect(Object.values(allowed)).not.toContain(true);
  const having = Object.entries(packages).flatMap(([path, { hasInstallScript }]) => (hasInstallScript ? [path] : []));
  expect(Object.keys(allowed)).toEqual(expect.arrayContaining(having.map(nameOf)));
});
