import { NumberValue } from '@aws-sdk/lib-dynamodb';
import type { Mask } from '../connection/mask.ts';
import { FeelError, FeelSyntaxError } from '../feel/index.ts';
import { fromText } from '../feel/number.ts';
import { isObject, type Json, type JsonObject, setMember, stringifyJson } from '../json/json.ts';
import { inputException, JavaException } from './exceptions.ts';
import type { DialectExpression } from './headers.ts';
import { mapText } from './java-map-text.ts';

const FEEL_EXCEPTION = 'io.camunda.connector.feel.FeelEngineWrapperException';
/** How many characters of a context a message shows. */
const MAX_CONTEXT = 2_000;
/** So many of them are made, so that it can be seen whether they are cut off. */
const SEEN = MAX_CONTEXT + 1;
/** A secret may begin in front of the cut: so many characters more are looked at. */
const BEHIND_CONTEXT = 200;
/** What no result may contain: a later connector would take it for a function, and call it. */
export const FUNCTION_TYPE = 'camunda.function.type';

/** The members of a result that is an object, and the whole of it as `response`. */
export function contextOf(content: Json): JsonObject {
  return { ...(isObject(content) && content), response: content };
}

/**
 * Refuses values that a later connector would take for a call of a function.
 * @throws JavaException (ConnectorInputException)
 */
export function refuseFunctions(value: JsonObject, mask: Mask): void {
  const text = stringifyJson(value);
  if (!text.includes(FUNCTION_TYPE)) return;
  const reason = `The connector result contains a forbidden literal '${FUNCTION_TYPE}'.`;
  throw wrong(FUNCTION_TYPE, mask(text, SEEN), reason);
}

/**
 * Evaluates an expression of a task header. Null becomes undefined.
 * @param title what messages call the expression
 * @param told what messages show of the context, without secrets
 * @throws JavaException that leaves no retries when it cannot be evaluated, or gives something else than an object or null
 */
export function evaluateToObject(
  expression: DialectExpression,
  title: string,
  context: JsonObject,
  told: { readonly context: Json[]; readonly mask: Mask },
): JsonObject | undefined {
  const value = evaluate(expression, context, () =>
    told.mask(mapText(told.context, MAX_CONTEXT + BEHIND_CONTEXT), SEEN),
  );
  if (value === null) return undefined;
  if (isObject(value)) return value;
  const kind = Array.isArray(value)
    ? 'array'
    : typeof value === 'string' || typeof value === 'boolean'
      ? typeof value
      : 'number';
  const text = stringifyJson(value);
  const reason = `${title} must return a JSON object, but got ${kind}. Evaluated value: ${text}`;
  throw wrong(expression.text, told.mask(text, SEEN), reason);
}

function evaluate({ text, code }: DialectExpression, context: JsonObject, told: () => string): Json {
  try {
    if (code instanceof FeelSyntaxError || code instanceof FeelError) throw code;
    return code.evaluate(withFeelNumbers(context) as JsonObject).value as Json;
  } catch (error) {
    if (!(error instanceof FeelSyntaxError || error instanceof FeelError)) throw error;
    const message = reasoned(text, told(), error.message);
    throw new JavaException(FEEL_EXCEPTION, message, { isInput: true });
  }
}

/**
 * Makes the exception of an expression that gives what it may not.
 * @param value what it gives, as JSON that shows no secret
 */
export function wrong(expression: string, value: string, reason: string): JavaException {
  return inputException(`${FEEL_EXCEPTION}: ${reasoned(expression, value, reason)}`);
}

function reasoned(expression: string, context: string, reason: string): string {
  const shown = context.length > MAX_CONTEXT ? `${context.slice(0, MAX_CONTEXT)}...(truncated)` : context;
  return `Failed to evaluate expression '${expression}' in context '${shown}'. Reason: ${reason}`;
}

/** Puts FEEL's own numbers in the place of those with more digits than a double has. What has none of them is not copied. */
function withFeelNumbers(value: Json): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof NumberValue) return fromText(value.value);
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const read = withFeelNumbers(value[index] as Json);
      if (read === value[index]) continue;
      copy ??= value.slice();
      copy[index] = read;
    }
    return copy ?? value;
  }
  let copy: { [name: string]: unknown } | undefined;
  for (const name in value) {
    const read = withFeelNumbers(value[name] as Json);
    if (read === value[name]) continue;
    copy ??= { ...value };
    setMember(copy, name, read);
  }
  return copy ?? value;
}
