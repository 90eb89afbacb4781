import { Failure } from '../failure/failure.ts';
import { describeValue, formatGot } from '../failure/faults.ts';
import { type Evaluation, FeelError } from '../feel/index.ts';
import { parseDuration } from '../json/duration.ts';
import { isObject, type Json, type JsonObject, setMember } from '../json/json.ts';
import { formatHeader, type HeaderExpression, type TaskHeaders } from './headers.ts';
import { A_PROCESS_VARIABLE, isTaskVariable } from './task-variables.ts';

/**
 * Gives the process variables that a result becomes; undefined if the task has neither a result variable nor a result expression.
 * @throws Failure (configuration) when the result expression fails, gives neither a context nor null, or gives a variable of the
 * task
 */
export function mapResult(
  { resultVariable, resultExpression }: TaskHeaders,
  result: JsonObject,
): JsonObject | undefined {
  if (resultVariable === undefined && resultExpression === undefined) return undefined;
  const variables: JsonObject = {};
  if (resultVariable !== undefined) setMember(variables, resultVariable, result);
  if (resultExpression !== undefined) {
    const evaluation = evaluate(resultExpression, { ...result, response: result });
    const { value } = evaluation;
    if (value !== null && !isObject(value)) {
      throw wrongKind(resultExpression, 'a context of process variables, or null', evaluation);
    }
    refuseTaskVariables(resultExpression, value ?? {});
    for (const name in value) setMember(variables, name, value[name] as Json);
  }
  return variables;
}

/** What an error expression decides about the end of a job. */
export type Decision =
  | {
      readonly kind: 'bpmnError';
      readonly code: string;
      readonly message: string | undefined;
      readonly variables: JsonObject;
    }
  | {
      readonly kind: 'jobError';
      readonly message: string;
      readonly variables: JsonObject;
      readonly retries: number;
      readonly backoffMs: number;
    }
  | { readonly kind: 'ignoreError'; readonly variables: JsonObject };

/**
 * Evaluates an error expression.
 * @returns undefined if the job ends as it would without the expression
 * @throws Failure (configuration) when it fails, or gives something that is no decision
 */
export function decide(expression: HeaderExpression, context: JsonObject): Decision | undefined {
  const evaluation = evaluate(expression, context);
  const { value } = evaluation;
  if (value === null || (isObject(value) && Object.keys(value).length === 0)) return undefined;
  if (!isObject(value)) throw wrongKind(expression, 'bpmnError(…), jobError(…), ignoreError(…) or null', evaluation);
  switch (value.errorType) {
    case 'bpmnError': {
      const code = optional(expression, value, 'errorCode', 'text', isText);
      if (code === undefined) return undefined;
      const message = optional(expression, value, 'errorMessage', 'text', isText);
      return { kind: 'bpmnError', code, message, variables: variablesOf(expression, value) };
    }
    case 'jobError': {
      const message = optional(expression, value, 'errorMessage', 'text', isText);
      if (message === undefined) throw wrongMember(expression, 'errorMessage', 'text', value);
      const retries = optional(expression, value, 'retries', 'a whole number from 0 to 2147483647', isCount) ?? 0;
      const backoff = optional(expression, value, 'retryBackoff', 'a duration of days and time', isDuration);
      const backoffMs = backoff === undefined ? 0 : (parseDuration(backoff) as number);
      return { kind: 'jobError', message, variables: variablesOf(expression, value), retries, backoffMs };
    }
    case 'ignoreError':
      return { kind: 'ignoreError', variables: variablesOf(expression, value) };
    default:
      throw wrongMember(expression, 'errorType', 'one of bpmnError, jobError, ignoreError', value);
  }
}

/**
 * Evaluates an expression of a header.
 * @throws Failure (configuration) when it gives no value
 */
function evaluate({ header, text, expression }: HeaderExpression, context: JsonObject): JsonEvaluation {
  try {
    return expression.evaluate(context) as JsonEvaluation;
  } catch (error) {
    if (!(error instanceof FeelError)) throw error;
    const message = `${formatHeader(header)} cannot be evaluated: ${error.message}${inBrackets(error)}, in: ${text}`;
    throw new Failure('configuration', message, { cause: error });
  }
}

interface JsonEvaluation extends Evaluation {
  readonly value: Json;
}

const MAX_WARNINGS = 3;

/** Writes in brackets what the FEEL engine warned about; empty if it did not warn. Reading the warnings takes time. */
function inBrackets({ warnings }: Evaluation | FeelError): string {
  if (warnings.length === 0) return '';
  const messages = warnings.slice(0, MAX_WARNINGS).map(({ message }) => message);
  return ` (${messages.join('; ')})`;
}

const isText = (value: Json): value is string => typeof value === 'string';
const isCount = (value: Json): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31;
const isDuration = (value: Json): value is string => typeof value === 'string' && parseDuration(value) !== undefined;

function optional<T extends Json>(
  expression: HeaderExpression,
  value: JsonObject,
  name: string,
  expected: string,
  is: (member: Json) => member is T,
): T | undefined {
  const member = value[name] ?? null;
  if (member === null) return undefined;
  if (!is(member)) throw wrongMember(expression, name, expected, value);
  return member;
}

function variablesOf(expression: HeaderExpression, value: JsonObject): JsonObject {
  const variables = optional(expression, value, 'variables', 'a context', isObject) ?? {};
  refuseTaskVariables(expression, variables);
  return variables;
}

/**
 * Refuses variables with the names of the task's own, because they would be lost with the task.
 * @throws Failure (configuration)
 */
function refuseTaskVariables({ header, text }: HeaderExpression, variables: JsonObject): void {
  for (const name in variables) {
    if (!isTaskVariable(name)) continue;
    const message = `${formatHeader(header)}: expected each name to be that of ${A_PROCESS_VARIABLE}, got ${JSON.stringify(name)}, in: ${text}`;
    throw new Failure('configuration', message);
  }
}

function wrongMember(expression: HeaderExpression, name: string, expected: string, value: JsonObject): Failure {
  const got = formatGot(describeValue(value[name]));
  return new Failure(
    'configuration',
    `${formatHeader(expression.header)}: expected ${expected} as ${name}, got ${got}, in: ${expression.text}`,
  );
}

function wrongKind({ header, text }: HeaderExpression, expected: string, evaluation: JsonEvaluation): Failure {
  const got = `${describeValue(evaluation.value)}${inBrackets(evaluation)}`;
  return new Failure('configuration', `${formatHeader(header)} must give ${expected}, but gave ${got}, in: ${text}`);
}
