import { drawProcess, escaped, type Flow, type Node } from './diagrams.ts';

/** The operations of Camunda's own connector, with their groups. */
const groups = {
  addItem: 'item',
  deleteItem: 'item',
  getItem: 'item',
  updateItem: 'item',
  createTable: 'table',
  deleteTable: 'table',
  describeTable: 'table',
  scanTable: 'table',
} as const;

export type CamundaOperation = keyof typeof groups;

export const camundaOperations = Object.keys(groups) as readonly CamundaOperation[];

/** The versions of Camunda's own element template. */
export const camundaVersions = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;

export type CamundaVersion = (typeof camundaVersions)[number];

export const CAMUNDA_TEMPLATE = 'io.camunda.connectors.AWSDynamoDB.v1';

/** A task with Camunda's own element template, as the Modeler writes it. */
export interface CamundaTask {
  /** `task` unless told. */
  readonly id?: string;
  readonly version: CamundaVersion;
  readonly operation: CamundaOperation;
  /** The fields of `input` beside the operation, by their names, as they stand in the diagram: `{tableName: 'orders', item: '={…}'}`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Headers beside those that the template itself writes, or in their place. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Inputs beside `input.*`, in the place of keys from secrets and a region. */
  readonly connection?: Readonly<Record<string, string>>;
  /** The job type of the hybrid template, which only version 11 has. */
  readonly hybrid?: string;
  readonly retries?: string;
}

/** Keys from secrets, and a region. Templates before version 6 have no type of authentication. */
function signIn(version: CamundaVersion): Readonly<Record<string, string>> {
  return {
    ...(version >= 6 && { 'authentication.type': 'credentials' }),
    'authentication.accessKey': '{{secrets.AWS_ACCESS_KEY}}',
    'authentication.secretKey': '{{secrets.AWS_SECRET_KEY}}',
    'configuration.region': 'eu-central-1',
  };
}

/** How the task says what is to be done: in `input.type` up to version 6. */
function choiceOf({ version, operation }: CamundaTask): Readonly<Record<string, string>> {
  const group = groups[operation];
  if (version >= 7) return { 'input.operationGroup': `${group}Operation`, [`input.${group}Operation`]: operation };
  return { ...(version === 1 && { 'service.type': 'dynamoDb' }), operationGroup: group, 'input.type': operation };
}

/** The headers that the template writes. */
function headersOf({ version }: CamundaTask): Readonly<Record<string, string>> {
  return {
    ...(version >= 8 && { elementTemplateVersion: `${version}`, elementTemplateId: CAMUNDA_TEMPLATE }),
    ...(version >= 7 && { retryBackoff: version >= 9 ? 'PT30S' : 'PT0S' }),
  };
}

/** The variables that a task maps from its inputs, as a diagram has them: each target with its source. */
export function camundaInputs(task: CamundaTask): Readonly<Record<string, string>> {
  return {
    ...choiceOf(task),
    ...(task.connection ?? signIn(task.version)),
    ...Object.fromEntries(Object.entries(task.fields).map(([name, source]) => [`input.${name}`, source])),
  };
}

/** The BPMN of a process with these tasks in a row. */
export function drawCamundaTasks(tasks: readonly CamundaTask[], processId = 'process', platform = '8.6.0'): string {
  const ids = tasks.map(({ id = 'task' }) => id);
  const nodes: Node[] = [
    { id: 'start', type: 'startEvent', at: [180, 120] },
    ...tasks.map(
      (task, index): Node => ({
        id: ids[index] as string,
        type: 'serviceTask',
        at: [310 + index * 130, 120],
        name: task.operation,
        extensionElements: extensionsOf(task),
      }),
    ),
    { id: 'end', type: 'endEvent', at: [310 + tasks.length * 130, 120] },
  ];
  const row = ['start', ...ids, 'end'];
  const flows = row.slice(1).map((id, index): Flow => [row[index] as string, id]);
  const drawn = drawProcess({ id: processId, nodes, flows }).replace('"8.6.0"', `"${platform}"`);
  return tasks.reduce(
    (xml, task, index) => xml.replace(`<bpmn:serviceTask id="${ids[index]}"`, `$&${attributesOf(task)}`),
    drawn,
  );
}

const icon = `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64')}`;

function attributesOf({ version, hybrid }: CamundaTask): string {
  const id = hybrid === undefined ? CAMUNDA_TEMPLATE : `${CAMUNDA_TEMPLATE}-hybrid`;
  const numbered = version === 1 ? '' : ` zeebe:modelerTemplateVersion="${version}"`;
  return ` zeebe:modelerTemplate="${id}"${numbered} zeebe:modelerTemplateIcon="${icon}"`;
}

function extensionsOf(task: CamundaTask): string {
  const { version, headers = {}, hybrid, retries = version >= 7 ? '3' : undefined } = task;
  const type = hybrid ?? (version === 1 ? 'io.camunda:aws:1' : 'io.camunda:aws-dynamodb:1');
  const tried = retries === undefined ? '' : ` retries="${escaped(retries)}"`;
  const inputs = Object.entries(camundaInputs(task)).map(
    ([target, source]) => `<zeebe:input source="${inAttribute(source)}" target="${target}" />`,
  );
  const written = Object.entries({ ...headersOf(task), ...headers }).map(
    ([key, value]) => `<zeebe:header key="${key}" value="${inAttribute(value)}" />`,
  );
  return [
    `<zeebe:taskDefinition type="${type}"${tried} />`,
    `<zeebe:ioMapping>${inputs.join('\n')}</zeebe:ioMapping>`,
    ...(written.length > 0 ? [`<zeebe:taskHeaders>${written.join('\n')}</zeebe:taskHeaders>`] : []),
  ].join('\n');
}

function inAttribute(text: string): string {
  return escaped(text).replaceAll('\n', '&#10;');
}
