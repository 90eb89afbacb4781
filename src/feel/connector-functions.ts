import { type Builtin, form } from './builtin.ts';
import { FeelContext, type Value } from './values.ts';

/**
 * The functions that the connector runtime adds to the engine. Each makes a context that an error expression gives as its result.
 * https://docs.camunda.io/docs/components/connectors/use-connectors/#error-expression
 */
export const connectorFunctions: ReadonlyMap<string, Builtin> = new Map([
  ['bpmnError', decisions('bpmnError', ['errorCode', 'errorMessage', 'variables'], 1)],
  ['jobError', decisions('jobError', ['errorMessage', 'variables', 'retries', 'retryBackoff'], 1)],
  ['ignoreError', decisions('ignoreError', ['variables'], 0)],
]);

/** Makes a function that may be called with fewer arguments. Its context leaves out arguments that are missing or null. */
function decisions(errorType: string, parameters: readonly string[], required: number): Builtin {
  const counts = Array.from({ length: parameters.length - required + 1 }, (_, i) => required + i);
  return counts.map((count) => {
    const names = parameters.slice(0, count);
    return form(names, (_call, ...args) => {
      const entries = new Map<string, Value>([['errorType', errorType]]);
      names.forEach((name, i) => {
        const value = args[i] ?? null;
        if (value !== null) entries.set(name, value);
      });
      return new FeelContext(entries);
    });
  });
}
