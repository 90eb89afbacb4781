import { isObject, type Json, type JsonObject, setMember } from '../json/json.ts';
import { inputException } from './exceptions.ts';

const DOCUMENT = 'camunda.document.type';
const FUNCTION = 'camunda.function.type';

/** As many as Camunda's connectors call for one job. */
const MOST_CALLS = 10;

/** What the functions of one binding have been called. */
export interface FunctionCalls {
  count: number;
}

/** Whether an object is a document or the call of a function, and not what it seems. */
export function isStandIn(object: JsonObject): boolean {
  return Object.hasOwn(object, DOCUMENT) || Object.hasOwn(object, FUNCTION);
}

/**
 * Gives a value with what its functions give in their place: `{"camunda.function.type": "base64", "params": ["a"]}` is `YQ==`.
 * A document is refused, because its content is in Camunda's document store, which this worker does not reach. Camunda's connector
 * would write an empty map in its place, and nobody would know.
 * https://docs.camunda.io/docs/components/concepts/document-handling/getting-started/
 * @param path where the value is, like `input.item`
 * @throws JavaException (ConnectorInputException) for a document, for another function than `base64` and `getText` of a text, and for
 * more than ten calls
 */
export function withoutStandIns(value: Json, path: string, calls: FunctionCalls): Json {
  return hasStandIn(value) ? replaced(value, path, calls) : value;
}

function hasStandIn(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasStandIn);
  if (!isObject(value)) return false;
  if (isStandIn(value)) return true;
  for (const name in value) if (hasStandIn(value[name] as Json)) return true;
  return false;
}

function replaced(value: Json, path: string, calls: FunctionCalls): Json {
  if (Array.isArray(value)) return value.map((element, index) => replaced(element, `${path}[${index}]`, calls));
  if (!isObject(value)) return value;
  if (isStandIn(value)) return textOf(value, path, calls);
  const copy: JsonObject = {};
  for (const name in value) setMember(copy, name, replaced(value[name] as Json, `${path}.${name}`, calls));
  return copy;
}

/** Gives what a function gives. Throws as `withoutStandIns`. */
export function textOf(standIn: JsonObject, path: string, calls: FunctionCalls): string {
  if (Object.hasOwn(standIn, DOCUMENT)) {
    const why = "its content is in Camunda's document store, which this worker does not reach";
    throw inputException(`The document at ${path} cannot be used: ${why}.`);
  }
  calls.count++;
  if (calls.count > MOST_CALLS)
    throw inputException(`Intrinsic function limit exceeded: ${path} is call ${calls.count}, at most ${MOST_CALLS}`);
  const { [FUNCTION]: name, params } = standIn;
  const [text, ...others] = Array.isArray(params) ? (replaced(params, `${path}.params`, calls) as Json[]) : [];
  if (typeof text === 'string' && others.length === 0) {
    if (name === 'base64') return Buffer.from(text).toString('base64');
    if (name === 'getText') return text;
  }
  const said = typeof name === 'string' ? `The function ${name}` : 'The function without a name';
  throw inputException(`${said} at ${path} cannot be called: this worker has base64 and getText, each of one text.`);
}
