import { writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { operationsById } from '../../src/operations/index.ts';
import { loadConfig } from '../../src/worker/config.ts';
import { keepPolicies } from '../../src/worker/job-settings.ts';
import { reloader } from '../../src/worker/reload.ts';
import { freshFile } from '../support/aws-files.ts';

/** A worker that was started with a file of settings, and what of it is read anew. */
async function start(text: string, variables: Readonly<Record<string, string>> = {}) {
  const file = await freshFile(text);
  const env = { DYNAMODB_WORKER_CONFIG_FILE: file, ...variables };
  const started = await loadConfig(env);
  const policies = keepPolicies(started, { secret: () => undefined, aws: { variables: env } });
  const lines: { readonly level: string; readonly [member: string]: unknown }[] = [];
  const line = (level: string) => (members: unknown) =>
    void lines.push({ level, ...(typeof members === 'object' ? members : { msg: members }) });
  let refreshed = 0;
  const log = { info: line('info'), warn: line('warn'), error: line('error') };
  const secrets = { refresh: () => void refreshed++ };
  const reload = reloader({ env, operations: operationsById, started, policies, secrets, log });
  return {
    lines,
    refreshed: () => refreshed,
    reload,
    write: (text: string) => writeFile(file, text),
    policy: (tenantId = '<default>') => policies.of({ tenantId }),
    /** Writes the file anew, and reads it. */
    async rewrite(text: string) {
      await writeFile(file, text);
      return reload();
    },
  };
}

test('the next job has the new rules, one that runs keeps those with which it began, and secrets are read anew', async () => {
  const { policy, rewrite, refreshed } = await start('allowTables: [a]\n');
  const running = policy();
  expect(await rewrite('allowTables: [b]\nreadOnly: true\n')).toBe(true);
  expect([running, policy()].map((each) => [each.allowsTable('a'), each.allowsTable('b'), each.isReadOnly])).toEqual([
    [true, false, false],
    [false, true, true],
  ]);
  expect(refreshed()).toBe(1);
});

test('rules of one tenant come, change and go', async () => {
  const { policy, rewrite } = await start('readOnly: false\n');
  const readOnly = () => ['x', 'y'].map((tenant) => policy(tenant).isReadOnly);
  await rewrite('tenants: { x: { readOnly: true } }');
  expect(readOnly()).toEqual([true, false]);
  await rewrite('readOnly: true\ntenants: { x: { readOnly: false } }');
  expect(readOnly()).toEqual([false, true]);
  await rewrite('readOnly: true');
  expect(readOnly()).toEqual([true, true]);
});

test('what is asked for many times at once is done one after the other, and the file as it is last counts', async () => {
  const { policy, reload, write, refreshed } = await start('allowTables: [a]\n');
  const first = reload();
  await setImmediate();
  await write('allowTables: [b]\n');
  const others = Array.from({ length: 100 }, () => reload());
  expect(await Promise.all([first, ...others])).toEqual(Array.from({ length: 101 }, () => true));
  expect([policy().allowsTable('b'), refreshed()]).toEqual([true, 2]);
});

describe('a file that is wrong', () => {
  test('as it names no operation there is, leaves everything as it was', async () => {
    const { rewrite, lines } = await start('allowOperations: [getItem]\n');
    expect(await rewrite('allowOperations: [getItems]\n')).toBe(false);
    expect(lines).toMatchObject([{ level: 'error', fault: expect.stringContaining('"getItems"') }]);
  });

  test('leaves everything as it was, and each fault is logged', async () => {
    const { policy, rewrite, lines, refreshed } = await start('allowTables: [a]\n');
    const before = policy();
    expect(await rewrite('allowTables: [b]\nmaxJobs: many\nreadonly: true\n')).toBe(false);
    expect([policy() === before, refreshed()]).toEqual([true, 0]);
    expect(lines).toMatchObject([
      { level: 'error', fault: expect.stringMatching(/:2: maxJobs: expected a whole number/) },
      { level: 'error', fault: expect.stringMatching(/:3: readonly: there is no such setting; did you mean readOnly/) },
    ]);
    expect(await rewrite('allowTables: [b]\n')).toBe(true);
    expect(policy().allowsTable('b')).toBe(true);
  });
});

test('settings that have changed and need a restart are named', async () => {
  const { rewrite, lines } = await start('maxJobs: 5\nlogLevel: info\n');
  await rewrite('maxJobs: 6\njobTimeout: PT1M\nreadOnly: true\n');
  expect(lines).toMatchObject([{ level: 'warn', settings: ['maxJobs', 'jobTimeout'] }, { level: 'info' }]);
  await rewrite('maxJobs: 5\n');
  expect(lines).toHaveLength(3);
});

test('a variable counts before the file after it, too', async () => {
  const { policy, rewrite } = await start('readOnly: false', { DYNAMODB_WORKER_READ_ONLY: 'true' });
  await rewrite('readOnly: false\nallowTables: []');
  expect([policy().isReadOnly, policy().allowsTable('a')]).toEqual([true, false]);
});
