import { drawAssociation, drawFlow, drawNode } from './drawing.ts';

export type Point = readonly [x: number, y: number];

/** A node of a process: where its middle is, and what it is called. */
export interface Node {
  readonly id: string;
  readonly type:
    | 'startEvent'
    | 'endEvent'
    | 'intermediateThrowEvent'
    | 'intermediateCatchEvent'
    | 'boundaryEvent'
    | 'exclusiveGateway'
    | 'serviceTask'
    | 'scriptTask'
    | 'subProcess';
  readonly at: Point;
  readonly name?: string;
  /** Of what is drawn in no usual size. */
  readonly size?: Point;
  /** Where its name stands; below it unless told, and left of the flow that leaves a boundary event. */
  readonly label?: 'above' | 'above left';
  /** The sub-process that it is in. */
  readonly within?: string;
  /** Of a boundary event: the task, and the code that it catches. */
  readonly catches?: { readonly task: string; readonly code: string };
  /** Of a boundary event: the task that can be undone, and the one that undoes it. */
  readonly undoes?: { readonly task: string; readonly by: string };
  /** Of a throw event: whether all that was done so far is undone. */
  readonly undoesAll?: boolean;
  /** Of an end event: the code of the error that it throws. */
  readonly throws?: string;
  /** Of a catch event: how long it waits. */
  readonly waits?: string;
  /** Of a sub-process: it runs for each element of a list, all at once. */
  readonly forEach?: { readonly list: string; readonly as: string };
  readonly extensionElements?: string;
}

/** From node to node, by their ids. */
export type Flow = readonly [from: string, to: string, how?: FlowWords];

interface FlowWords {
  readonly name?: string;
  /** FEEL; where flows of a gateway have one, that without is the default. */
  readonly when?: string;
  /** The corners of its line. */
  readonly by?: readonly Point[];
}

export interface Process {
  readonly id: string;
  readonly name?: string;
  readonly nodes: readonly Node[];
  readonly flows: readonly Flow[];
}

/** The BPMN of a process with its drawing, for Camunda 8.6. */
export function drawProcess(process: Process): string {
  const { id, name, nodes, flows } = process;
  const node = (wanted: string) => {
    const found = nodes.find((candidate) => candidate.id === wanted);
    if (found === undefined) throw new Error(`There is no node ${wanted}`);
    return found;
  };
  const codes = [...new Set(nodes.flatMap(({ catches, throws }) => catches?.code ?? throws ?? []))];
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="definitions" targetNamespace="http://bpmn.io/schema/bpmn" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
  <bpmn:process id="${id}"${named(name)} isExecutable="true">
    ${contents(process, undefined)}
  </bpmn:process>
  ${codes.map((code) => `<bpmn:error id="error_${code}" name="${code}" errorCode="${code}" />`).join('\n  ')}
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement="${id}">
      ${nodes.map(drawNode).join('\n      ')}
      ${flows.map((flow) => drawFlow(flow, node(flow[0]), node(flow[1]))).join('\n      ')}
      ${nodes.flatMap((each) => (each.undoes ? drawAssociation(each, node(each.undoes.by)) : [])).join('\n      ')}
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;
}

/** A process of one task, `task`, whose extension elements may be given. */
export function oneTaskProcess(id = 'process', extensionElements = ''): string {
  const nodes: Node[] = [
    { id: 'start', type: 'startEvent', at: [180, 120] },
    { id: 'task', type: 'serviceTask', at: [310, 120], name: 'Ask DynamoDB', extensionElements },
    { id: 'end', type: 'endEvent', at: [440, 120] },
  ];
  return drawProcess({
    id,
    nodes,
    flows: [
      ['start', 'task'],
      ['task', 'end'],
    ],
  });
}

/** The elements of the process, or of one of its sub-processes. */
function contents(process: Process, scope: string | undefined): string {
  const nodes = process.nodes.filter(({ within }) => within === scope);
  const ids = new Set(nodes.map(({ id }) => id));
  const flows = process.flows.filter(([from]) => ids.has(from));
  const undoing = nodes.flatMap(({ id, undoes }) =>
    undoes
      ? `<bpmn:association id="${id}_${undoes.by}" associationDirection="One" sourceRef="${id}" targetRef="${undoes.by}" />`
      : [],
  );
  return [...nodes.map((each) => element(each, process)), ...flows.map(sequenceFlow), ...undoing].join('\n    ');
}

function element(node: Node, process: Process): string {
  const { id, type, name, extensionElements = '' } = node;
  const incoming = process.flows
    .filter(([, to]) => to === id)
    .map(([from, to]) => `<bpmn:incoming>${from}_${to}</bpmn:incoming>`);
  const outgoing = process.flows
    .filter(([from]) => from === id)
    .map(([from, to]) => `<bpmn:outgoing>${from}_${to}</bpmn:outgoing>`);
  const extensions = extensionElements && `<bpmn:extensionElements>${extensionElements}</bpmn:extensionElements>`;
  const inside = type === 'subProcess' ? contents(process, id) : definition(node);
  return `<bpmn:${type} id="${id}"${named(name)}${attributes(node, process)}>${extensions}${incoming.join('')}${outgoing.join('')}${repetition(node)}${inside}</bpmn:${type}>`;
}

function attributes({ id, catches, undoes }: Node, { nodes, flows }: Process): string {
  const task = catches?.task ?? undoes?.task;
  if (task !== undefined) return ` attachedToRef="${task}"`;
  if (nodes.some((other) => other.undoes?.by === id)) return ' isForCompensation="true"';
  const leaving = flows.filter(([from]) => from === id);
  const [from, to] = leaving.find(([, , how]) => how?.when === undefined) ?? [];
  const choosing = leaving.some(([, , how]) => how?.when !== undefined);
  return choosing && from !== undefined ? ` default="${from}_${to}"` : '';
}

function definition({ id, catches, throws, undoes, undoesAll, waits }: Node): string {
  const code = catches?.code ?? throws;
  if (code !== undefined) return `<bpmn:errorEventDefinition id="${id}_error" errorRef="error_${code}" />`;
  if (undoes !== undefined || undoesAll) return `<bpmn:compensateEventDefinition id="${id}_compensation" />`;
  if (waits === undefined) return '';
  return `<bpmn:timerEventDefinition id="${id}_timer"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">${escaped(waits)}</bpmn:timeDuration></bpmn:timerEventDefinition>`;
}

function repetition({ forEach }: Node): string {
  if (forEach === undefined) return '';
  const loop = `<zeebe:loopCharacteristics inputCollection="${escaped(forEach.list)}" inputElement="${forEach.as}" />`;
  return `<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>${loop}</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>`;
}

function sequenceFlow([from, to, { name, when } = {}]: Flow): string {
  const condition =
    when && `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${escaped(when)}</bpmn:conditionExpression>`;
  const ends = `id="${from}_${to}"${named(name)} sourceRef="${from}" targetRef="${to}"`;
  return condition ? `<bpmn:sequenceFlow ${ends}>${condition}</bpmn:sequenceFlow>` : `<bpmn:sequenceFlow ${ends} />`;
}

function named(name: string | undefined): string {
  return name === undefined ? '' : ` name="${escaped(name)}"`;
}

/** A text as it stands in XML, between tags or quotes. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&#34;');
}
