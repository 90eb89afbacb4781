import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bpmnErrorCodes } from '../../src/failure/failure.ts';
import { operations } from '../../src/operations/index.ts';
import { settings } from '../../src/worker/settings.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

test('the README has every BPMN error code', () => {
  for (const code of Object.values(bpmnErrorCodes)) expect(readme).toContain(`\`${code}\``);
});

test('the settings in the README exist, with the values that it says they have', () => {
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| (?:`(.*?)`)? ?\|/gm)].map(([, name, initial = '']) => [
    name,
    initial,
  ]);
  const known = Object.values(settings).map(({ name, initial = '' }) => [
    name.replace('DYNAMODB_WORKER_', ''),
    initial,
  ]);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(known).toContainEqual(row);
});

test('the README names every operation', () => {
  for (const { label } of operations) {
    const [verb = '', noun = ''] = label.toLowerCase().split(' ');
    expect(readme.toLowerCase()).toMatch(new RegExp(`\\b${verb}\\b.*\\b${noun}\\b`));
  }
});

test('Docker waits for the jobs of a worker that it stops', () => {
  const compose = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
  const [, grace] = /stop_grace_period: (\d+)s/.exec(compose) ?? [];
  const [, stopTimeout] = /^PT(\d+)S$/.exec(settings.stopTimeout.initial ?? '') ?? [];
  expect(Number(grace)).toBeGreaterThan(Number(stopTimeout) + 3);
});
