import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { connectZeebe, type ZeebeClient } from '../../examples/local/zeebe-client.ts';
import { migrate } from '../../src/migration/migrate.ts';
import { dropTable, makeTable } from '../docs/coming-from/tables.ts';
import { type CamundaCase, camundaCases } from '../support/camunda-cases.ts';
import { drawCamundaTasks } from '../support/camunda-diagrams.ts';
import { camundaComparable } from '../support/camunda-endings.ts';
import { plainClient } from '../support/databases.ts';
import { sharedEngine as engine } from '../support/engine.ts';
import { against } from '../support/review.ts';
import { startTestWorker, type TestWorker } from '../support/zeebe.ts';

const client = plainClient(inject('dynalite'));
let worker: TestWorker;
let zeebe: ZeebeClient;

beforeAll(async () => {
  worker = await startTestWorker(engine, inject('dynalite'), { DYNAMODB_WORKER_CAMUNDA_COMPATIBLE: 'true' });
  zeebe = connectZeebe(engine.gateway);
});
afterAll(async () => {
  await zeebe.close();
  await worker.stop();
  client.destroy();
});

/**
 * Runs a process on a table of its own, as the case finds it.
 * @returns the variables at its end, in which every table has the same name
 */
async function run({ items, variables }: CamundaCase, table: string, diagram: string): Promise<unknown> {
  if (items !== undefined) await makeTable(client, { name: table, keys: { id: 'S' }, items: [...items] });
  await zeebe.deploy(`${table}.bpmn`, diagram);
  const ended = await zeebe.run(table, variables);
  await dropTable(client, table);
  return camundaComparable(ended.variables.replaceAll(table, 'the-table'));
}

/** Runs a case as it is, and migrated: each with a process and a table of its name. */
async function runBoth(index: number): Promise<{ readonly theirs: unknown; readonly ours: unknown }> {
  const draw = (table: string) => {
    const each = camundaCases(table)[index] as CamundaCase;
    return { each, table, drawn: drawCamundaTasks([each.task], table) };
  };
  const [before, after] = [draw(`original-${index}`), draw(`migrated-${index}`)];
  const { tasks, text } = await migrate('a.bpmn', after.drawn, { against, jobType: 'aws-dynamodb:1', force: false });
  expect(tasks.map(({ isMigrated }) => isMigrated)).toEqual([true]);
  const [theirs, ours] = await Promise.all([
    run(before.each, before.table, before.drawn),
    run(after.each, after.table, text),
  ]);
  return { theirs, ours };
}

test('thirty migrated processes give the same variables on the engine as the originals', async () => {
  const cases = camundaCases('any');
  const ran = await Promise.all(cases.map((_, index) => runBoth(index)));
  expect(ran.map(({ ours }, index) => [cases[index]?.name, ours])).toEqual(
    ran.map(({ theirs }, index) => [cases[index]?.name, theirs]),
  );
}, 120_000);
