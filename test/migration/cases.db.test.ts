import { afterAll, expect, inject, test } from 'vitest';
import { readDiagram } from '../../src/diagram/diagram.ts';
import { compile } from '../../src/feel/index.ts';
import type { Json } from '../../src/json/json.ts';
import { migrate } from '../../src/migration/migrate.ts';
import { dropTable, makeTable } from '../docs/coming-from/tables.ts';
import { type CamundaCase, camundaCases } from '../support/camunda-cases.ts';
import { drawCamundaTasks } from '../support/camunda-diagrams.ts';
import { camundaComparable } from '../support/camunda-endings.ts';
import { plainClient } from '../support/databases.ts';
import { endedDialectJob } from '../support/dialect-jobs.ts';
import { runVariables, variablesFor } from '../support/jobs.ts';
import { against } from '../support/review.ts';

const endpoint = inject('dynoxide');
const client = plainClient(endpoint);
const name = 'migrated-orders';

afterAll(async () => {
  await dropTable(client, name);
  client.destroy();
});

/** The variables that a task has, on a table as the case finds it. */
async function variablesOf({ items, variables }: CamundaCase, text: string) {
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
  const headers = Object.fromEntries(task.headers.map(({ key, value }) => [key, value.value]));
  return { variables: variablesFor(endpoint, Object.fromEntries(input)), headers };
}

test.each(camundaCases(name))("$name: a migrated task ends with the variables that Camunda's has", async (each) => {
  const drawn = drawCamundaTasks([each.task]);
  const { text } = await migrate('process.bpmn', drawn, { against, jobType: 'aws-dynamodb:1', force: false });
  const theirs = await variablesOf(each, drawn);
  const before = (await endedDialectJob(theirs.variables, { headers: theirs.headers })).outcome;
  const ours = await variablesOf(each, text);
  const after = await runVariables(ours.variables, { headers: ours.headers });
  expect(before.kind, before.variables).toBe('completed');
  expect(after.kind, after.variables).toBe('completed');
  expect(camundaComparable(after.variables)).toEqual(camundaComparable(before.variables));
});
