import { bpmnErrorCodes, Failure } from '../failure/failure.ts';
import { cutMessage } from '../failure/faults.ts';
import { toFailure } from '../failure/of-aws.ts';
import { NestingError } from '../json/extent.ts';
import { type JsonObject, LengthError, stringifyJson } from '../json/json.ts';
import {
  type ErrorVariable,
  errorVariable,
  type JobRun,
  NO_FAILURE,
  withinSize,
  writeEnding,
} from './error-variable.ts';
import type { TaskHeaders } from './headers.ts';
import { type Decision, decide, mapResult } from './mapping.ts';

/** How a job ends, and why. */
export interface Ending {
  readonly outcome: Outcome;
  /** Why the operation failed or its result could not be given, even if the error expression ignored it. Undefined if nothing failed. */
  readonly failure: Failure | undefined;
}

/** How a job ends. `variables` is JSON text. */
export type Outcome =
  | { readonly kind: 'completed'; readonly variables: string }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly variables: string }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly retries: number;
      readonly backoffMs: number;
      readonly variables: string;
    };

/**
 * Gives how a job ends. If its error expression decides, that counts. Otherwise the job is completed with its result, or ends by
 * the class of its failure. A result that cannot be given (the mapping fails, the variables are too large) is a failure. Never
 * throws.
 * @param end the operation's result, or why there is none
 */
export function endOf(end: JsonObject | Failure, headers: TaskHeaders, run: JobRun): Ending {
  try {
    if (end instanceof Failure) return endOfFailure(end, headers, run);
    return { outcome: endOfResult(end, headers, run), failure: undefined };
  } catch (thrown) {
    return endOfFailure(toFailure(thrown), headers, run);
  }
}

/**
 * Gives how a job with a result ends.
 * @throws Failure when the mapping fails, or the variables are too large
 */
function endOfResult(result: JsonObject, headers: TaskHeaders, run: JobRun): Outcome {
  const variables = mapResult(headers, result);
  const completed: Outcome = { kind: 'completed', variables: write(variables ?? {}, run) };
  if (headers.errorExpression === undefined) return completed;
  const job = { retries: run.retries };
  const decision = decide(headers.errorExpression, { ...(variables ?? result), response: result, job });
  return decision === undefined ? completed : decided(decision, undefined, run);
}

/**
 * Gives how a job with a failure ends.
 * @throws what `errorVariable` throws
 */
function endOfFailure(failure: Failure, headers: TaskHeaders, run: JobRun): Ending {
  const error = errorVariable(failure, run);
  try {
    const context = { error, response: { error }, job: { retries: run.retries } };
    const decision = headers.errorExpression && decide(headers.errorExpression, context);
    const outcome = decision === undefined ? byClass(failure, error, headers, run) : decided(decision, error, run);
    return { outcome, failure };
  } catch (thrown) {
    const told = withFirst(toFailure(thrown), failure);
    return { outcome: byClass(told, errorVariable(told, run), headers, run), failure: told };
  }
}

/** Makes one failure of that of an error expression and the first one, which it was to decide on and must not hide. */
function withFirst({ class: failureClass, message }: Failure, first: Failure): Failure {
  const both = message === first.message ? message : `${message} (It was to decide on: ${first.message})`;
  return first.retell({ class: failureClass, message: both });
}

/** Ends a job by the class of its failure: with a retry if that can help and one is left, otherwise with the BPMN error. */
function byClass(failure: Failure, error: ErrorVariable, { retryBackoffMs }: TaskHeaders, run: JobRun): Outcome {
  const message = writeEnding(error);
  const variables = stringifyJson({ error: withinSize(error, run.maxResultBytes) });
  return failure.class === 'connection' && run.retries > 1
    ? { kind: 'failed', message, retries: run.retries - 1, backoffMs: retryBackoffMs, variables }
    : { kind: 'error', code: bpmnErrorCodes[failure.class], message, variables };
}

/**
 * Ends a job as its error expression decides.
 * @param error undefined when the operation was done
 * @throws Failure (execution) when the variables are too large
 */
function decided(decision: Decision, error: ErrorVariable | undefined, run: JobRun): Outcome {
  const written = error && withinSize(error, run.maxResultBytes);
  switch (decision.kind) {
    case 'ignoreError':
      return { kind: 'completed', variables: write(decision.variables, run) };
    case 'bpmnError': {
      const ours = error === undefined ? '' : writeEnding(error);
      const message = decision.message === undefined ? ours : cutMessage(decision.message);
      const variables = written === undefined ? decision.variables : { error: written, ...decision.variables };
      return { kind: 'error', code: decision.code, message, variables: write(variables, run) };
    }
    case 'jobError': {
      const { message, retries, backoffMs } = decision;
      const variables = { ...decision.variables, error: { ...(written ?? NO_FAILURE), message } };
      return { kind: 'failed', message: cutMessage(message), retries, backoffMs, variables: write(variables, run) };
    }
  }
}

/** A result that is more times as large as it may be is not written only to be measured. */
const FAR_TOO_LARGE = 4;

/**
 * Writes variables as JSON text.
 * @throws Failure (execution) when the text is larger than a job's variables may be, or nested deeper
 */
function write(variables: JsonObject, { maxResultBytes }: JobRun): string {
  let size: string;
  try {
    const text = stringifyJson(variables, FAR_TOO_LARGE * maxResultBytes);
    const bytes = Buffer.byteLength(text);
    if (bytes <= maxResultBytes) return text;
    size = `${bytes} bytes of JSON`;
  } catch (error) {
    if (error instanceof LengthError) size = error.message;
    else if (error instanceof NestingError) {
      const message = `The result is nested too deep for process variables: it has ${error.message}.`;
      throw new Failure('execution', message, { cause: error });
    } else throw error;
  }
  throw new Failure(
    'execution',
    `The result is too large for process variables: ${size}, at most ${maxResultBytes}. ` +
      'Keep less of it by a result expression, a projection or a filter, or read fewer items at once by limit, maxItems or maxBytes.',
    { about: 'size' },
  );
}
