import { beforeAll, describe, expect, test } from 'vitest';
import { exampleBpmn } from '../support/examples/example.ts';
import { examples } from '../support/examples/index.ts';
import { everyNth } from '../support/long-form.ts';
import { openDiagram } from '../support/modeler.ts';
import { lintDiagram } from '../support/modeler-lint.ts';
import { template } from '../support/template.ts';

describe.each(examples)('the example $process.id', (example) => {
  let bpmn: string;
  beforeAll(async () => {
    bpmn = await exampleBpmn(example);
  });

  test('is what a modeler makes of the template (vitest run -u writes it anew)', async () => {
    const file = new URL(`../../examples/${example.process.id}.bpmn`, import.meta.url);
    await expect(bpmn).toMatchFileSnapshot(file.pathname);
  });

  test('stays as it is when the template is applied once more', async () => {
    const diagram = await openDiagram(bpmn);
    // The Modeler takes a second for each.
    for (const task of everyNth(Object.keys(example.tasks), 4)) diagram.apply(task, template);
    expect(await diagram.xml()).toBe(bpmn);
  });

  test('is without fault in the eyes of the Modeler', async () => {
    expect(await lintDiagram(bpmn, [template])).toEqual([]);
  });
});
