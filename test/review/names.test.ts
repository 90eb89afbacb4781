import { describe, expect, test } from 'vitest';
import { readFiles } from '../../src/review/files.ts';
import { review } from '../../src/review/review.ts';
import { against, reviewDiagram } from '../support/review.ts';
import { drawTasks, formOf, signedIn, type TaskDrawing } from '../support/task-diagrams.ts';

const reading = (id: string, expression: string, more: Partial<TaskDrawing> = {}): TaskDrawing => ({
  id,
  inputs: {
    'input.itemOperation': 'getItem',
    'input.tableName': 'orders',
    'input.partitionKeyValue': expression,
    ...signedIn,
  },
  ...more,
});

/** The names that are missed in a process with these tasks. */
async function missed(tasks: readonly TaskDrawing[], startForm?: readonly string[]): Promise<string[]> {
  const findings = await reviewDiagram(drawTasks(tasks, startForm && { startForm }), startForm);
  expect(findings.filter(({ rule }) => rule !== 'missing-variable')).toEqual([]);
  return findings.map(
    ({ message }) => /variable (\w+).*?(?:Is (\w+) meant|$)/.exec(message)?.slice(1).join(' ').trim() ?? message,
  );
}

describe('where the diagram says which variables there are, another is missed', () => {
  test.each<[string, readonly TaskDrawing[], string[]]>([
    ['one of the start form', [reading('a', '=order.id')], []],
    ['one that nothing makes', [reading('a', '=customer.id')], ['customer']],
    ['one that looks like another', [reading('a', '=oder.id')], ['oder order']],
    [
      'the result of a task',
      [reading('a', '=order.id', { headers: { resultVariable: 'found' } }), reading('b', '=found.response')],
      [],
    ],
    [
      'one that a result expression makes',
      [reading('a', '=order', { headers: { resultExpression: '={total: 1}' } }), reading('b', '=totall')],
      ['totall total'],
    ],
    [
      'one that the process is ready to miss',
      [reading('a', '=get or else(region, "x")'), reading('b', '=if size = null then 1 else size')],
      [],
    ],
    ['the error of a task', [reading('a', '=order.id'), reading('b', '=error.message')], []],
    ['a name that the engine has', [reading('a', '=camunda.vars.env.id')], []],
    [
      'an output',
      [
        reading('a', '=order.id', {
          headers: { resultVariable: 'r' },
          outputs: { total: '=r.response', other: '=rr.x' },
        }),
        reading('b', '=total'),
      ],
      ['rr'],
    ],
  ])('%s', async (_, tasks, names) => {
    expect(await missed(tasks, ['order'])).toEqual(names);
  });
});

describe('whoever brings variables without naming them is believed', () => {
  const drawn = drawTasks([reading('a', '=customer.id')], { startForm: ['order'] });
  const listener = (kind: string) =>
    `<zeebe:${kind}Listeners><zeebe:${kind}Listener eventType="start" type="audit" /></zeebe:${kind}Listeners>`;
  test.each<[string, string]>([
    ['nobody', drawn],
    ['a listener at the task', drawn.replace('<zeebe:taskHeaders>', `${listener('execution')}<zeebe:taskHeaders>`)],
    [
      'a listener at the process',
      drawn.replace(
        '<bpmn:startEvent',
        `<bpmn:extensionElements>${listener('execution')}</bpmn:extensionElements><bpmn:startEvent`,
      ),
    ],
    [
      'a listener of a user task',
      drawn.replace(
        '<bpmn:endEvent',
        `<bpmn:userTask id="user"><bpmn:extensionElements><zeebe:formDefinition formId="start" />${listener('task')}</bpmn:extensionElements></bpmn:userTask><bpmn:endEvent`,
      ),
    ],
    [
      'an agent, for a tool',
      drawn
        .replace('=customer.id', '=fromAi(toolCall.id)')
        .replace('<bpmn:serviceTask', '<bpmn:adHocSubProcess id="tools"><bpmn:serviceTask')
        .replace('</bpmn:serviceTask>', '</bpmn:serviceTask></bpmn:adHocSubProcess>'),
    ],
  ])('%s', async (who, text) => {
    const findings = await reviewDiagram(text, ['order']);
    expect(findings.map(({ rule }) => rule)).toEqual(who === 'nobody' ? ['missing-variable'] : []);
  });
});

describe('where any variable may be there, only one that looks like another is missed', () => {
  test.each<[string, readonly TaskDrawing[], string[]]>([
    ['nothing is known', [reading('a', '=customer.id')], []],
    [
      'one that looks like others that are read',
      [reading('a', '=order.id'), reading('b', '=order.id'), reading('c', '=oder.id')],
      ['oder order'],
    ],
    ['a plural', [reading('a', '=order.id'), reading('b', '=order.id'), reading('c', '=orders[1]')], []],
    ['names with numbers', [reading('a', '=table1'), reading('b', '=table1'), reading('c', '=table2')], []],
    [
      'another worker gives what it likes',
      [reading('a', '=order.id'), { id: 'b', jobType: 'other', inputs: {} }, reading('c', '=customer')],
      [],
    ],
  ])('%s', async (_, tasks, names) => {
    expect(await missed(tasks)).toEqual(names);
  });

  test('also one that looks like a variable of example data at the start', async () => {
    const example = '{&#34;order&#34;: {&#34;id&#34;: &#34;o-1&#34;}}';
    const property = `<zeebe:properties><zeebe:property name="camundaModeler:exampleOutputJson" value="${example}" /></zeebe:properties>`;
    const withData = (task: TaskDrawing) =>
      drawTasks([task], { startForm: [] }).replace('<zeebe:formDefinition formId="start" />', property);
    const rules = async (task: TaskDrawing) => (await reviewDiagram(withData(task))).map(({ rule }) => rule);
    expect(await rules(reading('a', '=oder.id'))).toEqual(['missing-variable']);
    expect(await rules(reading('a', '=order.id'))).toEqual([]);
    expect(await rules(reading('a', '=customer.id'))).toEqual([]);
  });

  test('also with a start form, if another worker or a message brings variables', async () => {
    const other: TaskDrawing = { id: 'other', jobType: 'other', inputs: {} };
    expect(await missed([other, reading('a', '=customer.id')], ['order'])).toEqual([]);
    const mapped = { ...other, outputs: { result: '=answer' } };
    expect(await missed([mapped, reading('a', '=customer.id')], ['order'])).toEqual(['customer']);
  });

  test('also in a process that another one calls', async () => {
    const caller = drawTasks([])
      .replace('id="process"', 'id="caller"')
      .replace(
        '<bpmn:endEvent',
        '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="process" /></bpmn:extensionElements></bpmn:callActivity><bpmn:endEvent',
      );
    const { files } = readFiles([
      { file: 'caller.bpmn', text: caller },
      { file: 'process.bpmn', text: drawTasks([reading('a', '=customer.id')], { startForm: ['order'] }) },
      { file: 'start.form', text: formOf(['order']) },
    ]);
    expect((await review(files, against)).findings).toEqual([]);
  });
});
