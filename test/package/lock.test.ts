import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
const { '': project, ...entries }: Record<string, Locked> = read('package-lock.json').packages;
/** What comes from a registry: not the folders of the project that are linked, nor the links. */
const packages = Object.fromEntries(
  Object.entries(entries).filter(([path, { link }]) => path.includes('node_modules/') && link !== true),
);
const nameOf = (path: string) => path.replace(/^.*node_modules\//, '');

test('the lock has the checksum of every package, and the host of none', () => {
  const installed = Object.entries(packages);
  expect(installed.length).toBeGreaterThan(100);
  expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([]);
  expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
});

test('the lock has every dependency, those of other platforms too', () => {
  const locked = new Set(Object.keys(entries).map(nameOf));
  const wanted = [project, ...Object.values(entries)].flatMap(
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
