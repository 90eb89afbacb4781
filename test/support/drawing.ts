import type { Flow, Node, Point } from './diagrams.ts';

/** The drawing of a node, its middle where it says. */
export function drawNode(node: Node): string {
  const [width, height] = sizeOf(node);
  const [x, y] = node.at;
  const label = node.name !== undefined && !isBox(node) ? labelOf(node, node.name) : '';
  const marks =
    { exclusiveGateway: ' isMarkerVisible="true"', subProcess: ' isExpanded="true"' }[node.type as string] ?? '';
  return `<bpmndi:BPMNShape id="${node.id}_di" bpmnElement="${node.id}"${marks}>${bounds(x - width / 2, y - height / 2, width, height)}${label}</bpmndi:BPMNShape>`;
}

/** The line of a flow: by its corners, else straight to the right, down from a boundary event, or up into a gateway. */
export function drawFlow([fromId, toId, { by, name } = {}]: Flow, from: Node, to: Node): string {
  const corners = by ?? usualCorners(from, to);
  const points = [dock(from, corners[0] ?? to.at), ...corners, dock(to, corners.at(-1) ?? from.at)];
  return edge(`${fromId}_${toId}`, points, name);
}

/** The line from a boundary event straight down to the task that undoes what was done. */
export function drawAssociation(event: Node, task: Node): string {
  const [x] = event.at;
  return edge(`${event.id}_${task.id}`, [dock(event, [x, task.at[1]]), [x, task.at[1] - sizeOf(task)[1] / 2]]);
}

function usualCorners(from: Node, to: Node): readonly Point[] {
  const [[fromX, fromY], [toX, toY]] = [from.at, to.at];
  if (fromY === toY) return [];
  return from.type === 'boundaryEvent' ? [[fromX, toY]] : [[toX, fromY]];
}

/** Where a line that goes to a point leaves a node: in the middle of a side. */
function dock(node: Node, [towardsX, towardsY]: Point): Point {
  const [x, y] = node.at;
  const [width, height] = sizeOf(node);
  if (Math.abs(towardsX - x) <= width / 2) return [x, towardsY < y ? y - height / 2 : y + height / 2];
  return [towardsX < x ? x - width / 2 : x + width / 2, y];
}

function edge(id: string, points: readonly Point[], name?: string): string {
  const waypoints = points.map(([x, y]) => `<di:waypoint x="${x}" y="${y}" />`).join('');
  const [[x, y], [nextX, nextY]] = points as [Point, Point];
  const place =
    x === nextX
      ? bounds(x + 6, y < nextY ? y + 6 : y - 20, 50, 14)
      : bounds(x < nextX ? x + 6 : x - 56, y - 18, 50, 14);
  const label = name === undefined ? '' : `<bpmndi:BPMNLabel>${place}</bpmndi:BPMNLabel>`;
  return `<bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}">${waypoints}${label}</bpmndi:BPMNEdge>`;
}

function isBox({ type }: Node): boolean {
  return type === 'serviceTask' || type === 'scriptTask' || type === 'subProcess';
}

function sizeOf(node: Node): Point {
  if (node.size !== undefined) return node.size;
  if (isBox(node)) return [100, 80];
  return node.type === 'exclusiveGateway' ? [50, 50] : [36, 36];
}

/** Names stand below; that of a boundary event to the left, beside the flow that leaves it. */
function labelOf(node: Node, name: string): string {
  const [x, y] = node.at;
  const [, nodeHeight] = sizeOf(node);
  const width = Math.min(90, name.length * 6);
  const height = name.length > 15 ? 27 : 14;
  const where = node.label ?? (node.type === 'boundaryEvent' ? 'below left' : 'below');
  const top = where.startsWith('above') ? y - nodeHeight / 2 - height - 7 : y + nodeHeight / 2 + 7;
  const left = where.endsWith('left') ? x - width - 12 : x - width / 2;
  return `<bpmndi:BPMNLabel>${bounds(left, top, width, height)}</bpmndi:BPMNLabel>`;
}

function bounds(x: number, y: number, width: number, height: number): string {
  return `<dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}" />`;
}
