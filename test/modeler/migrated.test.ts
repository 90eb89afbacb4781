import { expect, test } from 'vitest';
import { migrate } from '../../src/migration/migrate.ts';
import { camundaCases } from '../support/camunda-cases.ts';
import { drawCamundaTasks } from '../support/camunda-diagrams.ts';
import { boundTo } from '../support/filled-form.ts';
import { openDiagram } from '../support/modeler.ts';
import { lintDiagram } from '../support/modeler-lint.ts';
import { against } from '../support/review.ts';
import { template, template810 } from '../support/template.ts';

const tasks = camundaCases('orders').map(({ task }, index) => ({ ...task, id: `task${index}` }));

test.each([
  ['8.6', template],
  ['8.10', template810],
])(
  'the Modeler of %s takes migrated tasks as if they were filled in there, and has no problems with them',
  async (camunda, ours) => {
    const drawn = drawCamundaTasks(tasks, 'process', `${camunda}.0`);
    const { text } = await migrate('process.bpmn', drawn, { against, jobType: 'aws-dynamodb:1', force: false });
    // That 8.10 has secrets of its own is told of the task before, too.
    const problems = (await lintDiagram(text, [ours])).filter(({ rule }) => rule !== 'camunda-compat/secrets');
    expect(problems).toEqual([]);
    const diagram = (await openDiagram(text, camunda)).use(ours);
    const valuesOf = (id: string) =>
      Object.fromEntries(ours.properties.map((property) => [boundTo(property), diagram.value(id, property)]));
    const before = tasks.map(({ id }) => valuesOf(id));
    // What the Modeler does with a task whose template is not as it should be: it writes what is missing, and takes what is too much.
    diagram.apply('task0', ours);
    expect(valuesOf('task0')).toEqual(before[0]);
    for (const { id, fields } of tasks) {
      const shown = diagram.form(id, ours).map(boundTo);
      expect(shown).toEqual(
        expect.arrayContaining(['input.tableName', 'authentication.accessKey', 'configuration.region']),
      );
      for (const name of ['filterExpression', 'projectionExpression', 'item', 'primaryKeyComponents', 'keyAttributes'])
        expect(shown.includes(`input.${name}`)).toBe(name in fields);
    }
  },
);
