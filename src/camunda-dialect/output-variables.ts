import type { Mask } from '../connection/mask.ts';
import { type Json, type JsonObject, setMember, stringifyJson } from '../json/json.ts';
import { contextOf, evaluateToObject, FUNCTION_TYPE, refuseFunctions } from './evaluate.ts';
import { type DialectVersion, inputException } from './exceptions.ts';
import type { DialectHeaders } from './headers.ts';

/** The variables that a job completes with. */
export interface OutputVariables {
  readonly variables: JsonObject;
  /** Their JSON text. */
  readonly text: string;
}

/** How large variables may be. */
export interface SizeLimit {
  /** In bytes of JSON. */
  readonly maxResultBytes: number;
  readonly version: DialectVersion;
}

/**
 * Gives the variables that a result becomes: the whole of it under the name of the result variable, and what the result expression
 * gives, which counts where both have a name.
 * @throws JavaException that leaves no retries when the result expression fails, gives something else than an object, or gives what
 * no result may contain; and when the variables are too large
 */
export function outputVariables(
  { resultVariable, resultExpression }: DialectHeaders,
  result: Json,
  limit: SizeLimit & { readonly mask: Mask },
): OutputVariables {
  const variables: JsonObject = {};
  if (resultVariable !== undefined) setMember(variables, resultVariable, result);
  let mapped: JsonObject | undefined;
  if (resultExpression !== undefined) {
    const told = { context: [result, { response: result }], mask: limit.mask };
    mapped = evaluateToObject(resultExpression, 'Result expression', contextOf(result), told);
    for (const name in mapped) setMember(variables, name, mapped[name] as Json);
  }
  const text = stringifyJson(variables);
  if (mapped !== undefined && text.includes(FUNCTION_TYPE)) refuseFunctions(mapped, limit.mask);
  return { variables, text: withinSize(text, limit) };
}

/**
 * Gives a JSON text back that is not too large for process variables. Camunda 8.6 had no limit of its own.
 * @throws JavaException (ConnectorInputException)
 */
export function withinSize(text: string, { maxResultBytes, version }: SizeLimit): string {
  if (version === '8.6' || text.length * 3 <= maxResultBytes) return text;
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxResultBytes) return text;
  const most = maxResultBytes === 1_572_864 ? '1.5 MB' : `${maxResultBytes} bytes`;
  throw inputException(
    `Output variables payload (${bytes} bytes) exceeds the ${most} safe variable size limit of Zeebe`,
  );
}
