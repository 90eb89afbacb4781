import { DURATION } from '../src/json/duration.ts';
import type { Operation } from '../src/operation/operation.ts';
import type { Condition, Constraints, Property } from './element-template.ts';
import { EMPTY } from './property.ts';

const resultVariable: Property = {
  id: 'resultVariable',
  label: 'Result variable',
  tooltip: 'The process variable that takes the whole result.',
  placeholder: 'orderResult',
  group: 'output',
  type: 'String',
  optional: true,
  constraints: {
    notEmpty: false,
    pattern: {
      value: `${EMPTY}|^[A-Za-z_\\u00C0-\\uFFFF][\\w\\u00C0-\\uFFFF]*$`,
      message: 'must be letters, digits and _, a letter first',
    },
  },
  binding: { type: 'zeebe:taskHeader', key: 'resultVariable' },
};

const duration = (example: string): Constraints => ({
  notEmpty: false,
  pattern: { value: `${EMPTY}|${DURATION.source}`, message: `must be a duration like ${example}` },
});

/** The result in the words of an operation: an expression as an example, and what the Modeler offers in expressions. */
function resultProperties(operation: Operation, condition: { condition?: Condition }): Property[] {
  const { id, resultExpression = '{result: response.response}', exampleResponse } = operation;
  const expression: Property = {
    id: `resultExpression.${id}`,
    label: 'Result expression',
    tooltip:
      'A context of process variables, made from the result. The answer of DynamoDB is in <code>response.response</code>.',
    placeholder: resultExpression,
    group: 'output',
    type: 'Text',
    feel: 'required',
    optional: true,
    binding: { type: 'zeebe:taskHeader', key: 'resultExpression' },
    ...condition,
  };
  if (exampleResponse === undefined) return [expression];
  const result = { action: id, status: 'OK', response: exampleResponse };
  const example: Property = {
    id: `exampleOutput.${id}`,
    type: 'Hidden',
    value: JSON.stringify({ response: result }),
    binding: { type: 'zeebe:property', name: 'camundaModeler:exampleOutputJson' },
    ...condition,
  };
  return [expression, example];
}

/**
 * The fields for the result and the failure of a job. Every task has them.
 * @param whenChosen the condition of what is shown with one operation only
 */
export function outcomeProperties(
  operations: readonly Operation[],
  whenChosen: (operation: Operation) => { condition?: Condition },
): Property[] {
  return [
    resultVariable,
    ...operations.flatMap((operation) => resultProperties(operation, whenChosen(operation))),
    ...failureProperties,
  ];
}

const failureProperties: readonly Property[] = [
  {
    id: 'errorExpression',
    label: 'Error expression',
    tooltip:
      "Decides how a task ends: <code>bpmnError(code, message)</code>, <code>jobError(message)</code>, <code>ignoreError()</code>, or <code>null</code> to change nothing. <code>error.type</code> is the name of AWS's error. <code>error.code</code> is the code for boundary events.",
    placeholder:
      'if error.type = "ConditionalCheckFailedException" then bpmnError("ORDER_EXISTS", error.message) else null',
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
    label: 'Retry back-off',
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
    label: 'Time limit',
    tooltip: 'How long the task may take. After that, the work is cut off and counts as a failed try.',
    placeholder: 'PT5M',
    group: 'retries',
    type: 'String',
    optional: true,
    constraints: duration('PT5M'),
    binding: { type: 'zeebe:taskHeader', key: 'jobTimeout' },
  },
];
