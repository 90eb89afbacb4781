import type { Diagram, FlowElement } from '../diagram/diagram.ts';
import { parseDuration } from '../json/duration.ts';
import { type ChangedExpression, rewriteHeaders } from './expressions.ts';
import { Remarks } from './finding.ts';
import { fillForm, ourTemplate, type Template } from './form.ts';
import { readInputs } from './inputs.ts';
import type { CamundaOperation } from './results.ts';
import { type TaskText, TEMPLATE_HEADERS } from './write-task.ts';

const TEMPLATE = 'io.camunda.connectors.AWSDynamoDB.v1';
const JOB_TYPES = ['io.camunda:aws-dynamodb:1', 'io.camunda:aws:1'];

/** The job type of our template. */
export const OUR_JOB_TYPE = 'aws-dynamodb:1';

/** Whether an element is a task of Camunda's own DynamoDB connector. */
export function isOfCamunda({ template, jobType }: FlowElement): boolean {
  return template?.id === TEMPLATE || template?.id === `${TEMPLATE}-hybrid` || JOB_TYPES.includes(jobType?.value ?? '');
}

/** One text of a task that changes; undefined where there is none. */
export interface Change {
  readonly what: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** How a task moves from Camunda's template to ours. */
export interface TaskPlan {
  readonly element: FlowElement;
  readonly operation: CamundaOperation | undefined;
  readonly template: Template;
  readonly remarks: Remarks;
  readonly changes: readonly Change[];
  readonly expressions: readonly ChangedExpression[];
  /** What is to be written; undefined if it is not clear what the task does. */
  readonly text: TaskText | undefined;
}

/**
 * Says how a task of Camunda's connector becomes one of this worker.
 * @param jobType the job type of tasks that have one of Camunda's two
 */
export function planTask(element: FlowElement, diagram: Diagram, jobType: string): TaskPlan {
  const { platform } = diagram;
  const remarks = new Remarks();
  const isFor810 = platform !== undefined && isAtLeast(platform, 8, 10);
  const type = jobTypeOf(element, jobType, remarks);
  const template = ourTemplate(isFor810, type !== OUR_JOB_TYPE);
  if (platform !== undefined && !isAtLeast(platform, 8, 6))
    remarks.note(
      'template',
      element.place,
      `the diagram is for Camunda ${platform}, and our template for 8.6 and newer`,
    );
  if (element.kind !== 'serviceTask')
    remarks.refuse('template', element.place, `it is a ${element.kind}, and our template is for service tasks`);
  const inputs = readInputs(element, isFor810, remarks);
  const nothing = { element, template, remarks, changes: [], expressions: [], text: undefined };
  if (inputs === undefined) return { ...nothing, operation: undefined };
  const { operation } = inputs;
  noteCatches(element, diagram, remarks);
  const expressions = rewriteHeaders(element, operation, remarks);
  const values = new Map(inputs.values);
  if (type !== OUR_JOB_TYPE) values.set('type', type);
  values.set('retries', element.retries?.value.trim() || '3');
  values.set('retryBackoff', backoffOf(element, remarks));
  for (const { header, after } of expressions) values.set(header, `=${after}`);
  const { filled, left } = fillForm(template, values);
  for (const name of left) remarks.refuse(name, element.place, `our form has no place for ${name} of ${operation}`);
  const ownInputs = inputs.own.map(({ target }) => target.value.trim());
  const text = { id: element.id, template, filled, ownInputs };
  return { element, operation, template, remarks, expressions, changes: changesOf(element, text), text };
}

/** Notes what catches the BPMN errors of this worker: Camunda's connector throws none of its own. */
function noteCatches(element: FlowElement, { elements }: Diagram, remarks: Remarks): void {
  const around = new Set<FlowElement | undefined>();
  for (let scope = element.parent; scope !== undefined; scope = scope.parent) around.add(scope);
  const ids = new Set([element, ...around].map((each) => each?.id));
  const catching = elements.filter(
    ({ attachedTo, parent }) =>
      (attachedTo !== undefined && ids.has(attachedTo)) || (parent?.isEventSubProcess && around.has(parent.parent)),
  );
  for (const { id, catches } of catching)
    for (const { kind, code } of catches) {
      if (kind !== 'error' || (code !== undefined && !code.startsWith('AwsDynamoDb'))) continue;
      const what = code === undefined ? 'all errors' : code;
      const message = `${id} catches ${what}: this worker throws its own BPMN errors for failures that Camunda’s connector tries again until there is an incident`;
      remarks.note('error', element.place, message);
    }
}

/** Whether a version of Camunda is not older than another. */
function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ofMajor = 0, ofMinor = 0] = version.split('.').map(Number);
  return ofMajor > major || (ofMajor === major && ofMinor >= minor);
}

/** A task of the hybrid template may have a job type of its own, which it keeps. */
function jobTypeOf({ jobType, place }: FlowElement, chosen: string, remarks: Remarks): string {
  if (jobType === undefined) remarks.refuse('type', place, 'it has no job type, so no worker does it');
  if (jobType === undefined || JOB_TYPES.includes(jobType.value)) return chosen;
  remarks.note(
    'type',
    jobType.placeOf(),
    `the job type ${jobType.value} stays: start a worker with it (DYNAMODB_WORKER_JOB_TYPE)`,
  );
  return jobType.value;
}

/** Without the header, Camunda's runtime tries a job again at once. */
function backoffOf({ headers }: FlowElement, remarks: Remarks): string {
  const limit = headers.findLast(({ key, value }) => key === 'jobTimeout' && value.value.trim() !== '');
  if (limit !== undefined)
    remarks.note(
      'jobTimeout',
      limit.value.placeOf(),
      'the header is left out: there it is how long the connector has the job; this worker keeps a job as long as it works on it, and the same header is a limit here',
    );
  const header = headers.findLast(({ key }) => key === 'retryBackoff');
  if (header === undefined) return 'PT0S';
  const text = header.value.value.trim();
  if (parseDuration(text) === undefined)
    remarks.refuse(
      'retryBackoff',
      header.value.placeOf(),
      `expected a duration like PT30S, got ${JSON.stringify(text)}`,
    );
  return text;
}

/** The inputs and headers of a task that change, but for its expressions. */
function changesOf(
  { inputs, headers, jobType, retries }: FlowElement,
  { filled, ownInputs, template }: TaskText,
): Change[] {
  const before = new Map<string, string>([
    ...inputs.map(({ target, source }) => [`input ${target.value.trim()}`, source.value] as const),
    ...headers.map(({ key, value }) => [`header ${key}`, value.value] as const),
    ...(jobType ? [['job type', jobType.value] as const] : []),
    ...(retries ? [['retries', retries.value] as const] : []),
  ]);
  const after = new Map<string, string>(filled.map(({ kind, name, value }) => [labelOf(kind, name), value]));
  for (const [name, value] of before) {
    const [kind, key = ''] = name.split(' ', 2);
    const stays = kind === 'input' ? ownInputs.includes(key) : kind === 'header' && !TEMPLATE_HEADERS.includes(key);
    if (stays) after.set(name, value);
  }
  const told = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => !/^header (?:resultVariable|resultExpression|errorExpression|elementTemplate\w+)$|^example/.test(name),
  );
  return [
    { what: 'template', before: undefined, after: `${template.id} ${template.version}` },
    ...told.flatMap((what): Change[] => {
      const [was, is] = [before.get(what), after.get(what)];
      return was === is ? [] : [{ what, before: withoutKey(what, was), after: withoutKey(what, is) }];
    }),
  ];
}

/** The name of a secret. */
const SECRET = /^(?:\{\{\s*)?secrets\.[\w./-]+(?:\s*\}\})?$/;

/** Hides what may be a key: a report shows names of secrets only. */
function withoutKey(what: string, value: string | undefined): string | undefined {
  const mayBeKey = what.startsWith('input authentication.') && what !== 'input authentication.type';
  return value === undefined || !mayBeKey || SECRET.test(value) ? value : '***';
}

function labelOf(kind: string, name: string): string {
  if (kind === 'taskDefinition') return name === 'type' ? 'job type' : name;
  if (name === 'camundaModeler:exampleOutputJson') return 'example';
  return kind === 'taskHeader' ? `header ${name}` : `${kind} ${name}`;
}
