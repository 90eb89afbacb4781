import { isObject, type Json } from '../json/json.ts';
import { readJson } from './json-text.ts';

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
  const form = readJson(text);
  if (!isObject(form) || !Array.isArray(form.components)) return undefined;
  const id = typeof form.id === 'string' ? form.id : undefined;
  return { id, variables: [...new Set(form.components.flatMap(variablesOf))] };
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
