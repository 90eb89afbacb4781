/** A node of a process: where its middle is, and what it is called. */
export interface Node {
  readonly id: string;
  readonly type:
    | 'startEvent'
    | 'endEvent'
    | 'intermediateThrowEvent'
    | 'boundaryEvent'
    | 'exclusiveGateway'
    | 'serviceTask';
  readonly at: readonly [x: number, y: number];
  readonly name?: string;
  /** Of a boundary event: the task, and the code that it catches. */
  readonly catches?: { readonly task: string; readonly code: string };
  readonly extensionElements?: string;
}

export interface Process {
  readonly id: string;
  readonly name?: string;
  readonly nodes: readonly Node[];
  /** From node to node, by their ids. */
  readonly flows: readonly (readonly [from: string, to: string])[];
}

const sizes = { startEvent: 36, endEvent: 36, intermediateThrowEvent: 36, boundaryEvent: 36, exclusiveGateway: 50 };

/** The BPMN of a process with its drawing, for Camunda 8.6. Flows run right, down from a boundary event, or up into a gateway. */
export function drawProcess({ id, name, nodes, flows }: Process): string {
  const node = (wanted: string) => {
    const found = nodes.find((candidate) => candidate.id === wanted);
    if (found === undefined) throw new Error(`There is no node ${wanted}`);
    return found;
  };
  const codes = [...new Set(nodes.flatMap(({ catches }) => catches?.code ?? []))];
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="definitions" targetNamespace="http://bpmn.io/schema/bpmn" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
  <bpmn:process id="${id}"${named(name)} isExecutable="true">
    ${nodes.map((each) => element(each, flows)).join('\n    ')}
    ${flows.map(([from, to]) => `<bpmn:sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}" />`).join('\n    ')}
  </bpmn:process>
  ${codes.map((code) => `<bpmn:error id="error_${code}" name="${code}" errorCode="${code}" />`).join('\n  ')}
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement="${id}">
      ${nodes.map(shape).join('\n      ')}
      ${flows.map(([from, to]) => edge(node(from), node(to))).join('\n      ')}
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

function element({ id, type, name, catches, extensionElements = '' }: Node, flows: Process['flows']): string {
  const incoming = flows
    .filter(([, to]) => to === id)
    .map((flow) => `<bpmn:incoming>${flow.join('_')}</bpmn:incoming>`);
  const outgoing = flows
    .filter(([from]) => from === id)
    .map((flow) => `<bpmn:outgoing>${flow.join('_')}</bpmn:outgoing>`);
  const extensions = extensionElements && `<bpmn:extensionElements>${extensionElements}</bpmn:extensionElements>`;
  const attached = catches ? ` attachedToRef="${catches.task}"` : '';
  const caught = catches ? `<bpmn:errorEventDefinition id="${id}_error" errorRef="error_${catches.code}" />` : '';
  return `<bpmn:${type} id="${id}"${named(name)}${attached}>${extensions}${incoming.join('')}${outgoing.join('')}${caught}</bpmn:${type}>`;
}

function named(name: string | undefined): string {
  return name === undefined ? '' : ` name="${name}"`;
}

function sizeOf({ type }: Node): readonly [width: number, height: number] {
  return type === 'serviceTask' ? [100, 80] : [sizes[type], sizes[type]];
}

function shape(node: Node): string {
  const [width, height] = sizeOf(node);
  const [x, y] = node.at;
  const label = node.name !== undefined && node.type !== 'serviceTask' ? labelOf(node) : '';
  return `<bpmndi:BPMNShape id="${node.id}_di" bpmnElement="${node.id}"${node.type === 'exclusiveGateway' ? ' isMarkerVisible="true"' : ''}>${bounds(x - width / 2, y - height / 2, width, height)}${label}</bpmndi:BPMNShape>`;
}

/** Names stand below; that of a boundary event to the left, beside the flow that leaves it. */
function labelOf({ type, at: [x, y], name = '' }: Node): string {
  const width = Math.min(90, name.length * 6);
  const height = name.length > 15 ? 27 : 14;
  const left = type === 'boundaryEvent' ? x - width - 12 : x - width / 2;
  return `<bpmndi:BPMNLabel>${bounds(left, y + 25, width, height)}</bpmndi:BPMNLabel>`;
}

function bounds(x: number, y: number, width: number, height: number): string {
  return `<dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}" />`;
}

function edge(from: Node, to: Node): string {
  const [[fromX, fromY], [toX, toY]] = [from.at, to.at];
  const [fromWidth, fromHeight] = sizeOf(from);
  const [toWidth, toHeight] = sizeOf(to);
  const left: [number, number] = [toX - toWidth / 2, toY];
  const right: [number, number] = [fromX + fromWidth / 2, fromY];
  const points =
    fromY === toY
      ? [right, left]
      : from.type === 'boundaryEvent'
        ? [[fromX, fromY + fromHeight / 2], [fromX, toY], left]
        : [right, [toX, fromY], [toX, toY + toHeight / 2]];
  const waypoints = points.map(([x, y]) => `<di:waypoint x="${x}" y="${y}" />`).join('');
  return `<bpmndi:BPMNEdge id="${from.id}_${to.id}_di" bpmnElement="${from.id}_${to.id}">${waypoints}</bpmndi:BPMNEdge>`;
}
