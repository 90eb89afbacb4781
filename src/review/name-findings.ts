import type { FlowElement } from '../diagram/diagram.ts';
import { type DiagramExpression, MOST_TOLD, placeOfName, readExpression, shownName } from './expression.ts';
import type { Said } from './finding.ts';
import type { KnownNames } from './known-names.ts';
import { mostSimilar } from './similar.ts';
import type { Task } from './task.ts';

/** Names that the engine itself knows. */
const OF_ENGINE = ['camunda'];

/** How often each name is read in the mappings of a process. */
type Uses = ReadonlyMap<string, number>;

export function usesIn(process: FlowElement): Uses {
  const uses = new Map<string, number>();
  const visit = ({ inputs, outputs, children }: FlowElement): void => {
    for (const { source } of [...inputs, ...outputs]) {
      const expression =
        source.value.startsWith('=') && readExpression(source.from(1), { field: '', isOfHeader: false }, []);
      for (const { path } of expression ? expression.inspection.names : [])
        uses.set(path[0] as string, (uses.get(path[0] as string) ?? 0) + 1);
    }
    for (const child of children) visit(child);
  };
  visit(process);
  return uses;
}

/** Finds names that look like variables that the process does not have. */
export function nameFindings({ element, given, headers }: Task, known: KnownNames, uses: Uses, said: Said[]): Said[] {
  const own = element.inputs.map(({ target }) => target.value.trim().split('.')[0] as string);
  const inputs = given.expressions.flatMap(({ target, ...expression }) =>
    missingIn(expression, target, known, own, uses),
  );
  const { results } = headers;
  // Outputs read what the task itself has, too.
  const inOutputs = { names: known.names, isComplete: known.isComplete && results !== undefined };
  const outputs = element.outputs.flatMap(({ source, target }) => {
    if (!source.value.startsWith('=') || source.value.length < 2) return [];
    const field = target.value.trim();
    const expression = readExpression(source.from(1), { field, isOfHeader: false }, said);
    return expression === undefined ? [] : missingIn(expression, field, inOutputs, [...own, ...(results ?? [])], uses);
  });
  return [...inputs, ...outputs];
}

function missingIn(
  { text, inspection }: DiagramExpression,
  field: string,
  { names, isComplete }: KnownNames,
  own: readonly string[],
  uses: Uses,
): Said[] {
  const read = inspection.names.filter(({ isInFilter }) => !isInFilter).map(({ path: [head = ''] }) => head);
  const missing = [...new Set(read)].filter(
    (name) => ![...OF_ENGINE, ...own].includes(name) && !names.has(name) && !inspection.optionalNames.has(name),
  );
  return missing.slice(0, MOST_TOLD).flatMap((name) => {
    const meant = mostSimilar(name, isComplete ? [...names, ...own] : likelyNames(name, names, uses));
    if (!isComplete && meant === undefined) return [];
    const hint = meant === undefined ? '' : `. Is ${meant} meant?`;
    const message = `${field} reads the variable ${shownName(name)}, which nothing in the process makes: it would be null${hint}`;
    return [{ rule: 'missing-variable', place: placeOfName(text, name), field, message }];
  });
}

/** Names that may be meant where others may exist: those that the process makes, and those that it reads again and again. */
function likelyNames(name: string, names: ReadonlySet<string>, uses: Uses): readonly string[] {
  if ((uses.get(name) ?? 0) > 1) return [];
  return [...names, ...[...uses].filter(([, count]) => count > 1).map(([used]) => used)];
}
