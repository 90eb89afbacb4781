import { compile } from '../../src/feel/index.ts';
import { isObject, type Json, type JsonObject } from '../../src/json/json.ts';

type Headers = Readonly<Record<string, string>>;

/** The variables that a result of Camunda's connector becomes: section 7.3 of the contract, by hand. */
export function camundaVariables({ resultVariable, resultExpression }: Headers, result: Json): JsonObject {
  const value = resultExpression === undefined ? {} : evaluated(resultExpression, contextOf(result));
  return { ...(resultVariable !== undefined && { [resultVariable]: result }), ...(value as JsonObject) };
}

/** The members of a value, and the value as `response`. */
function contextOf(value: Json): JsonObject {
  return { ...(isObject(value) ? value : {}), response: value };
}

function evaluated(expression: string, context: JsonObject): Json {
  return compile(expression.replace(/^=/, '')).evaluate(context).value as Json;
}

/** Variables without what is another for each run: times of tables, ids, and the order of the attributes of an item. */
export function camundaComparable(variables: string): Json {
  const timeless = variables.replace(/"(creationDateTime|tableId|tableArn)":"[^"]*"/g, '"$1":"then"');
  return inOrder(JSON.parse(timeless) as Json);
}

function inOrder(value: Json): Json {
  if (Array.isArray(value)) {
    const all = value.map(inOrder);
    const areAttributes = all.every((each) => isObject(each) && Object.keys(each).length === 1);
    return areAttributes ? all.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)) : all;
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inOrder(member)]));
}
