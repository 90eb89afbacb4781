import type { Mask } from '../connection/mask.ts';
import type { Outcome } from '../job/outcome.ts';
import { type Json, type JsonObject, stringifyJson } from '../json/json.ts';
import { toException } from './aws-exceptions.ts';
import { type ConnectorError, connectorError } from './connector-error.ts';
import type { DialectVersion, JavaException } from './exceptions.ts';
import type { DialectHeaders } from './headers.ts';
import { mapText } from './java-map-text.ts';
import { type OutputVariables, type SizeLimit, withinSize } from './output-variables.ts';

/** What has come of a job before its error expression is asked. */
export type Found = { readonly result: Json; readonly output: OutputVariables } | JavaException;

/** What is known of a job for its end. */
interface EndSettings extends SizeLimit {
  /** How many tries the job has left, this one included. */
  readonly retries: number;
  readonly mask: Mask;
  readonly version: DialectVersion;
}

/** The longest message that Camunda's connector runtime sends. */
const MAX_MESSAGE = 6_000;
/** A secret may begin in front of the cut: so many characters more are looked at. */
const BEHIND_MESSAGE = 200;

/** How a job ends. */
interface End {
  readonly outcome: Outcome;
  /** Why it could not be done, or its end could not be decided, even if the error expression ignored it. */
  readonly failure: JavaException | undefined;
}

/**
 * Gives how a job ends: as its error expression decides; without a decision, it is completed or failed. An error expression that
 * fails leaves no retries, even if the operation was done.
 */
export function endOf(found: Found, headers: DialectHeaders, settings: EndSettings): End {
  try {
    return { outcome: decidedOrUsual(found, headers, settings), failure: found instanceof Error ? found : undefined };
  } catch (thrown) {
    const failure = toException(thrown, settings.version);
    const error = errorOf(failure, settings);
    return { outcome: failed(error.error.message, error, 0, 0, settings.mask), failure };
  }
}

/** @throws JavaException when the error expression fails, or decides what cannot be done */
function decidedOrUsual(found: Found, headers: DialectHeaders, settings: EndSettings): Outcome {
  const isFailure = found instanceof Error;
  const error = isFailure ? errorOf(found, settings) : undefined;
  const decided = headers.errorExpression && connectorError(headers.errorExpression, contentOf(found, error), settings);
  if (decided !== undefined) return decidedEnd(decided, settings);
  if (!isFailure) return { kind: 'completed', variables: found.output.text };
  const retries = found.isInput ? 0 : Math.max(0, settings.retries - 1);
  const backoffMs = found.hasBackoff && typeof headers.retryBackoffMs === 'number' ? headers.retryBackoffMs : 0;
  return failed((error as ErrorContent).error.message, error as ErrorContent, retries, backoffMs, settings.mask);
}

/** What an error expression sees of a failure. */
type ErrorContent = { error: { type: string; message: string } };

function errorOf({ type, message }: JavaException, { mask }: EndSettings): ErrorContent {
  return { error: { type, message: mask(message, MAX_MESSAGE) } };
}

/** What an error expression sees: after success, the output variables if there are any. */
function contentOf(found: Found, error: ErrorContent | undefined): Json {
  if (found instanceof Error) return error as ErrorContent;
  const { output, result } = found;
  return Object.keys(output.variables).length > 0 ? output.variables : result;
}

function decidedEnd(decided: ConnectorError, settings: EndSettings): Outcome {
  const variables = withinSize(stringifyJson(decided.variables), settings);
  switch (decided.kind) {
    case 'bpmnError':
      return { kind: 'error', code: decided.code, message: settings.mask(decided.message, MAX_MESSAGE), variables };
    case 'jobError':
      return failed(decided.message, decided.variables, decided.retries, decided.backoffMs, settings.mask);
    case 'ignoreError':
      return { kind: 'completed', variables };
  }
}

function failed(message: string, variables: JsonObject, retries: number, backoffMs: number, mask: Mask): Outcome {
  const told = `${message} | Error variables: ${mapText(variables, MAX_MESSAGE + BEHIND_MESSAGE)}`;
  return { kind: 'failed', message: mask(told, MAX_MESSAGE), retries, backoffMs, variables: stringifyJson(variables) };
}
