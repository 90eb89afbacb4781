import type { Edit } from './edits.ts';
import { applyEdits } from './edits.ts';
import { freshName, writeKey } from './names.ts';
import { follow, nullBeside, type Reading, Unrewritable } from './reading.ts';
import { convert, type Missing, memberOf, NOTHING, type Part } from './shapes.ts';
import type { ReadExpression, Use } from './uses.ts';

/** Their result as a part, and the names that an expression has beside it. */
export interface Results {
  readonly root: Part;
  readonly missing: Missing;
  /** Names of variables that have no part in the result. */
  readonly others: readonly string[];
}

/** The names that our result gives to an expression. */
const OURS = ['action', 'status', 'response'];

/**
 * Rewrites an expression over a result of Camunda's connector, so that it gives the same over ours. Paths that are understood become
 * paths of ours. Where a name may be one of an element of a list, the old expression stays whole, and the old result is built around it.
 * @throws Unrewritable when it reads what is not defined
 */
export function rewriteResult(expression: ReadExpression, results: Results): string {
  const uses = expression.uses.filter((use) => partAt(use.head, results) !== undefined);
  const changed = uses.filter((use) => !staysAs(use.head, results));
  if (changed.length === 0) return expression.text;
  if (changed.some((use) => isUnclear(use, expression))) return wrap(expression, changed, results);
  const edits = changed.flatMap((use) => readingEdits(use, expression, results));
  return applyEdits(expression.text, edits);
}

/** Where a use of a name begins; undefined if the name is not one of the result. */
export function partAt(head: string, { root, others }: Results): Part | undefined {
  if (head === 'response') return root;
  if (others.includes(head)) return undefined;
  const member = root.shape.kind === 'object' ? memberOf(root.shape, head, root.native) : undefined;
  return member ?? (OURS.includes(head) ? { shape: NOTHING, native: 'null' } : undefined);
}

/** Whether a name means the same in both. */
export function staysAs(head: string, results: Results): boolean {
  const part = partAt(head, results);
  return part?.shape.kind === 'same' && part.native === `response.${head}` && OURS.includes(head);
}

/** Whether a name may mean another thing where it stands, or what follows it cannot be followed. */
function isUnclear({ isInFilter, bound, variable, whole, links }: Use, { placeOf }: ReadExpression): boolean {
  // Our paths begin with response, which the expression may have made a name of its own.
  if (isInFilter || bound.includes('response') || variable.type === 'method') return true;
  if (variable === whole) return false;
  // In brackets: (response).total
  const [first] = links;
  return first !== undefined && placeOf(first).start !== placeOf(variable).end;
}

/**
 * Rewrites one use.
 * @param when whether the expression is also evaluated after a failure, when there is no result
 * @throws Unrewritable when it reads what is not defined, or stands where it is not clear what it reads
 */
export function readingEdits(
  use: Use,
  expression: ReadExpression,
  results: Results,
  when: { readonly afterFailure: boolean } = { afterFailure: false },
): Edit[] {
  if (isUnclear(use, expression))
    throw new Unrewritable('it reads the result where a name may mean another thing, as in a filter');

  const { head, variable, around } = use;
  const { missing, others } = results;
  const part = partAt(head, results) as Part;
  const taken = (name: string) => OURS.includes(name) || others.includes(name) || use.bound.includes(name);
  const reading: Reading = follow(use, part, expression, { missing, taken, ...when });
  const [parent] = around;
  const isAlone = parent === undefined || parent.type === 'context' || parent.type === 'list';
  const { start } = expression.placeOf(variable);
  const edit = { start, end: reading.end, text: reading.isPath || isAlone ? reading.text : `(${reading.text})` };
  const compared = reading.insteadOfNull === undefined ? undefined : nullBeside(use);
  if (compared === undefined) return [edit];
  return [edit, { ...expression.placeOf(compared), text: reading.insteadOfNull as string }];
}

/** Builds the old result around an expression that stays as it is. */
function wrap({ text }: ReadExpression, uses: readonly Use[], results: Results): string {
  const { missing } = results;
  const heads = [...new Set(uses.map(({ head }) => head))];
  // The others first: they read our result, which is behind the name response.
  heads.sort((one, other) => Number(one === 'response') - Number(other === 'response'));
  const entries = heads.map((head) => `${writeKey(head)}: ${convert(partAt(head, results) as Part, missing).text}`);
  const name = freshName('result', text);
  const end = text.includes('//') ? '\n' : '';
  return `{${[...entries, `${name}: ${text}`].join(', ')}${end}}.${name}`;
}

/** The result as a whole. */
export function wholeResult({ root, missing }: Results): string {
  return convert(root, missing).text;
}
