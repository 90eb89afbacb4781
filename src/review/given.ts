import type { FlowElement, Mapping } from '../diagram/diagram.ts';
import type { Place } from '../diagram/diagram-error.ts';
import { Failure } from '../failure/failure.ts';
import { Unknown } from '../feel/inspection/unknown.ts';
import { namesSecret, SECRET_PLACEHOLDER } from '../fields/secret-placeholder.ts';
import { isObject, setMember } from '../json/json.ts';
import { type DiagramExpression, readExpression } from './expression.ts';
import type { Said } from './finding.ts';
import type { Against } from './task.ts';

/** Variables of a task, as far as they are known: JSON with `Unknown` in it. */
export type PartlyKnownVariables = { [name: string]: unknown };

/** What the inputs of a task say. */
export interface Given {
  readonly variables: PartlyKnownVariables;
  /** The expressions among the inputs, each with the variable that it is of. */
  readonly expressions: readonly (DiagramExpression & { readonly target: string })[];
  /** The inputs by the paths of the variables that they make. */
  readonly mappings: ReadonlyMap<string, Mapping>;
}

/** How many names may stand in a target, with dots between them: two, and 32 levels of an item. */
const MAX_PARTS = 50;

/**
 * Reads the inputs of a task as the engine does: in their order, each in the place of what stood there before. Adds what is wrong
 * with their expressions to `said`.
 * https://docs.camunda.io/docs/components/concepts/variables/#input-mappings
 */
export function readGiven({ inputs }: FlowElement, said: Said[]): Given {
  const variables: PartlyKnownVariables = {};
  const expressions: (DiagramExpression & { target: string })[] = [];
  const mappings = new Map<string, Mapping>();
  for (const mapping of inputs) {
    const target = mapping.target.value.trim();
    if (target === '') continue;
    if (target.split('.').length > MAX_PARTS) {
      const message = `A target of more than ${MAX_PARTS} parts: DynamoDB takes no value that is nested so deep`;
      said.push({ rule: 'field', place: mapping.target.placeOf(), field: target.slice(0, 100), message });
      continue;
    }
    mappings.set(target, mapping);
    const { source } = mapping;
    // A text that only begins with = is an expression.
    if (source.value.length < 2 || !source.value.startsWith('=')) setAt(variables, target.split('.'), source.value);
    else {
      const expression = readExpression(source.from(1), { field: target, isOfHeader: false }, said);
      if (expression !== undefined) expressions.push({ ...expression, target });
      setAt(variables, target.split('.'), expression?.inspection.value ?? (expression ? null : new Unknown()));
    }
  }
  return { variables, expressions, mappings };
}

/** The variables with secrets that are not known: where one is put in, nobody can say what comes. */
export function withoutSecrets(
  { variables }: Given,
  { knowsSettings, policy }: Pick<Against, 'knowsSettings' | 'policy'>,
): PartlyKnownVariables {
  const isUnknown = (text: string) =>
    namesSecret(text) &&
    (!knowsSettings || [...text.matchAll(SECRET_PLACEHOLDER)].some(([, name = '']) => isAsked(policy, name)));
  const hidden = (value: unknown): unknown => {
    if (typeof value === 'string') return isUnknown(value) ? new Unknown() : value;
    if (Array.isArray(value)) return value.map(hidden);
    return isPlain(value)
      ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, hidden(member)]))
      : value;
  };
  const ofConnection = ['authentication', 'awsCredential'].filter((name) => Object.hasOwn(variables, name));
  return { ...variables, ...Object.fromEntries(ofConnection.map((name) => [name, hidden(variables[name])])) };
}

/** Whether somebody must be asked for a secret, which is not done here. */
function isAsked(policy: Against['policy'], name: string): boolean {
  try {
    return typeof policy.secret(name) === 'object';
  } catch (error) {
    // It is there and cannot be read, which a trial of the task will say.
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** The place of the input that makes a variable, or an outer one, by its path. */
export function placeOfPath(path: string, { mappings }: Given): Place | undefined {
  let best: string | undefined;
  for (const target of mappings.keys()) {
    const isOuter = path === target || path.startsWith(`${target}.`) || path.startsWith(`${target}[`);
    if (isOuter && target.length > (best?.length ?? 0)) best = target;
  }
  return best === undefined ? undefined : mappings.get(best)?.source.placeOf();
}

/** Whether a value is an object with members, and not one that is unknown. */
export function isPlain(value: unknown): value is PartlyKnownVariables {
  return isObject(value) && !(value instanceof Unknown);
}

function setAt(object: PartlyKnownVariables, path: readonly string[], value: unknown): void {
  let outer = object;
  for (const name of path.slice(0, -1)) {
    const inner = Object.hasOwn(outer, name) ? outer[name] : undefined;
    // Nobody knows what stays of it.
    if (inner instanceof Unknown) return;
    const next = isPlain(inner) ? inner : {};
    if (next !== inner) setMember(outer as never, name, next as never);
    outer = next;
  }
  setMember(outer as never, path.at(-1) ?? '', value as never);
}
