import { drawProcess, escaped, type Process } from '../diagrams.ts';
import { isLongForm } from '../long-form.ts';
import { type Entry, openDiagram, openTasks } from '../modeler.ts';
import { template } from '../template.ts';

/** A process of the folder `examples`: before the template is applied to its tasks, and what is entered there. */
export interface Example {
  readonly process: Process;
  /** By task: the operation chosen in the menu, and the fields of its form. */
  readonly tasks: Readonly<Record<string, TaskEntries>>;
}

export interface TaskEntries {
  readonly operation: string;
  readonly values: Readonly<Record<string, Entry>>;
}

/** What is entered on every task: the names of two secrets, and a region and an endpoint only if the process has them. */
const connection: Readonly<Record<string, Entry>> = {
  'authentication.accessKey': '{{secrets.AWS_ACCESS_KEY}}',
  'authentication.secretKey': '{{secrets.AWS_SECRET_KEY}}',
  'configuration.region': '=get or else(region, "")',
  'configuration.endpoint': '=get or else(endpoint, "")',
};

/** The BPMN that a modeler makes of an example. */
export async function exampleBpmn({ process, tasks }: Example): Promise<string> {
  const drawn = drawProcess(process);
  // In the long form the Modeler applies the template to each task where it stands.
  const diagram = isLongForm ? await openDiagram(drawn) : await openTasks(drawn, template, operationsOf(tasks));
  for (const [task, { operation, values }] of Object.entries(tasks)) {
    if (isLongForm) diagram.apply(task, template, {}, operation);
    diagram.fill(task, template, { ...connection, ...values });
  }
  return diagram.xml();
}

function operationsOf(tasks: Example['tasks']): Record<string, string> {
  return Object.fromEntries(Object.entries(tasks).map(([task, { operation }]) => [task, operation]));
}

/** The variables that an element sets, in itself when it begins (`inputs`) or around it when it ends (`outputs`); all in FEEL. */
export function mappings({
  inputs = {},
  outputs = {},
}: Partial<Record<'inputs' | 'outputs', Record<string, string>>>): string {
  const entries = (
    [
      ['input', inputs],
      ['output', outputs],
    ] as const
  ).flatMap(([kind, variables]) =>
    Object.entries(variables).map(
      ([target, source]) => `<zeebe:${kind} source="${escaped(source)}" target="${target}" />`,
    ),
  );
  return `<zeebe:ioMapping>${entries.join('')}</zeebe:ioMapping>`;
}

/** What a script task works out, in FEEL, and the variable that it becomes. */
export function script(expression: string, resultVariable: string): string {
  return `<zeebe:script expression="${escaped(expression)}" resultVariable="${resultVariable}" />`;
}
