import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const lines = readFileSync(new URL('Dockerfile', root), 'utf8').split('\n');
const after = (word: string) =>
  lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));

test('both stages of the image have one base, by its digest, of a version with a name', () => {
  const bases = after('FROM').map((base) => base.split(' ')[0]);
  expect(bases).toHaveLength(2);
  expect(new Set(bases).size).toBe(1);
  expect(bases[0]).toMatch(/^node:\d+\.\d+\.\d+-slim@sha256:[0-9a-f]{64}$/);
});

test('no script of a package runs while the image is built', () => {
  const commands = after('RUN').flatMap((line) => line.split('&&').map((command) => command.trim()));
  const changing = commands.filter((command) => /^npm (?:ci|install|prune)\b/.test(command));
  expect(changing.length).toBeGreaterThan(0);
  expect(changing.filter((command) => !command.includes('--ignore-scripts'))).toEqual([]);
});

test('what the image copies is there, and what it starts is what the package starts', () => {
  const copied = after('COPY').filter((line) => !line.startsWith('--from='));
  const sources = copied.flatMap((line) => line.split(' ').slice(0, -1));
  expect(sources.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  const { bin } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const started = JSON.stringify(['node', bin['camunda-dynamodb-worker']]);
  expect(after('ENTRYPOINT').map((list) => JSON.stringify(JSON.parse(list)))).toEqual([started]);
  expect(after('HEALTHCHECK').join()).toContain('"--health"');
});
