import { expect, test } from 'vitest';
import { type FlowElement, readDiagram } from '../../src/diagram/diagram.ts';
import { readForm } from '../../src/diagram/forms.ts';

const bpmn = (content: string) => `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
  modeler:executionPlatformVersion="8.8.0">
  <bpmn:process id="orders">${content}</bpmn:process>
  <bpmn:error id="error_1" errorCode="TAKEN" />
</bpmn:definitions>`;

const elementsIn = (content: string) =>
  new Map(readDiagram(bpmn(content)).elements.map((each) => [each.id, each] as const));

test('a task has its job, mappings, headers and template', () => {
  const task = elementsIn(`
    <bpmn:serviceTask id="store" name="Store order" zeebe:modelerTemplate="t" zeebe:modelerTemplateVersion="3">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="aws-dynamodb:1" retries="=tries" />
        <zeebe:ioMapping>
          <zeebe:input source="=order" target="input.item" />
          <zeebe:output source="=result" target="stored" />
        </zeebe:ioMapping>
        <zeebe:taskHeaders><zeebe:header key="resultVariable" value="result" /></zeebe:taskHeaders>
        <zeebe:properties><zeebe:property name="way" value="key" /></zeebe:properties>
      </bpmn:extensionElements>
    </bpmn:serviceTask>`).get('store') as FlowElement;
  expect(task).toMatchObject({
    kind: 'serviceTask',
    name: 'Store order',
    place: { line: 5, column: 5 },
    jobType: { value: 'aws-dynamodb:1' },
    retries: { value: '=tries' },
    template: { id: 't', version: 3 },
    inputs: [{ source: { value: '=order' }, target: { value: 'input.item' } }],
    outputs: [{ source: { value: '=result' }, target: { value: 'stored' } }],
    headers: [{ key: 'resultVariable', value: { value: 'result' } }],
  });
});

test('sub-processes, loops, calls and events are read with what they bring', () => {
  const elements = elementsIn(`
    <bpmn:subProcess id="each" triggeredByEvent="true">
      <bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>
        <zeebe:loopCharacteristics inputCollection="=lines" inputElement="line" outputCollection="results" />
      </bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>
      <bpmn:callActivity id="call"><bpmn:extensionElements>
        <zeebe:calledElement processId="other" propagateAllChildVariables="false" />
      </bpmn:extensionElements></bpmn:callActivity>
      <bpmn:boundaryEvent id="taken" attachedToRef="call"><bpmn:errorEventDefinition errorRef="error_1" /></bpmn:boundaryEvent>
      <bpmn:boundaryEvent id="any" attachedToRef="call"><bpmn:errorEventDefinition /></bpmn:boundaryEvent>
    </bpmn:subProcess>
    <bpmn:scriptTask id="script"><bpmn:extensionElements><zeebe:script expression="=1" resultVariable="one" /></bpmn:extensionElements></bpmn:scriptTask>
    <bpmn:startEvent id="start"><bpmn:extensionElements><zeebe:formDefinition formId="begin" /></bpmn:extensionElements></bpmn:startEvent>`);
  expect(elements.get('each')).toMatchObject({ isEventSubProcess: true, makes: ['line', 'results', 'loopCounter'] });
  expect(elements.get('call')).toMatchObject({
    calls: { processId: 'other', givesAll: false },
    parent: { id: 'each' },
  });
  expect(elements.get('taken')).toMatchObject({ attachedTo: 'call', catches: [{ kind: 'error', code: 'TAKEN' }] });
  expect(elements.get('any')?.catches).toEqual([{ kind: 'error', code: undefined }]);
  expect(elements.get('script')?.makes).toEqual(['one']);
  expect(elements.get('start')?.form).toBe('begin');
});

test('a form within the file is found by its id', () => {
  const form = JSON.stringify({ components: [{ type: 'textfield', key: 'name' }] });
  const { forms } = readDiagram(
    bpmn(
      `<bpmn:extensionElements><zeebe:userTaskForm id="form_1">${form}</zeebe:userTaskForm></bpmn:extensionElements>`,
    ),
  );
  expect(forms).toEqual([{ id: 'form_1', variables: ['name'] }]);
});

test.each([
  ['elements', '<bpmn:task/>'.repeat(5_000), 'More than 5000 elements'],
  [
    'headers',
    `<bpmn:task><bpmn:extensionElements><zeebe:taskHeaders>${'<zeebe:header key="a" value="b"/>'.repeat(1_001)}</zeebe:taskHeaders></bpmn:extensionElements></bpmn:task>`,
    'More than 1000 mappings and headers',
  ],
])('more %s than anybody draws are refused', (_, content, message) => {
  expect(() => readDiagram(bpmn(content))).toThrow(message);
});

test('a file of another kind is refused', () => {
  expect(() => readDiagram('<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>')).toThrow(
    /^No BPMN: expected/,
  );
});

test('a form fills in the variables of its keys and paths, also those within groups', () => {
  const components = [
    { type: 'textfield', key: 'order.id' },
    { type: 'group', path: 'customer', components: [{ type: 'number', key: 'age' }] },
    { type: 'text', text: 'Hello' },
  ];
  expect(readForm(JSON.stringify({ id: 'start', components }))).toEqual({
    id: 'start',
    variables: ['order', 'customer', 'age'],
  });
  expect(readForm('{"id": "start"}')).toBeUndefined();
  expect(readForm('<form/>')).toBeUndefined();
});
