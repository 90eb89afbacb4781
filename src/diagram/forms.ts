import { isObject, type Json, parseJson } from '../json/json.ts';

/** A form of Camunda, and the variables that it fills in. */
export interface Form {
  readonly id: string | undefined;
  readonly variables: readonly string[];
}

/**
 * Reads a form: the JSON of Camunda's form builder.
 * https://docs.camunda.io/docs/components/modeler/forms/configuration/forms-config-data-binding/
 * @returns undefined when the text is no form
 */
export function readForm(text: string): Form | undefined {
  const form = jsonOf(text);
  if (!isObject(form) || !Array.isArray(form.components)) return undefined;
  const id = typeof form.id === 'string' ? form.id : undefined;
  return { id, variables: [...new Set(form.components.flatMap(variablesOf))] };
}

function jsonOf(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A component, and those within it, have a key like `order.id`, or a path that stands before the keys within it. */
function variablesOf(component: Json): string[] {
  if (!isObject(component)) return [];
  const own = [component.key, component.path].flatMap((name) =>
    typeof name === 'string' && name !== '' ? [name.split('.')[0] as string] : [],
  );
  const within = Array.isArray(component.components) ? component.components.flatMap(variablesOf) : [];
  return [...own, ...within];
}
