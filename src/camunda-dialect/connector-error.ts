import type { Mask } from '../connection/mask.ts';
import { isObject, type Json, type JsonObject, stringifyJson } from '../json/json.ts';
import { contextOf, evaluateToObject, refuseFunctions, wrong } from './evaluate.ts';
import type { DialectVersion } from './exceptions.ts';
import type { DialectExpression } from './headers.ts';
import { parseJavaDuration } from './java-duration.ts';

/** What an error expression decides about the end of a job. */
export type ConnectorError =
  | { readonly kind: 'bpmnError'; readonly code: string; readonly message: string; readonly variables: JsonObject }
  | {
      readonly kind: 'jobError';
      readonly message: string;
      readonly variables: JsonObject;
      readonly retries: number;
      readonly backoffMs: number;
    }
  | { readonly kind: 'ignoreError'; readonly variables: JsonObject };

/**
 * Evaluates the error expression of a task.
 * @param content the output variables, the raw result, or `{error}`
 * @param retries how many tries the job has left, this one included
 * @returns undefined if the job ends as it would without the expression
 * @throws JavaException that leaves no retries when it fails, or gives something that is no decision
 */
export function connectorError(
  expression: DialectExpression,
  content: Json,
  { retries, version, mask }: { readonly retries: number; readonly version: DialectVersion; readonly mask: Mask },
): ConnectorError | undefined {
  const job = { retries };
  const told = { context: [content, { response: content }, { job }], mask };
  const value = evaluateToObject(expression, 'Error expression', { ...contextOf(content), job }, told);
  if (value === undefined || Object.keys(value).length === 0) return undefined;
  if (version !== '8.6') refuseFunctions(value, mask);
  return decision(value, (name, expected) => {
    const text = stringifyJson(value);
    const reason = `expected ${expected} as ${name}, got ${stringifyJson(value[name] ?? null)}`;
    return wrong(expression.text, mask(text), reason);
  });
}

/** Makes the exception of a member that is wrong. */
type Unfit = (name: string, expected: string) => Error;

/** Reads a decision. As Java's reader does, it takes numbers for texts and texts for numbers. */
function decision(value: JsonObject, unfit: Unfit): ConnectorError | undefined {
  const { errorType } = value;
  const variables = value.variables ?? {};
  if (!isObject(variables)) throw unfit('variables', 'an object');
  const message = readText(value, 'errorMessage', unfit) ?? '';
  switch (errorType) {
    case 'bpmnError': {
      const code = readText(value, 'errorCode', unfit);
      return code === undefined ? undefined : { kind: errorType, code, message, variables };
    }
    case 'jobError':
      return {
        kind: errorType,
        message,
        variables: { ...variables, error: message },
        retries: readRetries(value, unfit),
        backoffMs: readBackoff(value, unfit),
      };
    case 'ignoreError':
      return { kind: errorType, variables };
    default:
      throw unfit('errorType', 'one of bpmnError, jobError, ignoreError');
  }
}

function readText(value: JsonObject, name: string, unfit: Unfit): string | undefined {
  const member = value[name] ?? null;
  if (member === null) return undefined;
  if (typeof member === 'object') throw unfit(name, 'a text');
  return String(member);
}

function readRetries(value: JsonObject, unfit: Unfit): number {
  const given = value.retries ?? 0;
  const retries = typeof given === 'string' || typeof given === 'number' ? Math.trunc(Number(given)) : Number.NaN;
  if (!Number.isInteger(retries) || Math.abs(retries) >= 2 ** 31) throw unfit('retries', 'a whole number');
  return Math.max(0, retries);
}

/** In JSON, Java's durations are texts like `PT30S`, or numbers of seconds. */
function readBackoff(value: JsonObject, unfit: Unfit): number {
  const given = value.retryBackoff ?? 0;
  const backoff = typeof given === 'string' ? parseJavaDuration(given) : typeof given === 'number' && given * 1000;
  if (typeof backoff !== 'number') throw unfit('retryBackoff', 'a duration of days and time');
  return Math.max(0, Math.trunc(backoff));
}
