import type { FlowElement } from '../diagram/diagram.ts';
import { readHeaders } from './header-findings.ts';
import { type Against, type Files, isOurs } from './task.ts';

/** The variables of a process, as far as its diagram says which there are. */
export interface KnownNames {
  readonly names: ReadonlySet<string>;
  /** Whether there are no others: nothing may bring variables that the diagram does not name. */
  readonly isComplete: boolean;
}

/** Finds the variables that a process can have, wherever they are made. */
export function knownNames(process: FlowElement, files: Files, against: Against): KnownNames {
  const names = new Set<string>();
  let isComplete = !isCalled(process, files);
  const visit = (element: FlowElement): void => {
    const made = madeBy(element, files, against);
    // The example data of a connector, which its template has, is what its result expression reads.
    const examples = isOurs(element, against) || isConnector(element) ? [] : element.exampleVariables;
    for (const name of [...element.makes, ...examples, ...targets(element), ...(made ?? [])]) names.add(name);
    // With output mappings, what comes stays in the element but for what they give on.
    if (made === undefined && element.outputs.length === 0) isComplete = false;
    // What listeners bring, and whoever starts the parts of an ad-hoc sub-process, is there within the element already.
    if (element.hasListeners || element.kind === 'adHocSubProcess') isComplete = false;
    for (const child of element.children) visit(child);
  };
  visit(process);
  return { names, isComplete };
}

function targets({ inputs, outputs }: FlowElement): string[] {
  return [...inputs, ...outputs].map(({ target }) => target.value.trim().split('.')[0] as string);
}

function isCalled({ id }: FlowElement, { diagrams }: Files): boolean {
  const calls = diagrams.flatMap(({ diagram }) => diagram.elements.flatMap((element) => element.calls ?? []));
  return calls.some(({ processId }) => processId === id || processId.startsWith('='));
}

/** The variables that an element brings beside those that it names; undefined if nobody can say which. */
function madeBy(element: FlowElement, files: Files, against: Against): readonly string[] | undefined {
  const { kind, parent, calls, catches, jobType } = element;
  if (isOurs(element, against) || isConnector(element)) return madeByWorker(element);
  if (kind === 'userTask') return formVariables(element, files);
  if (jobType !== undefined) return undefined;
  if (kind === 'callActivity') return calls?.givesAll === false ? [] : undefined;
  if (kind === 'receiveTask') return undefined;
  if (catches.some((each) => each.kind === 'message' || each.kind === 'signal' || each.kind === 'other'))
    return undefined;
  if (catches.some((each) => each.kind === 'error')) return madeByError(element, against);
  if (kind === 'startEvent' && parent?.kind === 'process' && catches.length === 0) return formVariables(element, files);
  return [];
}

/** A task with these headers is one of a connector, which gives nothing but what they say. */
function isConnector({ jobType, headers }: FlowElement): boolean {
  return jobType !== undefined && headers.some(({ key }) => key === 'resultVariable' || key === 'resultExpression');
}

function madeByWorker(element: FlowElement): readonly string[] | undefined {
  const { results, errorVariables } = readHeaders(element, []);
  return results && errorVariables && [...results, ...errorVariables, 'error'];
}

function formVariables({ form }: FlowElement, { forms }: Files): readonly string[] | undefined {
  return form === undefined ? undefined : forms.find(({ id }) => id === form)?.variables;
}

/** An error brings the variables of whoever throws it: of a task of ours, these are known. */
function madeByError({ attachedTo, parent }: FlowElement, against: Against): readonly string[] | undefined {
  const task = parent?.children.find(({ id }) => id === attachedTo);
  return task !== undefined && isOurs(task, against) ? [] : undefined;
}
