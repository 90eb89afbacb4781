import { afterAll, expect, inject, test } from 'vitest';
import { readDiagram } from '../../src/diagram/diagram.ts';
import { compile } from '../../src/feel/index.ts';
import type { Outcome } from '../../src/job/outcome.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { migrate } from '../../src/migration/migrate.ts';
import { dropTable, makeTable } from '../docs/coming-from/tables.ts';
import { type CamundaCase, camundaCases } from '../support/camunda-cases.ts';
import { drawCamundaTasks } from '../support/camunda-diagrams.ts';
import { camundaEnding } from '../support/camunda-endings.ts';
import { camundaResult } from '../support/camunda-results.ts';
import { plainClient } from '../support/databases.ts';
import { errorOf, runInput } from '../support/jobs.ts';
import { against } from '../support/review.ts';

const endpoint = inject('dynoxide');
const client = plainClient(endpoint);
const name = 'migrated-orders';

afterAll(async () => {
  await dropTable(client, name);
  client.destroy();
});

/** Runs a task as the worker would, on a table as the case finds it. */
async function run(
  { items, variables }: CamundaCase,
  text: string,
  headers?: Record<string, string>,
): Promise<Outcome> {
  await dropTable(client, name);
  if (items !== undefined) await makeTable(client, { name, keys: { id: 'S' }, items: [...items] });
  const task = readDiagram(text).elements.find(({ id }) => id === 'task');
  if (task === undefined) throw new Error('There is no task');
  const input = task.inputs
    .filter(({ target }) => target.value.startsWith('input.'))
    .map(({ target, source: { value } }): [string, Json] => [
      target.value.slice('input.'.length),
      value.startsWith('=') ? (compile(value.slice(1)).evaluate(variables).value as Json) : value,
    ]);
  const own = Object.fromEntries(task.headers.map(({ key, value }) => [key, value.value]));
  return runInput(endpoint, Object.fromEntries(input), { headers: headers ?? own });
}

test.each(camundaCases(name))('$name: a migrated task ends with the variables that it had', async (each) => {
  const { task } = each;
  const settings = { against, jobType: 'aws-dynamodb:1', force: false };
  const { text } = await migrate('process.bpmn', drawCamundaTasks([task]), settings);
  const raw = await run(each, text, { resultVariable: 'raw' });
  const ended =
    raw.kind === 'completed'
      ? { result: camundaResult(task.operation, (JSON.parse(raw.variables) as { raw: JsonObject }).raw, byFeel) }
      : { errorType: String(errorOf(raw).type) };
  const outcome = await run(each, text);
  expect(outcome.kind, outcome.variables).toBe('completed');
  // The time at which a table was made is another for each.
  const timeless = (text: string) =>
    JSON.parse(text.replace(/"creationDateTime":"[^"]*"/gi, '"creationDateTime":"then"'));
  expect(timeless(outcome.variables)).toEqual(timeless(JSON.stringify(camundaEnding(task.headers ?? {}, ended))));
});

/** The order in which FEEL goes through the attributes of an item. */
function byFeel(item: JsonObject): readonly string[] {
  return compile('get entries(item).key').evaluate({ item }).value as string[];
}
