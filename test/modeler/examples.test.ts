import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawProcess } from '../support/diagrams.ts';
import { openDiagram } from '../support/modeler.ts';
import { lintDiagram } from '../support/modeler-lint.ts';
import { orderConnection, orderProcess, orderTasks } from '../support/order-process.ts';
import { template } from '../support/template.ts';

const example = new URL('../../examples/order.bpmn', import.meta.url);

test('the order process is what a modeler makes of the template (vitest run -u writes it anew)', async () => {
  const diagram = await openDiagram(drawProcess(orderProcess));
  for (const [task, { operation, values }] of Object.entries(orderTasks)) {
    diagram.apply(task, template, { ...orderConnection, ...values }, operation);
  }
  await expect(await diagram.xml()).toMatchFileSnapshot(example.pathname);
});

test('applying the template once more changes nothing', async () => {
  const xml = readFileSync(example, 'utf8');
  const diagram = await openDiagram(xml);
  for (const task of Object.keys(orderTasks)) diagram.apply(task, template);
  expect(await diagram.xml()).toBe(xml);
});

test('the Modeler finds no fault with the order process', async () => {
  expect(await lintDiagram(readFileSync(example, 'utf8'), [template])).toEqual([]);
});
