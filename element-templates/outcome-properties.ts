import { headerLabels } from '../src/job/headers.ts';
import { DURATION } from '../src/json/duration.ts';
import type { Operation, OperationGroup } from '../src/operation/operation.ts';
import type { Condition, Constraints, Property } from './element-template.ts';
import { operationId } from './operation-properties.ts';
import { comparison, EMPTY } from './property.ts';

/** A letter of a name in FEEL, as its grammar has them. */
const LETTER =
  '[A-Za-z_\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u2C00-\\u2FEF\\u3001-\\uD7FF]';

const resultVariable: Property = {
  id: 'resultVariable',
  label: headerLabels.resultVariable,
  tooltip:
    'The process variable that takes the whole result. Without this and a result expression, the process keeps nothing.',
  placeholder: 'orderResult',
  group: 'output',
  type: 'String',
  optional: true,
  constraints: {
    notEmpty: false,
    pattern: {
      value: `${EMPTY}|^(?!(?:authentication|awsCredential|configuration|input)$)${LETTER}(?:${LETTER}|\\d)*$`,
      message: 'must be letters, digits and _, a letter first, and not the name of an input',
    },
  },
  binding: { type: 'zeebe:taskHeader', key: 'resultVariable' },
};

const duration = (example: string, ahead = ''): Constraints => ({
  notEmpty: false,
  pattern: {
    value: `${EMPTY}|${DURATION.source.replace('^', `^${ahead}`)}`,
    message: `must be a duration like ${example}`,
  },
});

/** A result expression as an example. Operations that have the same one share the property. */
function resultExpression(id: string, placeholder: string, condition: Condition): Property {
  return {
    id,
    label: headerLabels.resultExpression,
    tooltip:
      'A context of process variables, made from the result. The answer of DynamoDB is in <code>response.response</code>.',
    placeholder,
    group: 'output',
    type: 'Text',
    feel: 'required',
    optional: true,
    binding: { type: 'zeebe:taskHeader', key: 'resultExpression' },
    condition,
  };
}

/** A result as an example, whose members the Modeler offers in expressions. */
function exampleOutput(id: string, result: string, condition: Condition): Property {
  const binding = { type: 'zeebe:property', name: 'camundaModeler:exampleOutputJson' } as const;
  return { id, type: 'Hidden', value: result, binding, condition };
}

/**
 * Makes a property for each text that operations have, with the condition that one of them is chosen.
 * @param textOf gives undefined for an operation that has none
 */
function eachOnce(
  name: string,
  operations: readonly Operation[],
  textOf: (operation: Operation) => string | undefined,
  make: (id: string, text: string, condition: Condition) => Property,
): Property[] {
  const sharing = new Map<string, { group: OperationGroup; text: string; ids: string[] }>();
  for (const operation of operations) {
    const { group, id } = operation;
    const text = textOf(operation);
    if (text === undefined) continue;
    const key = `${group} ${text}`;
    sharing.set(key, { group, text, ids: [...(sharing.get(key)?.ids ?? []), id] });
  }
  return [...sharing.values()].map(({ group, text, ids }) =>
    make(`${name}.${ids[0]}`, text, comparison(operationId(group), ids)),
  );
}

/** The fields for the result and the failure of a job. Every task has them. */
export function outcomeProperties(operations: readonly Operation[]): Property[] {
  return [
    resultVariable,
    ...eachOnce(
      'resultExpression',
      operations,
      ({ resultExpression = '{result: response.response}' }) => resultExpression,
      resultExpression,
    ),
    ...eachOnce(
      'exampleOutput',
      operations,
      ({ exampleResponse }) =>
        exampleResponse && JSON.stringify({ response: { status: 'OK', response: exampleResponse } }),
      exampleOutput,
    ),
    ...failureProperties,
  ];
}

const failureProperties: readonly Property[] = [
  {
    id: 'errorExpression',
    label: headerLabels.errorExpression,
    tooltip:
      "Decides how a task ends: <code>bpmnError(code, message)</code>, <code>jobError(message)</code>, <code>ignoreError()</code>, or <code>null</code> to change nothing. <code>error.type</code> is the name of AWS's error. <code>error.code</code> is the code for boundary events.",
    placeholder: 'if error.type = "ResourceNotFoundException" then bpmnError("NO_TABLE", error.message) else null',
    group: 'error',
    type: 'Text',
    feel: 'required',
    optional: true,
    binding: { type: 'zeebe:taskHeader', key: 'errorExpression' },
  },
  {
    id: 'retries',
    label: 'Retries',
    tooltip: 'How often the task is tried when DynamoDB cannot be reached or is overloaded.',
    group: 'retries',
    type: 'String',
    feel: 'optional',
    value: '3',
    constraints: { notEmpty: true, pattern: { value: '^\\d+$', message: 'must be a whole number' } },
    binding: { type: 'zeebe:taskDefinition', property: 'retries' },
  },
  {
    id: 'retryBackoff',
    label: headerLabels.retryBackoff,
    tooltip: 'How long to wait before the next try.',
    group: 'retries',
    type: 'String',
    optional: true,
    value: 'PT10S',
    constraints: duration('PT10S'),
    binding: { type: 'zeebe:taskHeader', key: 'retryBackoff' },
  },
  {
    id: 'jobTimeout',
    label: headerLabels.jobTimeout,
    tooltip: 'How long the task may take. After that, the work is cut off and counts as a failed try.',
    placeholder: 'PT5M',
    group: 'retries',
    type: 'String',
    optional: true,
    constraints: duration('PT5M', '(?=.*[1-9])'),
    binding: { type: 'zeebe:taskHeader', key: 'jobTimeout' },
  },
];
