import { describe, expect, test } from 'vitest';
import { readDiagram } from '../../src/diagram/diagram.ts';
import { compile } from '../../src/feel/index.ts';
import { keepHeaders } from '../../src/job/headers.ts';
import { mapResult } from '../../src/job/mapping.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { migrate } from '../../src/migration/migrate.ts';
import { Random } from '../feel/fuzz/random.ts';
import { camundaCases } from '../support/camunda-cases.ts';
import { type CamundaTask, camundaOperations, camundaVersions, drawCamundaTasks } from '../support/camunda-diagrams.ts';
import { camundaVariables } from '../support/camunda-endings.ts';
import { resultFor } from '../support/camunda-expressions.ts';
import { camundaResult } from '../support/camunda-results.ts';
import { everyNth } from '../support/long-form.ts';
import { against, reviewDiagram } from '../support/review.ts';

const settings = { against, jobType: 'aws-dynamodb:1', force: false };
const cases = camundaCases('orders');

const migrated = (task: CamundaTask, platform?: string) =>
  migrate('process.bpmn', drawCamundaTasks([task], 'process', platform), settings);

function taskIn(text: string, id = 'task') {
  const element = readDiagram(text).elements.find((each) => each.id === id);
  if (element === undefined) throw new Error(`There is no ${id}`);
  const { inputs, headers, jobType, retries, template } = element;
  return {
    inputs: Object.fromEntries(inputs.map(({ target, source }) => [target.value, source.value])),
    headers: Object.fromEntries(headers.map(({ key, value }) => [key, value.value])),
    jobType: jobType?.value,
    retries: retries?.value,
    template,
  };
}

test('there are thirty cases over every operation', () => {
  expect(cases).toHaveLength(30);
  expect(new Set(cases.map(({ task }) => task.operation)).size).toBe(8);
});

/** Each case is migrated once. */
const done = new Map(cases.map(({ name, task }) => [name, migrated(task)]));

describe('each case', () => {
  test.each(cases)('$name: all is known, and our check finds nothing', async ({ name }) => {
    const { tasks, text } = await (done.get(name) as ReturnType<typeof migrated>);
    expect(tasks.map(({ isMigrated, remarks: { unknown } }) => ({ isMigrated, unknown }))).toEqual([
      { isMigrated: true, unknown: [] },
    ]);
    expect(await reviewDiagram(text)).toEqual([]);
  });

  test.each(cases)('$name: the result becomes the same variables', async ({ name, task }) => {
    const random = new Random(5);
    const { headers } = taskIn((await (done.get(name) as ReturnType<typeof migrated>)).text);
    const ours = keepHeaders()(JSON.stringify(headers));
    for (let round = 0; round < 10; round++) {
      const result = resultFor(task.operation, random);
      const entries = (item: JsonObject) => compile('get entries(item).key').evaluate({ item }).value as string[];
      const theirs = camundaVariables(task.headers ?? {}, camundaResult(task.operation, result, entries));
      expect(mapResult(ours, result) ?? {}).toEqual(theirs);
    }
  });
});

test.each(camundaVersions)('version %i: each operation keeps what it is to do', async (version) => {
  for (const operation of everyNth(camundaOperations, 3, version)) {
    const { task } = cases.find((each) => each.task.operation === operation) as (typeof cases)[number];
    const { inputs, headers, jobType, retries, template } = taskIn(
      (await migrated({ ...task, version, headers: {} })).text,
    );
    const group = operation.endsWith('Item') ? 'itemOperation' : 'tableOperation';
    expect(inputs).toMatchObject({
      'input.operationGroup': group,
      [`input.${group}`]: operation,
      'input.tableName': 'orders',
      'authentication.type': 'credentials',
      'authentication.accessKey': '{{secrets.AWS_ACCESS_KEY}}',
      'configuration.region': 'eu-central-1',
    });
    expect(Object.keys(inputs)).not.toContain('input.type');
    expect(headers).toEqual({
      elementTemplateId: 'camunda-dynamodb-worker.aws-dynamodb.v1',
      elementTemplateVersion: '1',
      retryBackoff: version >= 9 ? 'PT30S' : 'PT0S',
    });
    expect({ jobType, retries }).toEqual({ jobType: 'aws-dynamodb:1', retries: '3' });
    expect(template).toMatchObject({ id: 'camunda-dynamodb-worker.aws-dynamodb.v1', version: 1 });
  }
});

const [first] = cases as [(typeof cases)[number]];

test('the hybrid template keeps a job type of its own, with the template that has a field for it', async () => {
  const { tasks, text } = await migrated({ ...first.task, version: 11, hybrid: 'orders:1' });
  expect(taskIn(text)).toMatchObject({
    jobType: 'orders:1',
    template: { id: 'camunda-dynamodb-worker.aws-dynamodb.job-type.v1', version: 1 },
  });
  expect(tasks[0]?.remarks.notes[0]?.message).toContain('the job type orders:1 stays');
});

test('a diagram for 8.10 gets the template for it, and a credential that is kept in the cluster stays', async () => {
  const connection = { 'authentication.type': 'credentials', awsCredential: '=camunda.vars.env.aws' };
  const { text } = await migrated({ ...first.task, version: 10, connection }, '8.10.0');
  expect(taskIn(text)).toMatchObject({
    inputs: { 'authentication.type': 'awsCredential', awsCredential: '=camunda.vars.env.aws' },
    template: { version: 2 },
  });
});

/** What stands before and behind the tasks, and what they have beside the template. */
test.each([
  ['as it is drawn', (xml: string) => xml],
  ['with line ends of Windows', (xml: string) => xml.replaceAll('\n', '\r\n')],
  ['with a byte order mark', (xml: string) => `\ufeff${xml}`],
  [
    'with other prefixes',
    (xml: string) =>
      xml
        .replaceAll('zeebe:', 'z:')
        .replace('xmlns:zeebe', 'xmlns:z')
        .replaceAll('bpmn:', 'b:')
        .replace('xmlns:bpmn=', 'xmlns:b='),
  ],
])('a file %s changes in its task only', async (_, change) => {
  const given = change(
    drawCamundaTasks([first.task])
      .replace(
        '</zeebe:ioMapping>',
        '<!-- > "kept" --><zeebe:output source="=total" target="sum" />\n<zeebe:input source="=1" target="own" /></zeebe:ioMapping>',
      )
      .replace(
        '</zeebe:taskHeaders>',
        '<zeebe:header key="mine" value="a &#38; b" /></zeebe:taskHeaders><zeebe:properties><zeebe:property name="p" value="q" /></zeebe:properties>',
      ),
  );
  const { text, tasks } = await migrate('process.bpmn', given, settings);
  expect(tasks[0]).toMatchObject({ isMigrated: true });
  const around = (xml: string) => {
    const [, before, behind] =
      /^([\s\S]*?<\w+:serviceTask id="task")[\s\S]*(<\/\w+:extensionElements>[\s\S]*)$/.exec(xml) ?? [];
    return [before, behind];
  };
  expect(around(text)).toEqual(around(given));
  for (const kept of [
    '<!-- > "kept" -->',
    'source="=total" target="sum"',
    'source="=1" target="own"',
    'key="mine" value="a &#38; b"',
    'name="p" value="q"',
  ])
    expect(text).toContain(kept);
  expect((await migrate('process.bpmn', text, settings)).tasks).toEqual([]);
});

/** Tasks of which something cannot be known, with a word of why. */
const unclear: readonly (readonly [what: string, task: Partial<CamundaTask>, why: string])[] = [
  ['an operation by expression', { operation: '=what' as never }, 'an expression decides what the task does'],
  ['an unknown operation', { operation: 'queryItem' as never }, 'there is no operation queryItem'],
  [
    'a secret in a key',
    { fields: { tableName: 'orders', primaryKeyComponents: '={"id": "{{secrets.ID}}"}' } },
    '{{secrets.ID}} is replaced by Camunda',
  ],
  [
    'a bare secret in the table',
    { fields: { tableName: 'secrets.TABLE', primaryKeyComponents: key() } },
    'secrets.TABLE is replaced by Camunda',
  ],
  [
    'an attribute by its place',
    { headers: { resultExpression: '={a: response[1].id}' } },
    'DynamoDB gives attributes in no order',
  ],
  [
    'the whole error',
    { headers: { errorExpression: '=bpmnError("X", "y", {cause: error})' } },
    'it passes error on as a whole',
  ],
  [
    'a look into messages',
    { headers: { errorExpression: '=if contains(error.message, "Cannot") then ignoreError() else null' } },
    'it looks into error.message',
  ],
  [
    'a class of many errors',
    {
      headers: {
        errorExpression:
          '=if error.type = "software.amazon.awssdk.core.exception.SdkClientException" then ignoreError() else null',
      },
    },
    'some stand for many errors',
  ],
  [
    'a function that is not there',
    { headers: { resultExpression: '={d: createDocument("x")}' } },
    'it calls createDocument',
  ],
  ['an expression that is no FEEL', { headers: { resultExpression: '={a: }' } }, 'it is no FEEL expression'],
  ['a back-off that is no duration', { headers: { retryBackoff: 'soon' } }, 'expected a duration like PT30S'],
  [
    'a credential of 8.10',
    { connection: { awsCredential: '=camunda.vars.env.aws' } },
    'needs a diagram for Camunda 8.10',
  ],
];

function key() {
  return '={"id": "1"}';
}

test.each(unclear)('%s is listed, and the task stays to the letter', async (_, part, why) => {
  const task = { ...first.task, version: 11 as const, ...part };
  const given = drawCamundaTasks([task]).replaceAll('input.undefinedOperation', 'input.itemOperation');
  const { text, tasks } = await migrate('process.bpmn', given, settings);
  expect(tasks.map(({ isMigrated }) => isMigrated)).toEqual([false]);
  expect(tasks[0]?.remarks.unknown.map(({ message }) => message).join()).toContain(why);
  expect(text).toBe(given);
});

test('a write whose headers are wanted stays, unless it is forced: then they are null', async () => {
  const task = {
    ...(cases.find((each) => each.task.operation === 'addItem') as (typeof cases)[number]).task,
    headers: { resultVariable: 'added' },
  };
  const given = drawCamundaTasks([task]);
  expect((await migrate('process.bpmn', given, settings)).text).toBe(given);
  const { text } = await migrate('process.bpmn', given, { ...settings, force: true });
  expect(taskIn(text).headers.resultExpression).toContain('httpHeaders: null');
});

test('what would catch the BPMN errors of this worker is noted', async () => {
  const drawn = drawCamundaTasks([first.task]).replace(
    '<bpmn:endEvent',
    '<bpmn:boundaryEvent id="anything" attachedToRef="task"><bpmn:errorEventDefinition /></bpmn:boundaryEvent><bpmn:endEvent',
  );
  const [task] = (await migrate('process.bpmn', drawn, settings)).tasks;
  expect(task).toMatchObject({
    isMigrated: true,
    remarks: { notes: [{ message: expect.stringContaining('anything catches all errors') }] },
  });
});

test('a task without a job type is listed, and stays to the letter', async () => {
  const [{ task }] = cases as [(typeof cases)[0]];
  const drawn = drawCamundaTasks([task]).replace(/<zeebe:taskDefinition [^>]*>/, '');
  const { tasks, text } = await migrate('process.bpmn', drawn, settings);
  expect(tasks[0]?.remarks.unknown).toMatchObject([
    { field: 'type', message: 'it has no job type, so no worker does it' },
  ]);
  expect(text).toBe(drawn);
});

test('an input of one’s own stays between those of the template, of which later ones may read it', async () => {
  const drawn = drawCamundaTasks([
    { version: 11, operation: 'getItem', fields: { tableName: 'orders', primaryKeyComponents: '={"id": id}' } },
  ]);
  const own = '<zeebe:input source="=order.id" target="id" />';
  const placed = drawn.replace(/<zeebe:input [^>]*target="input.primaryKeyComponents"/, `${own}$&`);
  const { text } = await migrate('process.bpmn', placed, settings);
  const { inputs } = taskIn(text);
  expect(Object.keys(inputs).slice(-2)).toEqual(['id', 'input.primaryKeyComponents']);
  expect(Object.keys(inputs).indexOf('configuration')).toBeLessThan(
    Object.keys(inputs).indexOf('configuration.region'),
  );
  expect(inputs).toEqual({ ...taskIn((await migrate('process.bpmn', drawn, settings)).text).inputs, id: '=order.id' });
});

test('other tasks stay as they are', async () => {
  const given = drawCamundaTasks([first.task, { ...first.task, id: 'other' }]).replace(
    /(id="other"[\s\S]*?)io\.camunda\.connectors\.AWSDynamoDB\.v1("[\s\S]*?)io\.camunda:aws:1/,
    '$1some.other$2other:1',
  );
  const { text, tasks } = await migrate('process.bpmn', given, settings);
  expect(tasks.map(({ element }) => element.id)).toEqual(['task']);
  expect(text.slice(text.indexOf('id="other"'))).toBe(given.slice(given.indexOf('id="other"')));
});
