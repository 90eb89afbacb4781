import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { helmFaults } from '../../release/checks.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checks-'));
  vi.stubEnv('PATH', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test('a workflow without helm releases nothing, because it could publish no chart', () => {
  expect(helmFaults('v1.2.3')).toEqual([
    'Expected helm on the PATH, because the chart is a part of the release, got none.',
  ]);
  expect(helmFaults()).toEqual([]);
  writeFileSync(join(folder, 'helm'), '');
  expect(helmFaults('v1.2.3')).toEqual([]);
});
