import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findRenderer, objectsIn } from '../../deploy/generate/renderer.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'renderer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const set = { release: 'orders', namespace: 'camunda', values: { replicas: 3 } };

/** Makes a program that stands for Helm. */
function helm(script: string): string {
  const file = join(folder, 'helm');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('without Helm and Go, a warning says that tests are skipped, and how to get them', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  expect(findRenderer({ PATH: '/no/such/folder' }, folder)).toBeUndefined();
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/SKIPPED.*install Go/));
});

test('without Helm and Go, the tests fail under CI', () => {
  expect(() => findRenderer({ PATH: '', CI: 'true' }, folder)).toThrow('Neither Helm nor Go is there');
});

test('Helm renders where HELM names it, and its output is parted into files', () => {
  const says =
    "printf -- '---\\n# Source: chart/templates/a.yaml\\nb: 1\\n---\\n# Source: chart/templates/c.yaml\\nd: '; cat";
  const [rendered] = findRenderer({ HELM: helm(says) })?.([set]) ?? [];
  expect(rendered?.error === undefined && objectsIn(rendered?.files ?? {})).toEqual([{ b: 1 }, { d: { replicas: 3 } }]);
});

test('what Helm says against values is the error', () => {
  const [rendered] = findRenderer({ HELM: helm("echo 'no gateway' >&2; exit 1") })?.([set]) ?? [];
  expect(rendered?.error).toBe('no gateway\n');
});

test('YAML that cannot be read is refused, with the name of its file', () => {
  expect(() => objectsIn({ 'a.yaml': 'b: 1\nb: 2\n' })).toThrow(/^a\.yaml: Map keys must be unique/);
});
