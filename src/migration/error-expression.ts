import type { Node } from '../feel/syntax/tree.ts';
import { applyEdits, type Edit } from './edits.ts';
import { conditionOnName } from './error-types.ts';
import { nullBeside, Unrewritable } from './reading.ts';
import { partAt, type Results, readingEdits, staysAs } from './result-expression.ts';
import { spanOf } from './spans.ts';
import { type ReadExpression, readUses, type Use } from './uses.ts';

/** What an error expression has beside `error` and `job`. */
interface ErrorScope {
  /** The variables that the result becomes; undefined if they are not known; `[]` if the task maps nothing, and the result itself is there. */
  readonly outputs: readonly string[] | undefined;
  readonly results: Results;
}

/** A rewritten error expression, with what its reader should know. */
interface RewrittenError {
  readonly text: string;
  readonly notes: readonly string[];
}

const MESSAGE_NOTE =
  'error.message passes on a message of this worker, which has other words than that of Camunda’s connector';
const CODE_NOTE = 'error.code, which Camunda’s connector never sets, became null: here it has the code of the failure';

/**
 * Rewrites an error expression: what it reads of the result, and conditions on Java classes, which become conditions on AWS's names.
 * @throws Unrewritable when it depends on what cannot be known
 */
export function rewriteError(expression: ReadExpression, scope: ErrorScope): RewrittenError {
  const notes = new Set<string>();
  const edits = expression.uses.flatMap((use) => {
    const path = errorPath(use);
    if (path === undefined) return ofResult(use, expression, scope);
    if (path.length === 0) refuseListOf(use, scope);
    return ofError(use, path, expression, notes);
  });
  return { text: applyEdits(expression.text, once(edits)), notes: [...notes] };
}

/** A condition with two uses is replaced once, with all that is in it. */
function once(edits: readonly Edit[]): Edit[] {
  const isWithin = (one: Edit, other: Edit) => other.start <= one.start && one.end <= other.end;
  return edits.filter(
    (edit, index) =>
      !edits.some((other, at) => at !== index && isWithin(edit, other) && (!isWithin(other, edit) || at < index)),
  );
}

/** The names behind the error that a use reads; undefined if it reads something else. */
function errorPath({ head, names }: Use): readonly string[] | undefined {
  if (head === 'error') return names;
  return head === 'response' && names[0] === 'error' ? names.slice(1) : undefined;
}

/** After a success, `response.error` of a list of attributes is a list, too, which is not null. */
function refuseListOf({ head }: Use, { outputs, results }: ErrorScope): void {
  if (head === 'response' && outputs?.length === 0 && results.root.shape.kind === 'attributes')
    throw new Unrewritable(
      'it asks whether response.error is null, and response may be the list of attributes: ask error',
    );
}

function ofError(use: Use, path: readonly string[], expression: ReadExpression, notes: Set<string>): Edit[] {
  const [member] = path;
  const refuse = (why: string): never => {
    throw new Unrewritable(why);
  };
  if (use.variable.type === 'method') return refuse(`it calls a method of ${use.head}`);
  if (member === undefined) {
    if (use.links.length > 0) return refuse('it filters error');
    return nullBeside(use) === undefined ? refuse('it passes error on as a whole, which has other members here') : [];
  }
  if (member === 'type') return [ofType(use, expression)];
  if (member === 'message') {
    if (!use.around.every(passesOn))
      return refuse('it looks into error.message, and the messages of this worker have other words');
    notes.add(MESSAGE_NOTE);
    return [];
  }
  if (member === 'code') notes.add(CODE_NOTE);
  if (use.isInFilter) return refuse(`it reads error.${member} in a filter`);
  return [{ ...expression.placeOf(use.whole), text: 'null' }];
}

/** Whether a part only hands on what is in it, and does not look into it. */
function passesOn(node: Node): boolean {
  if (node.type === 'call')
    return ['bpmnError', 'jobError', 'ignoreError', 'string', 'substring', 'string join'].includes(node.name);
  return ['if', 'context', 'list', 'arithmetic'].includes(node.type);
}

/** Finds the smallest condition around a class name that can be said by AWS's names. */
function ofType(use: Use, expression: ReadExpression): Edit {
  const error = use.head === 'error' ? 'error' : 'response.error';
  for (const [index, node] of use.around.entries()) {
    const span = spanOf(node, expression);
    const text = span && expression.text.slice(span.start, span.end);
    if (text === undefined || !readUses(text).uses.every((each) => errorPath(each)?.[0] === 'type')) continue;
    const condition = conditionOnName(text, error);
    if (span === undefined || condition === undefined || use.isInFilter) continue;
    if (!condition.isExact && !onlyTrueCounts(node, use.around.slice(index + 1))) continue;
    return { ...span, text: standsAlone(use.around[index + 1]) ? condition.text : `(${condition.text})` };
  }
  throw new Unrewritable(
    'it depends on error.type in a way that AWS’s names cannot say: there it is the name of a Java class, of which some stand for many errors',
  );
}

/** Whether a condition decides an `if`, by itself or in `and` and `or`, so that null and false are the same. */
function onlyTrueCounts(condition: Node, around: readonly Node[]): boolean {
  const end = around.findIndex(({ type }) => type !== 'and' && type !== 'or');
  const decided = around[end];
  return decided?.type === 'if' && decided.condition === (around[end - 1] ?? condition);
}

/** Whether a comparison can stand in a part without brackets. */
function standsAlone(parent: Node | undefined): boolean {
  return parent === undefined || ['if', 'and', 'or', 'call', 'context', 'list'].includes(parent.type);
}

function ofResult(use: Use, expression: ReadExpression, { outputs, results }: ErrorScope): Edit[] {
  const { head, names, variable, isInFilter } = use;
  if (head === 'job') return [];
  if (outputs !== undefined && outputs.length === 0) return ofRawResult(use, expression, results);
  if (head !== 'response') return [];
  const [name] = names;
  if (
    name === undefined ||
    isInFilter ||
    use.bound.includes(name) ||
    variable.type === 'method' ||
    outputs === undefined ||
    !outputs.includes(name)
  )
    throw new Unrewritable(
      'it reads response, which in Camunda’s connector has the variables that the result becomes, and here the result',
    );
  const { start, end } = expression.placeOf(variable);
  const text = expression.text.slice(start, end).replace(/^response\s*\.\s*/, '');
  return [{ start, end, text }];
}

/** Rewrites what is read of a result that becomes no variables. After a failure, all of it is null. */
function ofRawResult(use: Use, expression: ReadExpression, results: Results): Edit[] {
  const part = partAt(use.head, results);
  if (part === undefined || staysAs(use.head, results)) return [];
  const isWhole = use.head === 'response' && use.names.length === 0 && use.links.length === 0;
  if (isWhole && part.shape.kind === 'attributes' && nullBeside(use) !== undefined)
    return [asMiss(use, expression, part.native)];
  if (isWhole) throw new Unrewritable('it passes response on as a whole, which has another shape here');
  return readingEdits(use, expression, results, { afterFailure: true });
}

/** A comparison of the item with null: after a failure, the item is null here, and there it is not. */
function asMiss({ around: [comparison], isInFilter, bound }: Use, expression: ReadExpression, item: string): Edit {
  if (isInFilter || bound.includes('error'))
    throw new Unrewritable('it compares response with null where error may mean another thing');
  const span = comparison && spanOf(comparison, expression);
  if (comparison === undefined || span === undefined)
    throw new Unrewritable('it compares response with null in brackets');
  const isMiss = comparison.type === 'comparison';
  const text = isMiss ? `(error = null and ${item} = null)` : `(error != null or ${item} != null)`;
  return { ...span, text };
}
