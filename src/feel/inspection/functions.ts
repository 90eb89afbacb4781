import { builtins } from '../builtins/index.ts';
import { connectorFunctions } from '../connector-functions.ts';
import type { Arguments } from '../syntax/tree.ts';
import type { FeelFunction } from '../values.ts';

/** How the expressions of task headers differ from those of the engine: they have functions of the connector runtime. */
export interface Dialect {
  readonly hasConnectorFunctions: boolean;
}

/** What a function takes. */
export type Form = Pick<FeelFunction, 'parameters' | 'varArgs'>;

/** Makes the forms of a function that may be called with fewer arguments. */
function formsOf(required: number, ...parameters: readonly string[]): readonly Form[] {
  const counts = Array.from({ length: parameters.length - required + 1 }, (_, index) => required + index);
  return counts.map((count) => ({ parameters: parameters.slice(0, count), varArgs: false }));
}

/**
 * The functions that the engine adds to FEEL, which the worker does not have.
 * https://docs.camunda.io/docs/components/modeler/feel/builtin-functions/feel-built-in-functions-miscellaneous/
 */
export const engineFunctions: ReadonlyMap<string, readonly Form[]> = new Map([
  ['fromAi', formsOf(1, 'value', 'description', 'type', 'schema', 'options')],
  ['cycle', [...formsOf(1, 'interval'), ...formsOf(2, 'repetitions', 'interval')]],
]);

/** The forms of the function of that name; undefined where there is none. */
export function formsOfFunction(name: string, hasConnectorFunctions: boolean): readonly Form[] | undefined {
  return builtins.get(name) ?? addedFunctions(hasConnectorFunctions).get(name);
}

/** The functions that an expression may call beside those of FEEL. */
function addedFunctions(hasConnectorFunctions: boolean): ReadonlyMap<string, readonly Form[]> {
  return hasConnectorFunctions ? connectorFunctions : engineFunctions;
}

/** Which of the forms of a function takes these arguments. */
export function fittingForm(forms: readonly Form[], args: Arguments): Form | undefined {
  if (args.named)
    return forms.find(({ parameters }) => [...args.values.keys()].every((name) => parameters.includes(name)));
  const count = args.values.length;
  return forms.find(({ parameters, varArgs }) => parameters.length === count || (varArgs && parameters.length < count));
}

/** The names of all functions that an expression may call. */
export function functionNames({ hasConnectorFunctions }: Dialect): readonly string[] {
  return [...builtins.keys(), ...addedFunctions(hasConnectorFunctions).keys()];
}
