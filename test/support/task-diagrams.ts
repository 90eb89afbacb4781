import { drawProcess, escaped, type Flow, type Node } from './diagrams.ts';

/** A task in a diagram of a test. */
export interface TaskDrawing {
  readonly id: string;
  readonly name?: string;
  /** In Zeebe's words: what begins with `=` is FEEL. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly jobType?: string;
}

/** What a diagram of a test has beside its tasks. */
interface Surrounding {
  /** The variables of the form with which the process starts; without it, anything may be there. */
  readonly startForm?: readonly string[];
  /** Boundary events, by their tasks, with the codes that they catch. */
  readonly catches?: Readonly<Record<string, string>>;
  readonly platform?: string;
}

/** The inputs by which a task signs in. */
export const signedIn: Readonly<Record<string, string>> = {
  'authentication.type': 'credentials',
  'authentication.accessKey': '{{secrets.AWS_ACCESS_KEY}}',
  'authentication.secretKey': '{{secrets.AWS_SECRET_KEY}}',
};

/** The form `start`, which fills in these variables. */
export function formOf(variables: readonly string[]): string {
  return JSON.stringify({
    id: 'start',
    type: 'default',
    components: variables.map((key) => ({ type: 'textfield', key })),
  });
}

/** The BPMN of a process with these tasks in a row. */
export function drawTasks(
  tasks: readonly TaskDrawing[],
  { startForm, catches = {}, platform = '8.6.0' }: Surrounding = {},
): string {
  const start: Node = {
    id: 'start',
    type: 'startEvent',
    at: [180, 120],
    ...(startForm && { extensionElements: '<zeebe:formDefinition formId="start" />' }),
  };
  const nodes: Node[] = [
    start,
    ...tasks.map(
      (task, index): Node => ({
        id: task.id,
        type: 'serviceTask',
        at: [310 + index * 130, 120],
        name: task.name ?? task.id,
        extensionElements: extensionsOf(task),
      }),
    ),
    ...Object.entries(catches).map(
      ([task, code], index): Node => ({
        id: `${task}Fails`,
        type: 'boundaryEvent',
        at: [330 + index * 130, 160],
        catches: { task, code },
      }),
    ),
    { id: 'end', type: 'endEvent', at: [310 + tasks.length * 130, 120] },
  ];
  const row = ['start', ...tasks.map(({ id }) => id), 'end'];
  const flows = [
    ...row.slice(1).map((id, index): Flow => [row[index] as string, id]),
    ...Object.keys(catches).map((task): Flow => [`${task}Fails`, 'end']),
  ];
  return drawProcess({ id: 'process', nodes, flows }).replace('"8.6.0"', `"${platform}"`);
}

function extensionsOf({ inputs, outputs = {}, headers = {}, jobType = 'aws-dynamodb:1' }: TaskDrawing): string {
  const mapped = (kind: string, variables: Readonly<Record<string, string>>) =>
    Object.entries(variables).map(
      ([target, source]) => `<zeebe:${kind} source="${escaped(source)}" target="${target}" />`,
    );
  const entries = Object.entries(headers).map(
    ([key, value]) => `<zeebe:header key="${key}" value="${escaped(value).replaceAll('\n', '&#10;')}" />`,
  );
  return [
    `<zeebe:taskDefinition type="${jobType}" retries="3" />`,
    '<zeebe:ioMapping>',
    ...mapped('input', inputs),
    ...mapped('output', outputs),
    '</zeebe:ioMapping>',
    '<zeebe:taskHeaders>',
    ...entries,
    '</zeebe:taskHeaders>',
  ].join('\n');
}
