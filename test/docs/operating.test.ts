import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${root}/docs/operating.md`, 'utf8');

const code = ['src', 'workers'].flatMap((folder) =>
  readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`${root}/${folder}/${name}`, 'utf8')),
);

/** The warnings and errors that the code logs, as far as they are written in it: before the first part that is not. */
function loggedLines(): string[] {
  return code.flatMap((text) => {
    const calls = text.matchAll(
      /\blog(?:\.(?:warn|error|fatal)|\[[^\]]*\])\(\s*(?:\{.*?\},|about,|aboutJob\(job, tracing\),)?\s*(['`])(.*?)\1,?\s*\)/gs,
    );
    return [...calls].map(([, , line = '']) => (line.split('${')[0] as string).trim());
  });
}

test('each warning and each error that the worker logs is explained', () => {
  const lines = loggedLines();
  const calls = code.join('').match(/\blog(?:\.(?:warn|error|fatal)|\[[^\]]*\])\(/g) ?? [];
  expect(lines).toHaveLength(calls.length);
  expect(lines.filter((line) => !page.includes(`| \`${line}`))).toEqual([]);
});
