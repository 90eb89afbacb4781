import type { FlowElement } from '../diagram/diagram.ts';
import { bpmnErrorCodes } from '../failure/failure.ts';
import { type Finding, findingOf, type Said } from './finding.ts';
import type { ThrownCode } from './header-findings.ts';
import type { Files, Task } from './task.ts';

/** Finds boundary events of a task that wait for an error that it never throws. */
export function boundaryFindings({ file, element, headers: { codes } }: Task): Finding[] {
  if (codes === undefined) return [];
  const thrown = [...Object.values(bpmnErrorCodes), ...codes.map(({ code }) => code)];
  return attachedTo(element).flatMap((event) =>
    event.catches.flatMap(({ kind, code }) => {
      if (kind !== 'error' || code === undefined || code.startsWith('=') || thrown.includes(code)) return [];
      const message = `The task ${element.id} never throws ${code}: it throws ${thrown.join(', ')}`;
      return [findingOf(file, event, { rule: 'boundary-code', place: event.place, message })];
    }),
  );
}

/** Finds BPMN errors of an error expression that nothing in the given files catches. */
export function uncaughtFindings({ element, headers: { codes = [] } }: Task, files: Files): Said[] {
  const seen = new Set<string>();
  return codes
    .filter(({ code }) => !seen.has(code) && seen.add(code) && !isCaught(code, element, files, new Set()))
    .map(
      ({ code, place }: ThrownCode): Said => ({
        rule: 'uncaught-code',
        place,
        field: 'errorExpression',
        message: `No boundary event and no event sub-process catches ${code === '' ? 'an error without a code' : code}`,
      }),
    );
}

/** Whether an error that leaves an element is caught: at it, around it, or where its process is called. */
function isCaught(code: string, element: FlowElement, files: Files, seen: Set<FlowElement>): boolean {
  if (seen.has(element)) return false;
  seen.add(element);
  if (attachedTo(element).some((event) => catches(event, code))) return true;
  const { parent } = element;
  if (parent === undefined) return callersOf(element, files).some((call) => isCaught(code, call, files, seen));
  const handlers = parent.children.filter(({ isEventSubProcess }) => isEventSubProcess);
  if (handlers.some(({ children }) => children.some((event) => catches(event, code)))) return true;
  return isCaught(code, parent, files, seen);
}

function attachedTo({ id, parent }: FlowElement): readonly FlowElement[] {
  return parent?.children.filter((event) => event.attachedTo === id) ?? [];
}

function catches({ catches: caught }: FlowElement, thrown: string): boolean {
  return caught.some(
    ({ kind, code }) => kind === 'error' && (code === undefined || code === thrown || code.startsWith('=')),
  );
}

function callersOf({ id }: FlowElement, { diagrams }: Files): readonly FlowElement[] {
  return diagrams.flatMap(({ diagram }) =>
    diagram.elements.filter(
      ({ calls }) => calls !== undefined && (calls.processId === id || calls.processId.startsWith('=')),
    ),
  );
}
