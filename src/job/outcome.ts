import { bpmnErrorCodes, Failure } from '../failure/failure.ts';
import { cutMessage } from '../failure/faults.ts';
import { toFailure } from '../failure/of-aws.ts';
import { type Json, type JsonObject, stringifyJson } from '../json/json.ts';
import type { Mapping } from './headers.ts';
import { type Decision, decide, mapResult } from './mapping.ts';

/** How a job ends. Variables are JSON text, durations milliseconds. */
export type Outcome =
  | { readonly kind: 'completed'; readonly variables: string }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly variables: string }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly retries: number;
      readonly backoff: number;
      readonly variables: string;
    };

/** What an outcome depends on beside the result or the failure. */
export interface Ending {
  /** The tries that the job has left, this one among them. */
  readonly retries: number;
  /** Undefined when the headers themselves were the failure. */
  readonly mapping: Mapping | undefined;
  /** The largest variables that a job may end with, in bytes of JSON. */
  readonly maxResultBytes: number;
  /** The variable `error` of a failure, without secrets. */
  readonly errorVariable: (failure: Failure) => JsonObject;
}

/** The variable `error` where nothing failed but an expression makes the job fail. */
const NO_ERROR = { code: null, type: null, message: '', requestId: null, retryable: false, item: null, reasons: null };

/**
 * How a job ends whose operation was done: completed, unless its error expression decides otherwise.
 * @throws Failure when the mapping fails, or the variables are too large
 */
export function endOfResult(result: JsonObject, mapping: Mapping, ending: Ending): Outcome {
  const variables = mapResult(mapping, result);
  const completed: Outcome = { kind: 'completed', variables: write(variables ?? {}, ending) };
  if (mapping.errorExpression === undefined) return completed;
  const job = { retries: ending.retries };
  const decision = decide(mapping.errorExpression, { ...(variables ?? result), response: result, job });
  return decision === undefined ? completed : decided(decision, undefined, ending);
}

/** How a job ends that failed: as its error expression decides, else by the class of the failure. */
export function endOfFailure(failure: Failure, ending: Ending): Outcome {
  const expression = ending.mapping?.errorExpression;
  if (expression === undefined) return byClass(failure, ending);
  try {
    const error = ending.errorVariable(failure);
    const decision = decide(expression, { error, response: { error }, job: { retries: ending.retries } });
    return decision === undefined ? byClass(failure, ending) : decided(decision, failure, ending);
  } catch (thrown) {
    return byClass(onTopOf(failure, toFailure(thrown)), ending);
  }
}

/** The failure of an error expression, which must not hide the one that it was to decide on. */
function onTopOf(first: Failure, { class: failureClass, message, cause }: Failure): Failure {
  const both = message === first.message ? message : `${message} (It was to decide on: ${first.message})`;
  return new Failure(failureClass, both, { cause });
}

/** The end of a failure that no expression decides: a retry where one can help, else the BPMN error. */
export function byClass(failure: Failure, ending: Ending): Outcome {
  const error = ending.errorVariable(failure);
  const message = String(error.message);
  const variables = errorOfSize({ error }, ending.maxResultBytes);
  if (failure.class === 'connection' && ending.retries > 1) {
    const backoff = ending.mapping?.retryBackoff ?? 0;
    return { kind: 'failed', message, retries: ending.retries - 1, backoff, variables };
  }
  return { kind: 'error', code: bpmnErrorCodes[failure.class], message, variables };
}

/** What DynamoDB gave with a failure is left out where it is too large: the failure itself must reach the process. */
function errorOfSize({ error }: { readonly error: JsonObject }, maxBytes: number): string {
  const text = stringifyJson({ error });
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const message = `${error.message} (Item, reasons and position are left out: they are too large for process variables.)`;
  return stringifyJson({ error: { ...error, message, item: null, reasons: null, position: null } });
}

function decided(decision: Decision, failure: Failure | undefined, ending: Ending): Outcome {
  const error = failure && ending.errorVariable(failure);
  switch (decision.kind) {
    case 'ignoreError':
      return { kind: 'completed', variables: write(decision.variables, ending) };
    case 'bpmnError': {
      const message = decision.message ?? (error === undefined ? '' : String(error.message));
      const variables = write(error === undefined ? decision.variables : { error, ...decision.variables }, ending);
      return { kind: 'error', code: decision.code, message: cutMessage(message), variables };
    }
    case 'jobError': {
      const { message, retries, backoff } = decision;
      const said: Json = { ...(error ?? NO_ERROR), message };
      const variables = write({ ...decision.variables, error: said }, ending);
      return { kind: 'failed', message: cutMessage(message), retries, backoff, variables };
    }
  }
}

/** @throws Failure (execution) when the text is larger than a job's variables may be */
function write(variables: JsonObject, { maxResultBytes }: Ending): string {
  const text = stringifyJson(variables);
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxResultBytes) return text;
  throw new Failure(
    'execution',
    `The result is too large for process variables: ${bytes} bytes of JSON, at most ${maxResultBytes}. ` +
      'Keep less of it by a result expression, a projection or a filter, or read fewer items at once by limit, maxItems or maxBytes.',
  );
}
