import { DURATION } from '../src/json/duration.ts';
import type { Constraints, Property } from './element-template.ts';

const duration = (example: string): Constraints => ({
  pattern: { value: `^$|${DURATION.source}`, message: `must be a duration like ${example}` },
});

/** The fields for the result and the failure of a job. Every task has them. */
export const outcomeProperties: readonly Property[] = [
  {
    id: 'resultVariable',
    label: 'Result variable',
    tooltip: 'The process variable that takes the whole result.',
    placeholder: 'orderResult',
    group: 'output',
    type: 'String',
    binding: { type: 'zeebe:taskHeader', key: 'resultVariable' },
  },
  {
    id: 'resultExpression',
    label: 'Result expression',
    tooltip:
      'A context of process variables, made from the result. The answer of DynamoDB is in <code>response.response</code>.',
    placeholder: '{order: response.response.Item}',
    group: 'output',
    type: 'Text',
    feel: 'required',
    binding: { type: 'zeebe:taskHeader', key: 'resultExpression' },
  },
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
    constraints: duration('PT5M'),
    binding: { type: 'zeebe:taskHeader', key: 'jobTimeout' },
  },
];
