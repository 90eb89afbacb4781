import { existsSync } from 'node:fs';
import { afterAll, afterEach, expect, inject, test } from 'vitest';
import { operations } from '../../src/operations/index.ts';
import { plainClient } from '../support/databases.ts';
import { errorOf, jobSettings, runInput } from '../support/jobs.ts';
import { template } from '../support/template.ts';
import { examples, linkedFiles, namesHere, page } from './coming-from/page.ts';
import { dropTable, inOrder, itemsOf, makeTable, tablesOf } from './coming-from/tables.ts';

const endpoint = inject('dynoxide');
const client = plainClient(endpoint);
const tables = Object.values(tablesOf).flat();
const names = new Set([...tables.map(({ name }) => name), ...examples.flatMap(({ input }) => input.tableName ?? [])]);

afterEach(() => Promise.all([...names].map((name) => dropTable(client, name as string))));
afterAll(() => client.destroy());

test.each(examples)('$title: the example of the page gives what the page says', async (example) => {
  const { title, input, expression, gives } = example;
  for (const table of tablesOf[title] ?? []) await makeTable(client, table);
  const headers = expression === undefined ? { resultVariable: 'result' } : { resultExpression: expression };
  const outcome = await runInput(endpoint, input, { headers: { ...headers }, settings: jobSettings() });
  if (gives.message === undefined) {
    expect(outcome.kind, outcome.variables).toBe('completed');
    const variables = JSON.parse(outcome.variables);
    if (gives.variables !== undefined) expect(variables).toEqual(gives.variables);
    else expect(variables.result.response).toMatchObject(gives.response ?? {});
  } else {
    expect(errorOf(outcome).message).toBe(gives.message);
  }
  for (const { name, items = [], after = items } of tablesOf[title] ?? []) {
    expect(await itemsOf(client, name)).toEqual(inOrder(after));
  }
});

test('each example has its tables, and says what it gives', () => {
  expect(examples.map(({ title }) => title).sort()).toEqual(Object.keys(tablesOf).sort());
  for (const { title, gives } of examples) expect(Object.keys(gives), title).toHaveLength(1);
});

test('no block of the page is left out', () => {
  const parts = examples.map(({ expression }) => (expression === undefined ? 2 : 3));
  expect(page.match(/^```\w/gm)).toHaveLength(parts.reduce((sum, blocks) => sum + blocks, 0));
});

test('what the tables name as ours is a field that the worker reads', () => {
  const bound = template.properties.map(({ binding }) =>
    'key' in binding ? binding.key : 'name' in binding ? binding.name : '',
  );
  const known = new Set([
    ...bound.map((name) => name.replace(/^input\./, '')),
    ...operations.flatMap(({ id, fields }) => [id, ...Object.keys(fields)]),
  ]);
  expect(namesHere.length).toBeGreaterThan(80);
  expect(namesHere.filter((name) => !known.has(name))).toEqual([]);
});

test('the links of the page lead to files', () => {
  expect(linkedFiles.length).toBeGreaterThan(1);
  for (const file of linkedFiles) expect(existsSync(file), file.pathname).toBe(true);
});
