import { parseDuration } from './duration.ts';
import { Failure } from './errors.ts';
import { describeValue } from './faults.ts';
import { isObject, type Json, type JsonObject, setMember } from './json.ts';
import type { HeaderExpression, Mapping } from './mapping.ts';

/**
 * The process variables that a result becomes; undefined when the task has neither a result variable nor an expression.
 * @throws Failure (configuration) when the result expression fails, or gives neither a context nor null
 */
export function mapResult({ resultVariable, resultExpression }: Mapping, result: JsonObject): JsonObject | undefined {
  if (resultVariable === undefined && resultExpression === undefined) return undefined;
  const variables: JsonObject = {};
  if (resultVariable !== undefined) setMember(variables, resultVariable, result);
  if (resultExpression !== undefined) {
    const value = evaluate(resultExpression, { ...result, response: result });
    if (value !== null && !isObject(value)) {
      throw wrongKind(resultExpression, 'a context of process variables, or null', value);
    }
    for (const name in value) setMember(variables, name, value[name] as Json);
  }
  return variables;
}

/** What an error expression decides; undefined when it leaves the job to end as it would. */
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
      readonly backoff: number;
    }
  | { readonly kind: 'ignoreError'; readonly variables: JsonObject };

/**
 * Evaluates an error expression.
 * @throws Failure (configuration) when it fails, or gives something that is no decision
 */
export function decide(expression: HeaderExpression, context: JsonObject): Decision | undefined {
  const value = evaluate(expression, context);
  if (value === null || (isObject(value) && Object.keys(value).length === 0)) return undefined;
  if (!isObject(value)) throw wrongKind(expression, 'bpmnError(…), jobError(…), ignoreError(…) or null', value);
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
      const milliseconds = backoff === undefined ? 0 : (parseDuration(backoff) as number);
      return { kind: 'jobError', message, variables: variablesOf(expression, value), retries, backoff: milliseconds };
    }
    case 'ignoreError':
      return { kind: 'ignoreError', variables: variablesOf(expression, value) };
    default:
      throw wrongMember(expression, 'errorType', 'one of bpmnError, jobError, ignoreError', value);
  }
}

function evaluate(header: HeaderExpression, context: JsonObject): Json {
  try {
    return header.expression.evaluate(context).value as Json;
  } catch (error) {
    const message = `The task header ${header.header} cannot be evaluated: ${(error as Error).message}, in: ${header.text}`;
    throw new Failure('configuration', message, { cause: error });
  }
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
  return optional(expression, value, 'variables', 'a context', isObject) ?? {};
}

function wrongMember(expression: HeaderExpression, name: string, expected: string, value: JsonObject): Failure {
  const got = describeValue(value[name]);
  return new Failure(
    'configuration',
    `The task header ${expression.header}: expected ${expected} as ${name}, got ${got}, in: ${expression.text}`,
  );
}

function wrongKind({ header, text }: HeaderExpression, expected: string, value: Json): Failure {
  return new Failure(
    'configuration',
    `The task header ${header} must give ${expected}, but gave ${describeValue(value)}, in: ${text}`,
  );
}
