import type { FlowElement } from '../diagram/diagram.ts';
import type { Place } from '../diagram/diagram-error.ts';

type Severity = 'error' | 'warning';

/** What a rule looks for. */
interface Rule {
  readonly severity: Severity;
  /** In one line. */
  readonly summary: string;
  /** What happens otherwise, and what to do. */
  readonly help: string;
}

/** The rules, by their ids. An error is what keeps a task from doing what it says; a warning may be as it was meant. */
export const rules = {
  diagram: {
    severity: 'error',
    summary: 'The file is BPMN, or a form',
    help: 'The engine would not take the file. Export it from the Modeler again.',
  },
  operation: {
    severity: 'error',
    summary: 'The task names an operation of the worker',
    help: 'The task would end with AwsDynamoDbConfigurationException. docs/operations.md lists the operations.',
  },
  field: {
    severity: 'error',
    summary: 'The fields of the operation have values that it takes',
    help: 'The task would end with AwsDynamoDbConfigurationException and this message. docs/operations.md lists the fields of each operation.',
  },
  connection: {
    severity: 'error',
    summary: 'The task says in a right way how it signs in, and where DynamoDB is',
    help: 'The task would end with AwsDynamoDbConfigurationException and this message. See docs/connections.md.',
  },
  'operator-rule': {
    severity: 'error',
    summary: 'The operator of the worker allows what the task does',
    help: 'The worker with these settings would refuse the task. See docs/rules.md.',
  },
  secret: {
    severity: 'error',
    summary: 'Each secret is spelt so that it is put in, and is there beside the worker',
    help: 'Write {{secrets.NAME}}. With --env: the worker with these settings has no such secret, or its operator does not allow it. See docs/connections.md.',
  },
  'secret-place': {
    severity: 'warning',
    summary: 'Placeholders of secrets stand where they are replaced',
    help: 'The worker replaces {{secrets.…}} in authentication only. Elsewhere it stays as it is, and is written to DynamoDB like any text.',
  },
  'engine-secret': {
    severity: 'warning',
    summary: 'Secrets of the engine are used where the engine has them',
    help: 'An engine before Camunda 8.10 does not know camunda.secrets, and gives null. Write {{secrets.NAME}}, which the worker replaces.',
  },
  'plain-key': {
    severity: 'error',
    summary: 'No key of AWS stands in the diagram',
    help: 'Whoever can read the diagram can use the key. Make the key invalid in IAM, and name a secret instead. See docs/connections.md.',
  },
  'feel-syntax': {
    severity: 'error',
    summary: 'Expressions are FEEL',
    help: 'The engine would not deploy the diagram, or the task would end with AwsDynamoDbConfigurationException. See docs/feel.md.',
  },
  'feel-function': {
    severity: 'error',
    summary: 'Functions exist, and are called with arguments that they take',
    help: 'FEEL gives null for such a call, without saying so.',
  },
  header: {
    severity: 'error',
    summary: 'The task headers can be read, and give what they are for',
    help: 'The task would end with AwsDynamoDbConfigurationException and this message. See docs/results.md.',
  },
  'header-name': {
    severity: 'warning',
    summary: 'Task headers have the names that the worker reads, and result variables names that FEEL reads',
    help: 'The worker does not read a header of another name, nor FEEL a variable with blanks in its name. See docs/results.md.',
  },
  'result-path': {
    severity: 'error',
    summary: 'Result and error expressions read members that exist',
    help: 'The path would give null, without saying so. The answer of DynamoDB is in response.response. See docs/results.md.',
  },
  'missing-variable': {
    severity: 'warning',
    summary: 'Variables that expressions read exist',
    help: 'FEEL gives null for a variable that does not exist. No start form, mapping or result of the process makes this one.',
  },
  'hidden-variable': {
    severity: 'warning',
    summary: 'Entries of a context hide no variable that entries below them read',
    help: 'In {"order": order.id, "total": order.total}, the second order is the entry above it, a text, and the total is null. Move the entry to the end of its context.',
  },
  'boundary-code': {
    severity: 'warning',
    summary: 'Error boundary events catch what their task can throw',
    help: 'The task never throws this code, so what follows the event is never reached. See docs/results.md.',
  },
  'uncaught-code': {
    severity: 'warning',
    summary: 'BPMN errors that error expressions throw are caught',
    help: 'A BPMN error that nothing catches is an incident. Add a boundary event, or give the error a code that one catches.',
  },
  'template-version': {
    severity: 'warning',
    summary: 'Tasks have the newest version of the element template',
    help: 'Apply the newest version in the Modeler. What is filled in stays.',
  },
  'job-type': {
    severity: 'warning',
    summary: 'Tasks have the job type that the worker takes',
    help: 'No worker with these settings takes the job, so the process would wait at the task for ever.',
  },
  table: {
    severity: 'error',
    summary: 'Tables and indexes exist, and have the keys that tasks name',
    help: 'DynamoDB would refuse the request. Found with --aws.',
  },
  'table-unknown': {
    severity: 'warning',
    summary: 'Tables can be looked at',
    help: 'DynamoDB was asked for the table, and did not say how it is. The other checks were made.',
  },
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof rules;

/** One thing that is wrong with a diagram. */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly file: string;
  readonly place: Place;
  /** The element; undefined if the file cannot be read. */
  readonly element: { readonly id: string; readonly name: string | undefined } | undefined;
  /** The variable or the header, like `input.tableName`. */
  readonly field: string | undefined;
  /** What the form calls it. */
  readonly label: string | undefined;
  readonly message: string;
}

/** What a check says: the file and the element are added to it. */
export interface Said {
  readonly rule: RuleId;
  readonly place: Place;
  readonly message: string;
  readonly field?: string | undefined;
  readonly label?: string | undefined;
}

/** Makes a finding about an element of a file. */
export function findingOf(file: string, { id, name }: FlowElement, { field, label, ...said }: Said): Finding {
  return { ...said, severity: rules[said.rule].severity, file, element: { id, name }, field, label };
}
