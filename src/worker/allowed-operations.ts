import { textMatcher } from '../json/patterns.ts';
import { mostSimilar } from '../review/similar.ts';
import { FOR_TENANT } from './config.ts';
import { type Config, settings } from './settings.ts';

/**
 * Says which of the rules on operations name none that there is: such a rule forbids what it was meant to allow.
 * @param operations those that jobs may ask for, by their ids
 * @param variables say whether a rule is from a variable or from the file of settings
 */
export function operationFaults(
  config: Pick<Config, 'allowOperations' | 'tenantRules' | 'configFile'>,
  operations: ReadonlyMap<string, unknown>,
  variables: Readonly<Record<string, string | undefined>>,
): string[] {
  const ids = [...operations.keys()];
  const place = (variable: string, member: string) =>
    variables[variable] === undefined ? `${config.configFile}: ${member}` : variable;
  const faultsOf = (patterns: readonly string[], where: string) =>
    patterns
      .filter((pattern) => !ids.some(textMatcher([pattern])))
      .map((pattern) => {
        const meant = mostSimilar(pattern, ids);
        const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
        return `${where}: expected ids of operations like getItem, got ${JSON.stringify(pattern)}, which is none${hint}`;
      });
  const { name } = settings.allowOperations;
  return [
    ...faultsOf(config.allowOperations, place(name, 'allowOperations')),
    ...[...config.tenantRules].flatMap(([id, { allowOperations = [] }]) =>
      faultsOf(allowOperations, place(name + FOR_TENANT + id, `tenants.${id}.allowOperations`)),
    ),
  ];
}
