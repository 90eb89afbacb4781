import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as pages from '../../element-templates/index.ts';
import * as library from '../../src/index.ts';

const page = readFileSync(new URL('../../docs/own-operations.md', import.meta.url), 'utf8');
const example = ['reserve-stock.ts', 'operations.ts', 'worker.ts', 'generate.ts'].map((file) =>
  readFileSync(new URL(`../../examples/reserve-stock/${file}`, import.meta.url), 'utf8'),
);

test('the page on one’s own operations, or its example, has every name of the library', () => {
  const told = [page, ...example].join('\n');
  const names = [...Object.keys(library), ...Object.keys(pages)];
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(told))).toEqual([]);
});

test('the page names no function that the library does not have', () => {
  const fields = page.slice(page.indexOf('### Fields'), page.indexOf('### What'));
  const told = [...fields.matchAll(/`(\w+)(?:\(.*?\))?`/g)].map(([, name = '']) => name);
  const words = [
    'tooltip',
    'placeholder',
    'initial',
    'advanced',
    'shown',
    'required',
    'otherwise',
    'sends',
    'input',
    'guards',
    'mayBeNull',
    'inputFormat',
    'outputFormat',
    'debug',
    'run',
  ];
  expect(told.filter((name) => !(name in library) && !words.includes(name))).toEqual([]);
});
