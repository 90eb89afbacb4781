import { describe, expect, test } from 'vitest';
import { readFiles } from '../../src/review/files.ts';
import { review } from '../../src/review/review.ts';
import { against, reviewDiagram, reviewTask } from '../support/review.ts';
import { drawTasks, formOf, type TaskDrawing } from '../support/task-diagrams.ts';
import { template, template810 } from '../support/template.ts';

const inputs = {
  'input.itemOperation': 'getItem',
  'input.tableName': 'orders',
  'input.partitionKeyValue': '=order.id',
  'authentication.type': 'defaultCredentialsChain',
};
const throwing = (code: string) => ({ errorExpression: `=if error.type = "X" then bpmnError(${code}) else null` });
const told = async (text: string) => (await reviewDiagram(text)).map(({ rule, element }) => [rule, element?.id]);
const task = (headers: Readonly<Record<string, string>> = {}): TaskDrawing => ({ id: 'task', inputs, headers });

describe('error codes', () => {
  test.each<[string, Record<string, string>, string, string[][]]>([
    ['one that every task may throw', {}, 'AwsDynamoDbExecutionException', []],
    ['one that the task never throws', {}, 'TAKEN', [['boundary-code', 'taskFails']]],
    ['one of its error expression', throwing('"TAKEN"'), 'TAKEN', []],
    ['one that its error expression works out', throwing('error.type'), 'TAKEN', []],
    [
      'another than that of its error expression',
      throwing('"TAKEN"'),
      'GONE',
      [
        ['uncaught-code', 'task'],
        ['boundary-code', 'taskFails'],
      ],
    ],
  ])('%s is caught', async (_, headers, code, findings) => {
    expect(await told(drawTasks([task(headers)], { catches: { task: code } }))).toEqual(findings);
  });

  test('a code that nothing catches is told, one that is caught around the task is not', async () => {
    const text = drawTasks([task(throwing('"TAKEN"'))]);
    expect(await told(text)).toEqual([['uncaught-code', 'task']]);
    const handler =
      '<bpmn:subProcess id="handler" triggeredByEvent="true"><bpmn:startEvent id="caught"><bpmn:errorEventDefinition /></bpmn:startEvent></bpmn:subProcess>';
    expect(await told(text.replace('<bpmn:endEvent', `${handler}<bpmn:endEvent`))).toEqual([]);
    const within = text
      .replace('<bpmn:serviceTask', '<bpmn:subProcess id="sub"><bpmn:serviceTask')
      .replace(
        '</bpmn:serviceTask>',
        '</bpmn:serviceTask></bpmn:subProcess><bpmn:boundaryEvent id="any" attachedToRef="sub"><bpmn:errorEventDefinition /></bpmn:boundaryEvent>',
      );
    expect(await told(within)).toEqual([]);
  });
});

describe('templates', () => {
  const applied = (version: number, id = template.id) =>
    ` zeebe:modelerTemplate="${id}" zeebe:modelerTemplateVersion="${version}"`;
  const drawn = (attributes: string, platform: string, jobType = 'aws-dynamodb:1') =>
    drawTasks([{ ...task(), jobType }], { platform }).replace(
      '<bpmn:serviceTask id="task"',
      `<bpmn:serviceTask id="task"${attributes}`,
    );

  test('the newest that is for the Camunda of the diagram is right', async () => {
    expect(await told(drawn(applied(template.version), '8.6.0'))).toEqual([]);
    expect(await told(drawn(applied(template810.version), '8.10.1'))).toEqual([]);
  });

  test.each<[string, number, string, RegExp]>([
    ['an older one', template.version, '8.10.0', /older than \d+, the newest for Camunda 8.10.0/],
    ['one for a newer Camunda', template810.version, '8.7.0', /is for Camunda 8.10: for Camunda 8.7.0, apply 1/],
    ['one that this worker does not know', 99, '8.8.0', /newer than 1, .*: update it/],
  ])('%s is told', async (_, version, platform, message) => {
    const findings = await reviewDiagram(drawn(applied(version), platform));
    expect(findings).toMatchObject([{ rule: 'template-version', message: expect.stringMatching(message) }]);
  });

  test('none is told where the diagram does not say for which Camunda it is', async () => {
    for (const version of [template.version, template810.version]) {
      const text = drawn(applied(version), '8.6.0').replace('modeler:executionPlatformVersion="8.6.0"', '');
      expect(text).not.toContain('8.6.0');
      expect(await told(text)).toEqual([]);
    }
  });

  test('a task of the template with another job type is told, a task of another template and type is none of ours', async () => {
    expect(await told(drawn(applied(template.version), '8.6.0', 'other:1'))).toEqual([['job-type', 'task']]);
    expect(await told(drawn(applied(1, 'other'), '8.6.0', 'other:1'))).toEqual([]);
  });
});

describe('what the engine would refuse, or nobody reads, is told', () => {
  test.each<[string, string, string, unknown[]]>([
    [
      'retries',
      'retries="3"',
      'retries="many"',
      ['field: retries: expected a whole number from 0, got the text "many"'],
    ],
    ['retries that are FEEL', 'retries="3"', 'retries="=tries"', []],
    [
      'a misspelt header',
      'key="resultVariable"',
      'key="resultVariabel"',
      ['header-name: The worker reads no header resultVariabel. Is resultVariable meant?'],
    ],
    [
      'a target with a mark in it',
      'target="input.partitionKeyValue"',
      'target="input.("',
      [expect.stringMatching(/^field: .*expected a field of getItem/)],
    ],
    [
      'a result variable with a blank',
      'value="result"',
      'value="the result"',
      [expect.stringMatching(/^header-name: FEEL reads the variable the result between backticks only/)],
    ],
    ['a header for somebody else', 'key="resultVariable"', 'key="owner"', []],
    [
      'a target that is nested without end',
      'target="input.partitionKeyValue"',
      `target="input.partitionKeyValue${'.a'.repeat(20_000)}"`,
      [
        'field: input.primaryKeyComponents (Primary key): expected the key of the item, here or as partitionKeyValue (Partition key value), got neither',
        'field: A target of more than 50 parts: DynamoDB takes no value that is nested so deep',
      ],
    ],
  ])('%s', async (_, before, after, messages) => {
    const text = drawTasks([task({ resultVariable: 'result' })]).replace(before, after);
    expect(text).toContain(after);
    expect((await reviewDiagram(text)).map(({ rule, message }) => `${rule}: ${message}`)).toEqual(messages);
  });
});

describe('keys and secrets', () => {
  test.each<[string, Record<string, string>, RegExp[]]>([
    [
      'the id of a key',
      { 'input.tableName': '="AKIAIOSFODNN7EXAMPLE"' },
      [/^plain-key: input.tableName has a key of AWS in clear$/],
    ],
    [
      'a secret key',
      {
        'authentication.secretKey': 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
        'authentication.accessKey': 'local',
        'authentication.type': 'credentials',
      },
      [/^plain-key: authentication.secretKey/],
    ],
    [
      'a secret in data',
      { 'input.itemOperation': 'addItem', 'input.partitionKeyValue': '', 'input.item': '={"id": "{{secrets.ID}}"}' },
      [/^secret-place: input.item has \{\{secrets.ID\}\}/],
    ],
    [
      'a secret of the engine before 8.10',
      {
        'authentication.type': 'credentials',
        'authentication.accessKey': '=camunda.secrets.KEY',
        'authentication.secretKey': '{{secrets.KEY}}',
      },
      [/^engine-secret: .*write \{\{secrets.KEY\}\}/],
    ],
  ])('%s', async (_, more, messages) => {
    expect(await reviewTask({ inputs: { ...inputs, ...more } })).toEqual(
      messages.map((message) => expect.stringMatching(message)),
    );
  });

  test('no message has a key that stands in the diagram', async () => {
    const key = 'AKIAIOSFODNN7EXAMPLE';
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const told = await reviewTask({
      inputs: {
        ...inputs,
        'authentication.type': 'credentials',
        'authentication.accessKey': key,
        'authentication.other': key,
        'input.accessKey': key,
        'input.secretKey': secret,
        'input.consistentRead': `={"key": "${key}", "secret": "${secret}"}`,
      },
      headers: { jobTimeout: key, resultExpression: `={a: response.${key}}` },
    });
    expect(told.length).toBeGreaterThan(4);
    expect(told.join('\n')).toContain('got the text "***"');
    expect(told.join('\n')).not.toContain(key);
    expect(told.join('\n')).not.toContain(secret);
  });
});

test('a diagram and a form are read in their encoding', async () => {
  const text = drawTasks([{ ...task(), name: 'Größe', inputs: { ...inputs, 'input.partitionKeyValue': '=größe' } }], {
    startForm: ['größe'],
  });
  const { files, findings } = readFiles([
    { file: 'a.bpmn', text: Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1') },
    { file: 'start.form', text: Buffer.from(`\ufeff${formOf(['größe'])}`) },
    { file: 'broken.bpmn', text: Buffer.from(text, 'latin1') },
  ]);
  expect(findings).toMatchObject([
    { rule: 'diagram', file: 'broken.bpmn', message: expect.stringMatching(/no text in the encoding utf-8/) },
  ]);
  expect(files.diagrams[0]?.diagram.elements.map(({ name }) => name)).toContain('Größe');
  expect((await review(files, against)).findings).toEqual([]);
});

test('a file that cannot be read is told, and the others are checked', async () => {
  const { files, findings } = readFiles([
    { file: 'broken.bpmn', text: '<bpmn:definitions>' },
    { file: 'broken.form', text: 'form' },
    { file: 'right.bpmn', text: drawTasks([task()]) },
  ]);
  expect(findings).toMatchObject([
    { rule: 'diagram', file: 'broken.bpmn', place: { line: 1 } },
    { rule: 'diagram', file: 'broken.form', message: 'No form: expected JSON with components' },
  ]);
  expect(await review(files, against)).toEqual({ findings: [], tasks: 1 });
});
