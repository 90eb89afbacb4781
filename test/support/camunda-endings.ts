import { compile } from '../../src/feel/index.ts';
import { isObject, type Json, type JsonObject } from '../../src/json/json.ts';

type Headers = Readonly<Record<string, string>>;

/** The variables that a result of Camunda's connector becomes: section 7.3 of the contract, by hand. */
export function camundaVariables({ resultVariable, resultExpression }: Headers, result: Json): JsonObject {
  const value = resultExpression === undefined ? {} : evaluated(resultExpression, contextOf(result));
  return { ...(resultVariable !== undefined && { [resultVariable]: result }), ...(value as JsonObject) };
}

/**
 * The variables with which a job of Camunda's connector completes: sections 7.3 and 7.4.
 * @returns undefined if it does not complete
 */
export function camundaEnding(
  headers: Headers,
  ended: { readonly result: Json } | { readonly errorType: string },
): JsonObject | undefined {
  const variables = 'result' in ended ? camundaVariables(headers, ended.result) : undefined;
  const seen = 'errorType' in ended ? failed(ended.errorType) : isEmpty(variables) ? ended.result : (variables as Json);
  const { errorExpression = 'null' } = headers;
  const decision = evaluated(errorExpression, { ...contextOf(seen), job: { retries: 3 } });
  if (!isObject(decision) || Object.keys(decision).length === 0) return variables;
  return decision.errorType === 'ignoreError' ? ((decision.variables ?? {}) as JsonObject) : undefined;
}

function isEmpty(variables: JsonObject | undefined): boolean {
  return variables === undefined || Object.keys(variables).length === 0;
}

function failed(name: string): JsonObject {
  return { error: { type: `software.amazon.awssdk.services.dynamodb.model.${name}`, message: 'a message' } };
}

/** The members of a value, and the value as `response`. */
function contextOf(value: Json): JsonObject {
  return { ...(isObject(value) ? value : {}), response: value };
}

function evaluated(expression: string, context: JsonObject): Json {
  return compile(expression.replace(/^=/, '')).evaluate(context).value as Json;
}
