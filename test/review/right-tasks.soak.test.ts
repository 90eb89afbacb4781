import { expect, test } from 'vitest';
import { Random } from '../feel/fuzz/random.ts';
import { inLongForm } from '../support/long-form.ts';
import { reviewDiagram } from '../support/review.ts';
import { rightTask, variablesOfTasks } from '../support/right-tasks.ts';
import { drawTasks } from '../support/task-diagrams.ts';

const TASKS = inLongForm(200, 80);

test(`nothing is found in ${TASKS} right tasks of all operations`, async () => {
  const random = new Random(7);
  const tasks = Array.from({ length: TASKS }, (_, index) => rightTask(random, index));
  const findings = await reviewDiagram(drawTasks(tasks, { startForm: variablesOfTasks }), variablesOfTasks);
  const told = findings.map(({ element, message }) => {
    const { inputs, headers } = tasks.find(({ id }) => id === element?.id) ?? {};
    return { message, inputs, headers };
  });
  expect(told).toEqual([]);
});
